package io.toolruntime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.PoolState;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.test.TestTools;

import static org.assertj.core.api.Assertions.assertThat;

/** Many executions, sixteen at once: none lost, none mixed up, nothing left. */
@Tag("once")
class ManyContainersTests {

	private final Leftovers leftovers = new Leftovers();

	private static final int AT_ONCE = 16;

	private static final int LANGUAGES = 2;

	private static final int MIN_IDLE = 4;

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);

	/** What a JVM may have gained by itself meanwhile. */
	private static final int SOME = 3;

	/** Calls at once; the connection of each stays open for the next. */
	private static final int CONNECTIONS = 16;

	@Test
	void fiveHundredOnRunc() throws Exception {
		TestEngine.assume();
		run(new DockerBackendFactory().create(profile(), TestEngine.PROPERTIES), 500);
	}

	@Test
	void fiftyOnGvisor() throws Exception {
		TestEngine.assume("runsc");
		run(OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
			.create(profile(), OciRuntimeProperties.DEFAULTS, TestEngine.PROPERTIES), 50);
	}

	private static SecurityProfile profile() {
		SecurityProfile dev = SecurityProfile.named("dev");
		return new SecurityProfile("dev", dev.limits(), dev.isolation(), Set.of(), dev.tools(), AT_ONCE, 1000, PATIENCE,
				new PoolSettings(MIN_IDLE, AT_ONCE + LANGUAGES * MIN_IDLE, PATIENCE));
	}

	private void run(Backend backend, int count) throws Exception {
		long withoutBackend = descriptors();
		ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
		try (DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
				CatalogToolGateway.of(TestTools.source()))) {
			// As many connections as are ever made at once, and what each language has
			// ready
			executeAll(runtime, callers, AT_ONCE);
			awaitIdle(backend);
			long threads = threads();
			long descriptors = descriptors();
			executeAll(runtime, callers, count - AT_ONCE);
			awaitIdle(backend);
			awaitAtMost(ManyContainersTests::threads, threads + SOME, "threads");
			awaitAtMost(ManyContainersTests::descriptors, descriptors + CONNECTIONS, "descriptors");
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.leftovers.now()).isEmpty();
		awaitAtMost(ManyContainersTests::threads, 0, "threads after the end");
		awaitAtMost(ManyContainersTests::descriptors, withoutBackend, "descriptors after the end");
	}

	private static void executeAll(DefaultRuntime runtime, ExecutorService callers, int count) throws Exception {
		List<Future<ExecuteResult>> results = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int number = i;
			results.add(callers.submit(() -> execute(runtime, number)));
		}
		for (int i = 0; i < count; i++) {
			ExecuteResult result = results.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(result.outcome()).as("%s", result.error()).isEqualTo(ExecutionOutcome.OK);
			assertThat(result.id()).isEqualTo("many-" + i);
			assertThat(result.value()).isEqualTo(List.of(i, "many-" + i));
			assertThat(result.stdout()).isEqualTo("output of " + i + "\n");
			assertThat(result.toolCalls()).hasSize(1);
		}
	}

	/* What closes sandboxes and reads their streams ends a little later than they do. */
	private static void awaitAtMost(Callable<Long> counter, long most, String what) throws Exception {
		long deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
		while (counter.call() > most && System.nanoTime() - deadline < 0) {
			Thread.sleep(200);
		}
		assertThat(counter.call()).as(what).isLessThanOrEqualTo(most);
	}

	private static void awaitIdle(Backend backend) throws InterruptedException {
		PoolState pool = backend.pool().orElseThrow();
		long deadline = System.nanoTime() + SETTLES_WITHIN.toNanos();
		while ((pool.active() > 0 || pool.idle() != LANGUAGES * MIN_IDLE) && System.nanoTime() - deadline < 0) {
			Thread.sleep(100);
			pool = backend.pool().orElseThrow();
		}
		assertThat(pool.active()).as("sandboxes in use").isZero();
		assertThat(pool.idle()).as("sandboxes that are ready").isEqualTo(LANGUAGES * MIN_IDLE);
	}

	private static ExecuteResult execute(DefaultRuntime runtime, int number) {
		boolean python = number % 4 == 3;
		String code = python
				? "print('output of', input)\n[tools.test.echo(value=input)['value'], 'many-' + str(input)]"
				: "console.log('output of', input); return [(await tools.test.echo({ value: input })).value, 'many-' + input];";
		return runtime.execute(ExecuteRequest.builder()
			.id("many-" + number)
			.language(python ? "python" : "javascript")
			.code(code)
			.input(number)
			.build());
	}

	/* Those of the pool of callers are there from the beginning or not at all. */
	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.contains("toolruntime") || name.contains("docker"))
			.count();
	}

	/* Sockets, pipes and the like: files are classes that are loaded meanwhile. */
	private static long descriptors() throws IOException {
		try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
			return open.filter((descriptor) -> !leadsToFile(descriptor)).count();
		}
	}

	private static boolean leadsToFile(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).isAbsolute();
		}
		catch (IOException ex) {
			return true; // the one that listed them
		}
	}

}
