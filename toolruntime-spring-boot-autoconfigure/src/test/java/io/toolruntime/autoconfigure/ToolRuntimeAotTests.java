package io.toolruntime.autoconfigure;

import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;
import io.toolruntime.backend.Backend;

import static org.assertj.core.api.Assertions.assertThat;

class ToolRuntimeAotTests {

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
			GenericApplicationContext restored = new GenericApplicationContext();
			restored.setEnvironment(environment());
			instance(compiled.getInstance(ApplicationContextInitializer.class, initializer.toString()))
				.initialize(restored);
			restored.refresh();
			FakeBackend backend = restored.getBean("my-ownToolRuntimeBackend", FakeBackend.class);
			assertThat(restored.getBeansOfType(Backend.class)).containsOnlyKeys("devToolRuntimeBackend",
					"my-ownToolRuntimeBackend");
			assertThat(restored.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("hello").profile("my-own").build())
				.value()).isEqualTo("hello");
			restored.close();
			assertThat(backend.closed).hasValue(1);
		});
	}

	@SuppressWarnings("unchecked")
	private static ApplicationContextInitializer<GenericApplicationContext> instance(
			ApplicationContextInitializer<?> initializer) {
		return (ApplicationContextInitializer<GenericApplicationContext>) initializer;
	}

	private static AnnotationConfigApplicationContext context() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.setEnvironment(environment());
		return context;
	}

	private static ConfigurableEnvironment environment() {
		return new TestEnvironment()
			.yaml("toolruntime: { profiles: { dev: { backend: unsafe }, my-own: { backend: docker } } }")
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@Import(FakeBackends.class)
	@ImportAutoConfiguration({ ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class })
	static class Application {

	}

}
