package io.toolruntime.autoconfigure.builtin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.backend.WasmBackendAutoConfiguration;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.builtin.BuiltinTools;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BuiltinToolsAutoConfigurationTests {

	@TempDir
	private Path folder;

	private ApplicationContextRunner runner;

	@BeforeEach
	void write() throws IOException {
		Files.writeString(this.folder.resolve("notes.txt"), "the shop opens at nine");
		this.runner = new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(ToolCatalogAutoConfiguration.class, WasmBackendAutoConfiguration.class,
						BuiltinToolsAutoConfiguration.class, ToolRuntimeAutoConfiguration.class));
	}

	@Test
	void noneAreOnUnlessTheyAreNamed() {
		this.runner.run((context) -> assertThat(context.getBean(ToolGateway.class).listNamespaces()).isEmpty());
	}

	@Test
	void thoseThatAreNamedAreCalledByCodeInASandbox() {
		this.runner
			.withPropertyValues("toolruntime.builtin-tools.include=read_file,grep",
					"toolruntime.builtin-tools.root=" + this.folder)
			.run((context) -> {
				assertThat(context.getBean(ToolGateway.class).toolNames())
					.isEqualTo(Map.of("builtin", List.of("grep", "read_file")));
				assertThat(context.getBean(ToolRuntime.class)
					.execute(ExecuteRequest
						.javascript("return (await tools.builtin.read_file({ path: 'notes.txt' })).content")
						.build())
					.orThrow()
					.value()).isEqualTo("the shop opens at nine");
			});
	}

	@Test
	void whatIsOutsideOfTheRootStaysThere() {
		this.runner
			.withPropertyValues("toolruntime.builtin-tools.include=read_file,write_file",
					"toolruntime.builtin-tools.root=" + this.folder)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThatExceptionOfType(ToolException.class)
					.isThrownBy(() -> context.getBean(ToolGateway.class)
						.runTool("builtin:read_file", Map.of("path", "/etc/passwd")))
					.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.DENIED));
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "include=read_fiel|toolruntime.builtin-tools.include|read_fiel",
			"include=read_file|toolruntime.builtin-tools.root|is not set",
			"include=fetch;fetch.timeout=0s|toolruntime.builtin-tools.fetch.timeout|millisecond",
			"fecth.timeout=1s|toolruntime.builtin-tools.fecth.timeout|Did you mean toolruntime.builtin-tools.fetch.timeout?" })
	void whatCannotWorkStopsTheStartWithTheProperty(String settings, String property, String words) {
		ApplicationContextRunner configured = this.runner;
		for (String setting : settings.split(";")) {
			configured = configured.withPropertyValues("toolruntime.builtin-tools." + setting);
		}
		configured.run((context) -> {
			Throwable failure = context.getStartupFailure();
			while (failure.getCause() != null && !(failure instanceof InvalidToolRuntimeConfigurationException)) {
				failure = failure.getCause();
			}
			assertThat(failure).isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (invalid) -> {
				assertThat(invalid.getProperty()).isEqualTo(property);
				assertThat(invalid.getReason() + invalid.getRemedy()).contains(words);
			});
		});
	}

	@Test
	void keysWithoutTheModuleStopTheStart() {
		this.runner.withClassLoader(new FilteredClassLoader(BuiltinTools.class))
			.withPropertyValues("toolruntime.builtin-tools.include=grep")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class,
						(invalid) -> assertThat(invalid.getRemedy())
							.contains("io.toolruntime:toolruntime-builtin-tools")));
	}

	@Test
	void isNotThereWhereToolruntimeIsOff() {
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(BuiltinTools.class));
	}

}
