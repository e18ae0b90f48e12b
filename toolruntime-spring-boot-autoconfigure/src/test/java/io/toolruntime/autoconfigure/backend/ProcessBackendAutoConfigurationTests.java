package io.toolruntime.autoconfigure.backend;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.process.ProcessBackendFactory;
import io.toolruntime.profile.Isolation;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessBackendAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
				ProcessBackendAutoConfiguration.class, UnsafeBackendAutoConfiguration.class,
				WasmBackendAutoConfiguration.class, ToolRuntimeAutoConfiguration.class));

	@Test
	void sandboxesAreThereWhereAProfileUsesThem() {
		this.runner.withPropertyValues("toolruntime.profiles.standard.backend=process")
			.run((context) -> assertThat(context.getBean("standardToolRuntimeBackend", Backend.class).info())
				.satisfies((info) -> {
					assertThat(info.kind()).isEqualTo("process");
					assertThat(info.isolation()).isEqualTo(Isolation.NAMESPACE);
				}));
	}

	@Test
	void areNotThereWhereNoProfileUsesThem() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(BackendFactory.class)
			.doesNotHaveBean("processBackendFactory")
			.doesNotHaveBean("unsafeBackendFactory"));
	}

	@Test
	void keysAreBoundStrictly() {
		ApplicationContextRunner process = this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=process");
		process
			.withPropertyValues("toolruntime.profiles.standard.process.commands.python=/usr/bin/python3",
					"toolruntime.profiles.standard.process.read-only-paths[0]=/opt/python",
					"toolruntime.profiles.standard.process.uid-base=2000000000",
					"toolruntime.profiles.standard.process.cgroup-parent=/system.slice/app.service")
			.run((context) -> assertThat(context).hasNotFailed());
		process.withPropertyValues("toolruntime.profiles.standard.process.commands.python=python3")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidToolRuntimeConfigurationException.class)
				.hasMessageContaining("toolruntime.profiles.standard.process")
				.hasMessageContaining("absolute path"));
		process.withPropertyValues("toolruntime.profiles.standard.process.uid-bse=2000000000")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("toolruntime.profiles.standard.process.uid-base"));
	}

	@Test
	void withoutItsModuleTheStartSaysWhichOneToAdd() {
		this.runner.withPropertyValues("toolruntime.profiles.standard.backend=process")
			.withClassLoader(new FilteredClassLoader(ProcessBackendFactory.class))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidToolRuntimeConfigurationException.class)
				.hasMessageContaining("io.toolruntime:toolruntime-process"));
	}

}
