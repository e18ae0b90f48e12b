package io.toolruntime.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * What became of a program in a sandbox.
 *
 * @param exitCode how it ended
 * @param stdout what it wrote
 * @param stderr what else it wrote
 * @param limitHit which limit the host saw hit
 * @param evidence what the host read
 */
record Ran(int exitCode, String stdout, String stderr, @Nullable ExecutionOutcome limitHit,
		Map<Limit, Enforcement> evidence) {

	private static final Duration LONGEST = Duration.ofSeconds(60);

	/** Small, so that a bomb that gets away is small too. */
	static final Limits LIMITS = new Limits(null, 128L << 20, 1.0, 32, 8L << 20, null, null, null);

	static final String WAIT = "import sys; print('here', flush=True); sys.stdin.readline()\n";

	static SandboxSpec spec(Limits limits) {
		return new SandboxSpec("test-" + UUID.randomUUID(), "python", limits, Map.of());
	}

	static Ran python(BubblewrapSandboxProvider provider, Limits limits, String code) {
		return in(provider.open(spec(limits), List.of("/usr/bin/python3", "-I", "-c", WAIT + code)));
	}

	static Ran python(BubblewrapSandboxProvider provider, String code) {
		return python(provider, LIMITS, code);
	}

	/**
	 * Waits for the end of a program that first says that it is there, and goes on when
	 * it is told to.
	 */
	static Ran in(Sandbox sandbox) {
		try (sandbox) {
			begin(sandbox);
			CompletableFuture<String> stdout = beside(() -> text(sandbox.stdout()));
			CompletableFuture<String> stderr = beside(() -> text(sandbox.stderr()));
			int exitCode = sandbox.exit(LONGEST)
				.orElseThrow(() -> new AssertionError("The program does not end"))
				.code();
			ExecutionOutcome limitHit = sandbox.limitHit(null);
			Map<Limit, Enforcement> evidence = sandbox.evidence();
			return new Ran(exitCode, stdout.join().strip(), stderr.join().strip(), limitHit, evidence);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/* Not in the common pool, which has one thread where there are two processors. */
	private static CompletableFuture<String> beside(Supplier<String> task) {
		return CompletableFuture.supplyAsync(task, (run) -> new Thread(run, "test-reader").start());
	}

	/**
	 * Hears the first word of a program, which makes the host look at it, and lets it go
	 * on.
	 */
	static void begin(Sandbox sandbox) {
		try {
			line(sandbox);
			sandbox.stdin().write('\n');
			sandbox.stdin().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(text(sandbox.stderr()), ex);
		}
	}

	static String line(Sandbox sandbox) throws IOException {
		StringBuilder line = new StringBuilder();
		int read = sandbox.stdout().read();
		while (read >= 0 && read != '\n') {
			line.append((char) read);
			read = sandbox.stdout().read();
		}
		return line.toString();
	}

	private static String text(InputStream in) {
		try {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
