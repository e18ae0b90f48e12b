package io.toolruntime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	/** What a JVM may have gained by itself meanwhile. */
	private static final int SOME = 3;

	@Test
	void fiveHundredOnRunc() throws Exception {
		TestEngine.assume();
		run(new DockerBackendFactory().create(profile(), TestEngine.PROPERTIES), 500);
	}

	@Test
	void aHundredOnGvisor() throws Exception {
		TestEngine.assume("runsc");
		run(OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
			.create(profile(), OciRuntimeProperties.DEFAULTS, TestEngine.PROPERTIES), 100);
	}

	private static SecurityProfile profile() {
		SecurityProfile dev = SecurityProfile.named("dev");
		return new SecurityProfile("dev", dev.limits(), dev.isolation(), Set.of(), dev.tools(), AT_ONCE, 1000, PATIENCE,
				new PoolSettings(4, AT_ONCE + 4, PATIENCE));
	}

	private void run(Backend backend, int count) throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(AT_ONCE);
		try (DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
				CatalogToolGateway.of(TestTools.source()))) {
			// Whatever is made once
			execute(runtime, -1);
			long threads = threads();
			long descriptors = descriptors();
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
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
			while ((threads() > threads + SOME || descriptors() > descriptors + SOME)
					&& System.nanoTime() - deadline < 0) {
				Thread.sleep(500);
			}
			assertThat(threads()).as("threads").isLessThanOrEqualTo(threads + SOME);
			assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + SOME);
		}
		finally {
			callers.shutdownNow();
		}
		assertThat(this.leftovers.now()).isEmpty();
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

	private static long descriptors() throws IOException {
		try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
			return open.count();
		}
	}

}
