package io.toolruntime.starter;

import org.junit.jupiter.api.Test;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ToolRuntime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with the starter and one bean with a tool, and nothing else: its class
 * path is what the starter's own pom brings.
 */
class StarterTests {

	@Test
	void theStarterAndOneToolAreEnoughToRunCode() {
		try (ConfigurableApplicationContext context = SpringApplication.run(Weather.class)) {
			ExecuteResult result = context.getBean(ToolRuntime.class).execute(ExecuteRequest.javascript("""
					const cities = ["Lisbon", "Oslo", "Cairo"];
					const degrees = await Promise.all(cities.map((city) => tools.weather.temperature({ city })));
					return cities[degrees.indexOf(Math.max(...degrees))];
					""").build());
			assertThat(result.orThrow().value()).isEqualTo("Lisbon");
			assertThat(result.toolCalls()).hasSize(3);
			assertThat(result.backend().kind()).isEqualTo("wasm");
		}
	}

	@Test
	void typeScriptIsThereToo() {
		try (ConfigurableApplicationContext context = SpringApplication.run(Weather.class)) {
			ExecuteResult result = context.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.builder()
					.language("typescript")
					.code("const n: number = 6; return n * 7")
					.build());
			assertThat(result.orThrow().value()).isEqualTo(42);
		}
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Weather {

		@Bean
		WeatherTools weatherTools() {
			return new WeatherTools();
		}

	}

	static class WeatherTools {

		@Tool(description = "The temperature in a city now, in °C")
		double temperature(String city) {
			return city.length();
		}

	}

}
