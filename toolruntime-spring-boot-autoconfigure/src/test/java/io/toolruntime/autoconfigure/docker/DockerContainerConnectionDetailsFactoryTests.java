package io.toolruntime.autoconfigure.docker;

import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsNotFoundException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** Which containers are engines; none is started. */
class DockerContainerConnectionDetailsFactoryTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class));

	@Test
	void aContainerThatIsCalledDockerIsAnEngine() {
		this.runner.withUserConfiguration(ByName.class)
			.run((context) -> assertThat(context).hasSingleBean(DockerConnectionDetails.class));
	}

	@Test
	void anotherContainerIsNone() {
		this.runner.withUserConfiguration(Another.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.isInstanceOf(ConnectionDetailsNotFoundException.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class ByName {

		@Bean
		@ServiceConnection(name = "docker")
		GenericContainer<?> engine() {
			return new GenericContainer<>("registry.example.org/team/engine:1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Another {

		@Bean
		@ServiceConnection(name = "redis")
		GenericContainer<?> store() {
			return new GenericContainer<>("redis:8");
		}

	}

}
