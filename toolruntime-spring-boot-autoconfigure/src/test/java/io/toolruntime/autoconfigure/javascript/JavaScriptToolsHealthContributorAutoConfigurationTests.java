package io.toolruntime.autoconfigure.javascript;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.gateway.ToolGateway;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class JavaScriptToolsHealthContributorAutoConfigurationTests {

	private ApplicationContextRunner runner;

	@BeforeEach
	void write(@TempDir Path folder) throws IOException {
		TestTools.write(folder);
		this.runner = TestTools.runner(folder)
			.withConfiguration(AutoConfigurations.of(JavaScriptToolsHealthContributorAutoConfiguration.class));
	}

	private static Health health(AssertableApplicationContext context) {
		return context.getBean("toolruntimeJavascriptHealthContributor", HealthIndicator.class).health();
	}

	@Test
	void tellsTheVersionOfEachRuntimeAndHowEachFileIs() {
		TestTools.assumeBun();
		this.runner
			.withPropertyValues("toolruntime.javascript.permissions.net=*",
					"toolruntime.javascript.commands.deno=/nonexistent/deno")
			.run((context) -> {
				context.getBean(ToolGateway.class).runTool("javascript:convert", Map.of("amount", 1));
				Health health = health(context);
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails().get("runtimes"))
					.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
					.hasEntrySatisfying("bun",
							(bun) -> assertThat(bun).asString().contains("available=true", "version="))
					.hasEntrySatisfying("deno",
							(deno) -> assertThat(deno).asString().contains("available=false", "/nonexistent/deno"));
				assertThat(health.getDetails().get("sources"))
					.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
					.hasEntrySatisfying("javascript", (source) -> assertThat(source).asString()
						.contains("entrypoint=./tools.ts", "runtime=bun", "tools=5", "unlimitedPermissions=[net]"));
			});
	}

	@Test
	void isDownWhereAFileOfToolsCannotRun() {
		this.runner.withPropertyValues("toolruntime.javascript.commands.bun=/nonexistent/bun").run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails().get("sources")).asString().contains("/nonexistent/bun");
		});
	}

	@Test
	void canBeTurnedOff() {
		this.runner.withPropertyValues("management.health.toolruntime-javascript.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("toolruntimeJavascriptHealthContributor"));
	}

}
