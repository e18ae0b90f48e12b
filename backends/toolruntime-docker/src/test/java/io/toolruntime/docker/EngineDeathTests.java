package io.toolruntime.docker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.sandbox.SandboxSpec;
import io.toolruntime.test.TestTools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** The engine dies in the middle of an execution, and comes back. */
class EngineDeathTests {

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev");

	@Test
	void whatHadComeIsKeptAndTheBackendRecovers(@TempDir Path folder) throws Exception {
		TestEngine.assume();
		try (OwnEngine own = new OwnEngine(folder)) {
			Backend backend = new DockerBackendFactory(own.connection()).create(PROFILE, TestEngine.PROPERTIES);
			try (DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
					CatalogToolGateway.of(TestTools.source()))) {
				CountDownLatch printed = new CountDownLatch(1);
				ExecutionHandle handle = runtime.start(ExecuteRequest.javascript("""
						await tools.test.echo({ text: 'before' });
						console.log('before');
						await new Promise((resolve) => setTimeout(resolve, 60000));
						""").build(), new ExecutionListener() {

					@Override
					public void onStdout(String text) {
						printed.countDown();
					}

				});
				assertThat(printed.await(60, TimeUnit.SECONDS)).isTrue();

				own.kill();

				ExecutionException failed = catchThrowableOfType(ExecutionException.class,
						() -> handle.result().get(30, TimeUnit.SECONDS));
				assertThat(failed.getCause()).isInstanceOfSatisfying(SandboxFailedException.class, (failure) -> {
					assertThat(failure).hasMessageContaining("engine");
					ExecuteResult partial = failure.getResult();
					assertThat(partial).isNotNull();
					assertThat(partial.stdout()).isEqualTo("before\n");
					assertThat(partial.toolCalls()).singleElement()
						.satisfies((call) -> assertThat(call.toolId()).isEqualTo("test:echo"));
				});
				assertThat(backend.health().up()).isFalse();
				assertThatThrownBy(() -> runtime.execute(ExecuteRequest.javascript("1").build()))
					.isInstanceOf(RuntimeUnavailableException.class)
					.hasMessageContaining("cannot be reached");

				own.startAgain();

				ExecuteResult next = runtime.execute(ExecuteRequest.javascript("1 + 1").build());
				assertThat(next.outcome()).isEqualTo(ExecutionOutcome.OK);
				assertThat(next.value()).isEqualTo(2);
				assertThat(backend.health().up()).isTrue();
			}
			assertNothingIsLeft(own);
		}
	}

	@Test
	void anEngineThatHangsHoldsNobodyMuchLongerThanTheTimeout(@TempDir Path folder) throws Exception {
		TestEngine.assume();
		try (OwnEngine own = new OwnEngine(folder)) {
			Backend backend = new DockerBackendFactory(own.connection()).create(PROFILE, TestEngine.PROPERTIES);
			try (DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", backend), "dev", Set.of(),
					CatalogToolGateway.of(TestTools.source()))) {
				CountDownLatch printed = new CountDownLatch(1);
				ExecutionHandle handle = runtime.start(ExecuteRequest.javascript("console.log('before'); for (;;);")
					.limits(Limits.parse(Map.<String, Object>of("timeout", "3s")))
					.build(), new ExecutionListener() {

						@Override
						public void onStdout(String text) {
							printed.countDown();
						}

					});
				assertThat(printed.await(60, TimeUnit.SECONDS)).isTrue();

				own.pause();

				// A timeout, or that the engine does not answer: but not minutes later
				assertThatCode(() -> {
					try {
						assertThat(handle.result().get(45, TimeUnit.SECONDS).outcome())
							.isEqualTo(ExecutionOutcome.TIMEOUT);
					}
					catch (ExecutionException ex) {
						assertThat(ex.getCause()).isInstanceOf(SandboxFailedException.class);
					}
				}).doesNotThrowAnyException();

				own.resume();

				long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
				while (!backend.health().up() && System.nanoTime() - deadline < 0) {
					Thread.sleep(100);
				}
				assertThat(runtime.execute(ExecuteRequest.javascript("1 + 1").build()).value()).isEqualTo(2);
				assertNothingIsLeft(own);
			}
		}
	}

	private static void assertNothingIsLeft(OwnEngine own) throws InterruptedException {
		try (DockerEngine engine = DockerEngine.connect("docker", own.connection())) {
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
			while (!engine.containers(SandboxSpec.INSTANCE).isEmpty() && System.nanoTime() - deadline < 0) {
				Thread.sleep(50);
			}
			assertThat(engine.containers(SandboxSpec.INSTANCE)).isEmpty();
			assertThat(engine.volumes()).isEmpty();
		}
	}

}
