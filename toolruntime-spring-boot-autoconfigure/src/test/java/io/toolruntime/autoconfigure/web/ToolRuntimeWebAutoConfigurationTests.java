package io.toolruntime.autoconfigure.web;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.http.MediaType;
import org.springframework.security.core.Authentication;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.web.AuthenticationCallerResolver;
import io.toolruntime.web.HttpCallerResolver;
import io.toolruntime.web.PrincipalCallerResolver;
import io.toolruntime.web.ToolRuntimeHttpApi;

import static org.assertj.core.api.Assertions.assertThat;

class ToolRuntimeWebAutoConfigurationTests {

	private static final String ROUTES = "toolRuntimeHttpRoutes";

	private final AutoConfigurations configurations = AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
			ToolRuntimeAutoConfiguration.class, HttpAccessAutoConfiguration.class,
			ToolRuntimeWebAutoConfiguration.class, WebMvcAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(this.configurations)
		.withUserConfiguration(FakeBackends.class)
		.withPropertyValues("toolruntime.server.enabled=true");

	@Test
	void servesExecutions() {
		this.runner.run((context) -> {
			MockMvcTester mvc = MockMvcTester.from(context);
			assertThat(mvc.post()
				.uri("/toolruntime/executions")
				.contentType(MediaType.APPLICATION_JSON)
				.content("{\"code\": \"hello\"}")).hasStatusOk().bodyJson().extractingPath("value").isEqualTo("hello");
		});
	}

	@Test
	void servesUnderAnotherPathAndOnlyWithItsToken() {
		this.runner.withPropertyValues("toolruntime.server.path=/code", "toolruntime.server.token=s3cret")
			.run((context) -> {
				MockMvcTester mvc = MockMvcTester.from(context);
				assertThat(mvc.get().uri("/code/profiles")).hasStatus(401);
				assertThat(mvc.get().uri("/code/profiles").header("Authorization", "Bearer s3cret")).hasStatusOk();
				assertThat(mvc.get().uri("/toolruntime/profiles")).hasStatus(404);
			});
	}

	@Test
	void callersComeFromSpringSecurityWhereItIsThere() {
		this.runner.run((context) -> assertThat(context).getBean(HttpCallerResolver.class)
			.isInstanceOf(AuthenticationCallerResolver.class));
		this.runner.withClassLoader(new FilteredClassLoader(Authentication.class))
			.run((context) -> assertThat(context).getBean(HttpCallerResolver.class)
				.isInstanceOf(PrincipalCallerResolver.class));
	}

	@Test
	void isNotThereUnlessItIsAskedFor() {
		this.runner.withPropertyValues("toolruntime.server.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(DefaultRuntime.class).doesNotHaveBean(ROUTES));
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ROUTES));
	}

	@Test
	void isNotThereWithoutAWebServerOrItsModule() {
		new ApplicationContextRunner().withConfiguration(this.configurations)
			.withUserConfiguration(FakeBackends.class)
			.withPropertyValues("toolruntime.server.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(DefaultRuntime.class).doesNotHaveBean(ROUTES));
		this.runner.withClassLoader(new FilteredClassLoader(ToolRuntimeHttpApi.class))
			.run((context) -> assertThat(context).hasSingleBean(DefaultRuntime.class).doesNotHaveBean(ROUTES));
	}

}
