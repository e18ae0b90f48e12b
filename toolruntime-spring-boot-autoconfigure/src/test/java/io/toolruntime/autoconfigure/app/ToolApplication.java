package io.toolruntime.autoconfigure.app;

import java.util.concurrent.Callable;

import org.springframework.ai.tool.annotation.Tool;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;

/** An application with the starter and one bean that has a tool, and nothing else. */
@SpringBootApplication
public class ToolApplication implements Callable<Object> {

	@Override
	public Object call() {
		try (ConfigurableApplicationContext context = SpringApplication.run(ToolApplication.class)) {
			return context.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("return await tools.weather.temperature({ city: 'Oslo' }) + 1")
					.build())
				.orThrow()
				.value();
		}
	}

	@Bean
	WeatherTools weatherTools() {
		return new WeatherTools();
	}

	static class WeatherTools {

		@Tool(description = "The temperature in a city now")
		int temperature(String city) {
			return city.length();
		}

	}

}
