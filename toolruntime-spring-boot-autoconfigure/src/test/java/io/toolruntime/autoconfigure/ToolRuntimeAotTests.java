package io.toolruntime.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.backend.DockerBackendAutoConfiguration;
import io.toolruntime.autoconfigure.endpoint.ToolRuntimeEndpoint;
import io.toolruntime.backend.Backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ToolRuntimeAotTests {

	private static final String PROFILES = "toolruntime: { default-profile: dev, profiles: { dev: { backend: unsafe }, my-own: { backend: docker } } }";

	@Test
	@CompileWithForkedClassLoader
	void theBackendsAreInWhatAheadOfTimeProcessingGenerates() {
		TestGenerationContext generation = new TestGenerationContext();
		AnnotationConfigApplicationContext context = context();
		context.register(Application.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			assertThat(
					compiled.getSourceFiles().stream().map((file) -> file.getContent()).collect(Collectors.joining()))
				.contains("devToolRuntimeBackend", "my-ownToolRuntimeBackend");
			ApplicationContextInitializer<GenericApplicationContext> restorer = instance(
					compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()));
			GenericApplicationContext restored = restored(PROFILES, restorer);
			restored.refresh();
			FakeBackend backend = restored.getBean("my-ownToolRuntimeBackend", FakeBackend.class);
			assertThat(restored.getBeansOfType(Backend.class)).containsOnlyKeys("devToolRuntimeBackend",
					"my-ownToolRuntimeBackend");
			assertThat(restored.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("hello").profile("my-own").build())
				.value()).isEqualTo("hello");
			restored.close();
			assertThat(backend.closed).hasValue(1);
			GenericApplicationContext grown = restored(PROFILES.replace("dev:", "lab: { backend: wasm }, dev:"),
					restorer);
			assertThatException().isThrownBy(grown::refresh)
				.havingRootCause()
				.withMessageContaining("toolruntime.profiles.lab")
				.withMessageContaining("Build the application again");
		});
	}

	@Test
	@CompileWithForkedClassLoader
	void anEngineIsFoundWhereItIsConfiguredAfterAheadOfTimeProcessing() {
		TestGenerationContext generation = new TestGenerationContext();
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		String yaml = """
				toolruntime:
				  profiles:
				    standard: { backend: docker, docker: { host: "unix:///nowhere/docker.sock" } }
				    hardened: { backend: gvisor, docker: { host: "unix:///elsewhere/docker.sock" } }
				""";
		context.setEnvironment(new TestEnvironment().yaml(yaml).build());
		context.register(Containers.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			GenericApplicationContext restored = restored(yaml,
					instance(compiled.getInstance(ApplicationContextInitializer.class, initializer.toString())));
			restored.refresh();
			ToolRuntime runtime = restored.getBean(ToolRuntime.class);
			assertThatExceptionOfType(RuntimeUnavailableException.class)
				.isThrownBy(() -> runtime.execute(ExecuteRequest.javascript("return 1").build()))
				.withMessageContaining("unix:///nowhere/docker.sock");
			assertThatExceptionOfType(RuntimeUnavailableException.class)
				.isThrownBy(() -> runtime.execute(ExecuteRequest.javascript("return 1").profile("hardened").build()))
				.withMessageContaining("unix:///elsewhere/docker.sock");
			restored.close();
		});
	}

	@Test
	@CompileWithForkedClassLoader
	void everythingOfTheStarterRunsAfterAheadOfTimeProcessing() {
		TestGenerationContext generation = new TestGenerationContext();
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		// Without a server: one over standard input would read what tests are told there
		String yaml = """
				spring: { ai: { mcp: { server: { enabled: false } } } }
				management: { endpoints: { web: { exposure: { include: "*" } } } }
				""";
		context.setEnvironment(new TestEnvironment().yaml(yaml).build());
		context.register(Starter.class);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		generation.writeGeneratedContent();
		TestCompiler.forSystem().with(generation).compile((compiled) -> {
			GenericApplicationContext restored = restored(yaml,
					instance(compiled.getInstance(ApplicationContextInitializer.class, initializer.toString())));
			restored.refresh();
			assertThat(restored.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("return await tools.weather.temperature({ city: 'Oslo' })").build())
				.orThrow()
				.value()).isEqualTo(4);
			assertThat(restored.getBean("toolRuntimeMcpToolSpecifications", List.class)).hasSize(1);
			assertThat(restored.getBean(ToolRuntimeEndpoint.class).profile("standard")).containsKey("limitsEnforced");
			assertThat(restored.getBean("toolruntimeHealthContributor", CompositeHealthContributor.class).stream())
				.hasSize(1);
			restored.close();
		});
	}

	@SuppressWarnings("unchecked")
	private static ApplicationContextInitializer<GenericApplicationContext> instance(
			ApplicationContextInitializer<?> initializer) {
		return (ApplicationContextInitializer<GenericApplicationContext>) initializer;
	}

	private static AnnotationConfigApplicationContext context() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setEnvironment(new TestEnvironment().yaml(PROFILES).build());
		return context;
	}

	private static GenericApplicationContext restored(String yaml,
			ApplicationContextInitializer<GenericApplicationContext> initializer) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.setEnvironment(new TestEnvironment().yaml(yaml).build());
		initializer.initialize(context);
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@Import(FakeBackends.class)
	@ImportAutoConfiguration({ ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DockerBackendAutoConfiguration.class, ToolCatalogAutoConfiguration.class,
			ToolRuntimeAutoConfiguration.class })
	static class Containers {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Starter {

		@Bean
		WeatherTools weatherTools() {
			return new WeatherTools();
		}

	}

	public static class WeatherTools {

		@Tool(description = "The temperature in a city now")
		public int temperature(String city) {
			return city.length();
		}

	}

}
