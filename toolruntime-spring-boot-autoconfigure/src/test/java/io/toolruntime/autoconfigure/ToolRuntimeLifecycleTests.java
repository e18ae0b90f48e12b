package io.toolruntime.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.profile.Isolation;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.Tool;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens to the runtime when the application starts. */
class ToolRuntimeLifecycleTests {

	private static final String THREAD = "toolruntime-preparation";

	private static Backend backend(String profile, Runnable preparation) {
		return new FakeBackend("fake", profile, Isolation.VM) {

			@Override
			public Optional<Runnable> preparation() {
				return Optional.of(preparation);
			}

		};
	}

	private static void start(Map<String, Backend> backends, Runnable then) throws Exception {
		try (GenericApplicationContext context = new GenericApplicationContext();
				DefaultRuntime runtime = new DefaultRuntime(backends, backends.keySet().iterator().next(), Set.of(),
						CatalogToolGateway.of(new Tool[0]))) {
			new ToolRuntimeLifecycle(runtime, context).start();
			then.run();
		}
	}

	private static boolean isPreparing() {
		return Thread.getAllStackTraces().keySet().stream().anyMatch((thread) -> thread.getName().startsWith(THREAD));
	}

	@Test
	void whatABackendPreparesIsDoneInAThreadOfItsOwnAndOneThatFailsKeepsNoOtherFromIt() throws Exception {
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch prepared = new CountDownLatch(1);
		Map<String, Backend> backends = new LinkedHashMap<>();
		backends.put("dev", backend("dev", () -> {
			await(held);
			throw new RuntimeUnavailableException("The engine is not there", "fake", null);
		}));
		backends.put("standard", backend("standard", prepared::countDown));
		start(backends, () -> {
			assertThat(isPreparing()).as("the application's start does not wait").isTrue();
			assertThat(await(prepared)).as("one that takes long holds up no other").isTrue();
			held.countDown();
		});
	}

	@Test
	void whereThereIsNothingToPrepareThereIsNoThread() throws Exception {
		start(Map.of("dev", new FakeBackend("fake", "dev", Isolation.VM)), () -> assertThat(isPreparing()).isFalse());
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
