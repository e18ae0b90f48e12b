package io.toolruntime.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** An environment as Spring Boot makes it of YAML and environment variables. */
public final class TestEnvironment {

	private final Map<String, Object> variables = new HashMap<>();

	private String yaml = "";

	public TestEnvironment yaml(String yaml) {
		this.yaml = yaml;
		return this;
	}

	public TestEnvironment variable(String name, String value) {
		this.variables.put(name, value);
		return this;
	}

	public ConfigurableEnvironment build() {
		StandardEnvironment environment = new StandardEnvironment();
		apply(environment);
		return environment;
	}

	public void apply(ConfigurableEnvironment environment) {
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.copyOf(this.variables)));
		try {
			new YamlPropertySourceLoader()
				.load("application.yml",
						new ByteArrayResource(this.yaml.getBytes(StandardCharsets.UTF_8), "application.yml"))
				.forEach(environment.getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		ConfigurationPropertySources.attach(environment);
	}

}
