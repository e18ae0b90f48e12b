package io.toolruntime.autoconfigure.backend;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.backend.Backend;
import io.toolruntime.process.UnsafeBackendFactory;
import io.toolruntime.profile.Isolation;

import static org.assertj.core.api.Assertions.assertThat;

class UnsafeBackendAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
				UnsafeBackendAutoConfiguration.class, ToolRuntimeAutoConfiguration.class));

	@Test
	void theUnsafeHostStopsTheStartUnlessItIsWanted() {
		ApplicationContextRunner unsafe = this.runner.withPropertyValues("toolruntime.profiles.dev.backend=unsafe");
		unsafe.run((context) -> assertThat(context.getStartupFailure()).rootCause()
			.hasMessageContaining("toolruntime.profiles.dev.unsafe.opt-in"));
		unsafe.withPropertyValues("toolruntime.profiles.dev.unsafe.opt-in=true")
			.run((context) -> assertThat(context.getBeansOfType(Backend.class))
				.containsOnlyKeys("devToolRuntimeBackend")
				.satisfies(
						(backends) -> assertThat(Map.copyOf(backends).get("devToolRuntimeBackend").info().isolation())
							.isEqualTo(Isolation.NONE)));
	}

	@Test
	void theUnsafeHostIsRefusedForOtherProfiles() {
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=unsafe",
					"toolruntime.profiles.standard.unsafe.opt-in=true")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void withoutItsModuleTheStartSaysWhichOneToAdd() {
		this.runner.withPropertyValues("toolruntime.profiles.dev.backend=unsafe")
			.withClassLoader(new FilteredClassLoader(UnsafeBackendFactory.class))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidToolRuntimeConfigurationException.class)
				.hasMessageContaining("io.toolruntime:toolruntime-process"));
	}

}
