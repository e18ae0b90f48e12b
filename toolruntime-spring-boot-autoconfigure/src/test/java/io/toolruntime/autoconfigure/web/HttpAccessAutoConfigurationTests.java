package io.toolruntime.autoconfigure.web;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.web.HttpApiSettings;

import static org.assertj.core.api.Assertions.assertThat;

class HttpAccessAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class,
				HttpAccessAutoConfiguration.class))
		.withUserConfiguration(FakeBackends.class);

	@Test
	void settingsComeFromProperties() {
		this.runner
			.withPropertyValues("toolruntime.server.allowed-hosts=api.example.com",
					"toolruntime.server.allowed-origins=https://app.example.com",
					"toolruntime.server.max-body-size=1MB", "toolruntime.server.artifacts.max-executions=3",
					"toolruntime.server.artifacts.max-size=2MB", "toolruntime.server.artifacts.max-age=1m")
			.run((context) -> {
				HttpApiSettings settings = context.getBean(HttpApiSettings.class);
				assertThat(settings.allowedHosts()).containsExactly("api.example.com");
				assertThat(settings.allowedOrigins()).containsExactly("https://app.example.com");
				assertThat(settings.maxBodyBytes()).isEqualTo(1 << 20);
				assertThat(settings.artifacts().maxExecutions()).isEqualTo(3);
				assertThat(settings.artifacts().maxBytes()).isEqualTo(2 << 20);
			});
	}

	@Test
	void theDefaultsAreThoseOfTheApiItself() {
		this.runner
			.run((context) -> assertThat(context.getBean(HttpApiSettings.class)).isEqualTo(HttpApiSettings.DEFAULTS));
	}

	@Test
	void settingsThatCannotWorkStopTheStartNamingTheProperty() {
		this.runner.withPropertyValues("toolruntime.server.path=toolruntime/")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime.server.path");
					assertThat(ex.getValue()).isEqualTo("toolruntime/");
				}));
		this.runner.withPropertyValues("toolruntime.server.token=")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class,
						(ex) -> assertThat(ex.getProperty()).isEqualTo("toolruntime.server.token")));
	}

	@Test
	void isNotThereWithoutItsModuleOrWhereToolruntimeIsOff() {
		this.runner.withClassLoader(new FilteredClassLoader(HttpApiSettings.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("toolRuntimeHttpApiSettings"));
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HttpApiSettings.class));
	}

}
