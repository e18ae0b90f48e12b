package io.toolruntime.autoconfigure.backend;

import java.util.Set;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.FakeBackendFactory;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.profile.Isolation;
import io.toolruntime.wasm.WasmBackend;
import io.toolruntime.wasm.WasmBackendFactory;

import static org.assertj.core.api.Assertions.assertThat;

class WasmBackendAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class, WasmBackendAutoConfiguration.class,
				ToolRuntimeAutoConfiguration.class));

	@Test
	void runsJavaScriptWithoutAnyConfiguration() {
		this.runner.run((context) -> {
			assertThat(context).getBean("standardToolRuntimeBackend").isInstanceOf(WasmBackend.class);
			assertThat(context.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("return 6 * 7").build())
				.orThrow()
				.value()).isEqualTo(42);
		});
	}

	@Test
	void bindsItsOwnKeysStrictly() {
		this.runner.withPropertyValues("toolruntime.profiles.standard.wasm.total-memory=64MB")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withPropertyValues("toolruntime.profiles.standard.wasm.total-memory=1KB")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidToolRuntimeConfigurationException.class)
				.hasMessageContaining("toolruntime.profiles.standard.wasm")
				.hasMessageContaining("4MB"));
		this.runner.withPropertyValues("toolruntime.profiles.standard.wasm.total-memry=64MB")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("Did you mean toolruntime.profiles.standard.wasm.total-memory?"));
	}

	@Test
	void lessMemoryThanAnEmptySandboxNeedsStopsTheStart() {
		this.runner.withPropertyValues("toolruntime.profiles.standard.limits.memory=1MB")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.standard.limits.memory");
					assertThat(ex.getValue()).isEqualTo("1MB");
					assertThat(ex.getReason()).contains("needs at least");
				}));
	}

	@Test
	void isNotThereWhereNoProfileUsesIt() {
		this.runner.withBean(FakeBackendFactory.class, () -> new FakeBackendFactory("docker", Isolation.NAMESPACE))
			.withPropertyValues("toolruntime.profiles.standard.backend=docker")
			.run((context) -> assertThat(context).hasSingleBean(BackendFactory.class)
				.doesNotHaveBean("wasmBackendFactory"));
	}

	@Test
	void loadsNoClassOfItWhereNoProfileUsesIt() {
		LoadedClasses loaded = new LoadedClasses((name) -> name.startsWith("io.toolruntime.wasm."));
		this.runner.withClassLoader(new FilteredClassLoader(loaded))
			.withBean(FakeBackendFactory.class, () -> new FakeBackendFactory("docker", Isolation.NAMESPACE))
			.withPropertyValues("toolruntime.profiles.standard.backend=docker")
			.run((context) -> {
				assertThat(context).hasSingleBean(Backend.class);
				assertThat(loaded.asked).isFalse();
			});
	}

	@Test
	void startsNoThreadBeforeTheFirstExecution() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
				.extracting(Thread::getName)
				.noneMatch((name) -> name.contains("toolruntime") || name.contains("wasm"));
		});
	}

	@Test
	void withoutItsModuleTheStartSaysWhichOneToAdd() {
		this.runner.withClassLoader(new FilteredClassLoader(WasmBackendFactory.class))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidToolRuntimeConfigurationException.class)
				.hasMessageContaining("toolruntime.profiles.standard.backend")
				.hasMessageContaining("io.toolruntime:toolruntime-wasm"));
	}

	/** Notices that a class was asked for, and lets nobody have it. */
	private static final class LoadedClasses implements Predicate<String> {

		private final Predicate<String> classes;

		private volatile boolean asked;

		LoadedClasses(Predicate<String> classes) {
			this.classes = classes;
		}

		@Override
		public boolean test(String name) {
			if (!this.classes.test(name)) {
				return false;
			}
			this.asked = true;
			return true;
		}

	}

}
