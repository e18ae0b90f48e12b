package io.toolruntime.autoconfigure.springai;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.ai.tool.method.MethodToolCallbackProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.backend.WasmBackendAutoConfiguration;
import io.toolruntime.springai.ToolRuntimeToolCallbackProvider;
import io.toolruntime.springai.meta.MetaTools;
import io.toolruntime.tool.ToolCatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class ToolRuntimeSpringAiAutoConfigurationTests {

	private final AutoConfigurations configurations = AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
			WasmBackendAutoConfiguration.class, ToolRuntimeAutoConfiguration.class,
			ToolRuntimeSpringAiAutoConfiguration.class);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(this.configurations)
		.withUserConfiguration(Tools.class);

	@Test
	void annotatedMethodsAndCallbacksAreToolsOnce() {
		this.runner.run((context) -> assertThat(context.getBean(ToolCatalog.class).tools())
			.extracting((tool) -> tool.id().toString())
			.containsExactlyInAnyOrder("weather:temperature", "echo:echo"));
	}

	@Test
	void codeInTheSandboxCallsThem() {
		this.runner.run((context) -> assertThat(context.getBean(ToolRuntime.class).execute(ExecuteRequest.javascript("""
				const degrees = await tools.weather.temperature({ city: 'Oslo' });
				return degrees + 1;
				""").build()).orThrow().value()).isEqualTo(5));
	}

	@Test
	void aModelIsGivenFiveToolsThatAreNotInTheCatalog() {
		this.runner.run((context) -> {
			ToolRuntimeToolCallbackProvider provider = context.getBean("toolRuntimeToolCallbackProvider",
					ToolRuntimeToolCallbackProvider.class);
			assertThat(
					Arrays.stream(provider.getToolCallbacks()).map((callback) -> callback.getToolDefinition().name()))
				.containsExactlyInAnyOrder("execute_code", "search_tools", "describe_tool", "run_tool", "run_chain");
			assertThat(context.getBean(ToolCatalog.class).tools()).extracting((tool) -> tool.id().name())
				.doesNotContain("execute_code");
		});
	}

	@Test
	void backsOff() {
		this.runner
			.withBean("mine", ToolRuntimeToolCallbackProvider.class, () -> mock(ToolRuntimeToolCallbackProvider.class))
			.run((context) -> assertThat(context).hasSingleBean(ToolRuntimeToolCallbackProvider.class)
				.doesNotHaveBean("toolRuntimeToolCallbackProvider"));
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ToolRuntimeToolCallbackProvider.class));
	}

	@Test
	void theToolsOfSpringAiAreInTheCatalogOfAnotherRuntimeToo() {
		this.runner.withBean("mine", ToolRuntime.class, () -> mock(ToolRuntime.class)).run((context) -> {
			assertThat(context).doesNotHaveBean(MetaTools.class).doesNotHaveBean(ToolRuntimeToolCallbackProvider.class);
			assertThat(context.getBean(ToolCatalog.class).tools()).hasSize(2);
		});
	}

	@Test
	void isNotThereWithoutSpringAi() {
		new ApplicationContextRunner().withConfiguration(this.configurations)
			.withUserConfiguration(FakeBackends.class)
			.withClassLoader(new FilteredClassLoader(ToolCallback.class))
			.withBean("wasmBackendFactory", String.class, () -> "replaced by a fake")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ToolRuntime.class)
				.doesNotHaveBean(MetaTools.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Tools {

		@Bean
		WeatherTools weatherTools() {
			return new WeatherTools();
		}

		@Bean
		MethodToolCallbackProvider weatherCallbacks(WeatherTools tools) {
			return MethodToolCallbackProvider.builder().toolObjects(tools).build();
		}

		@Bean
		ToolCallback echo() {
			return FunctionToolCallback.builder("echo", (String text) -> text)
				.description("Echoes")
				.inputType(String.class)
				.build();
		}

	}

	static class WeatherTools {

		@Tool(description = "The temperature in a city now")
		int temperature(String city) {
			return city.length();
		}

	}

}
