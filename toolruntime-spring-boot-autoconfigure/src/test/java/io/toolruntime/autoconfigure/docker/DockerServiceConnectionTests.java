package io.toolruntime.autoconfigure.docker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import com.github.dockerjava.api.exception.NotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.DockerClientFactory;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.backend.DockerBackendAutoConfiguration;
import io.toolruntime.backend.Backend;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * An application whose engine is in a container that Testcontainers starts. What is
 * configured leads nowhere: all that runs came by TLS through that container.
 */
@TestInstance(Lifecycle.PER_CLASS)
class DockerServiceConnectionTests {

	private ConfigurableApplicationContext context;

	@BeforeAll
	void start() {
		EngineInContainer.missing().ifPresent((missing) -> assumeTrue(false, missing));
		this.context = application();
	}

	private static ConfigurableApplicationContext application() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("toolruntime.profiles.standard.backend=docker",
					"toolruntime.profiles.standard.docker.host=unix:///nowhere/docker.sock",
					"toolruntime.profiles.standard.docker.pull=never",
					"toolruntime.profiles.standard.docker.images.javascript=" + EngineInContainer.IMAGE,
					"toolruntime.profiles.standard.docker.images.python=" + EngineInContainer.IMAGE,
					"toolruntime.limits.timeout=60s", "toolruntime.profiles.standard.start-timeout=60s")
			.run();
	}

	@AfterAll
	void stop() {
		if (this.context != null) {
			this.context.close();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "javascript|console.log('out'); return 6 * 7", "python|print('out'); 6 * 7" })
	void codeRunsOnTheEngineInTheContainer(String language, String code) {
		ExecuteResult result = this.context.getBean(ToolRuntime.class)
			.execute(ExecuteRequest.builder().language(language).code(code).build())
			.orThrow();
		assertThat(result.value()).isEqualTo(42);
		assertThat(result.stdout()).isEqualTo("out\n");
		assertThat(result.backend().kind()).isEqualTo("docker");
	}

	@Test
	void anEndlessLoopEndsInTimeout() {
		ExecuteResult result = this.context.getBean(ToolRuntime.class)
			.execute(ExecuteRequest.builder()
				.language("python")
				.code("while True: pass")
				.limits(Limits.NONE.with(Limit.TIMEOUT, "1s"))
				.build());
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
	}

	@Test
	void limitsAreAsAnEngineElsewhereSays() {
		assertThat(this.context.getBean(Backend.class).health().details().get("observed").toString())
			.contains("elsewhere");
		ExecuteResult result = this.context.getBean(ToolRuntime.class)
			.execute(ExecuteRequest.builder().language("python").code("1").build());
		Enforcement memory = result.limitsEnforced().get(Limit.MEMORY);
		assertThat(memory.status()).isEqualTo(Enforcement.Status.ENFORCED);
		assertThat(memory.evidence()).isEqualTo(Enforcement.Evidence.CONFIGURED);
	}

	@Test
	void theConnectionIsThatOfTheContainer() {
		DockerConnectionDetails details = this.context.getBean(DockerConnectionDetails.class);
		EngineInContainer engine = this.context.getBean(EngineInContainer.class);
		assertThat(details.getHost()).hasScheme("tcp").hasHost("localhost").hasPort(engine.getMappedPort(2376));
	}

	@Test
	void certificatesAreInAFolderOfOnesOwnAndGoWithTheApplication() throws Exception {
		ConfigurableApplicationContext other = application();
		Path certificates = other.getBean(DockerConnectionDetails.class).getCertificates();
		String container = other.getBean(EngineInContainer.class).getContainerId();
		assertThat(certificates).isDirectoryContaining("glob:**/ca.pem")
			.isDirectoryContaining("glob:**/cert.pem")
			.isDirectoryContaining("glob:**/key.pem");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(certificates))).isEqualTo("rwx------");
		other.close();
		assertThat(certificates).doesNotExist();
		assertThatExceptionOfType(NotFoundException.class)
			.isThrownBy(() -> DockerClientFactory.instance().client().inspectContainerCmd(container).exec());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ServiceConnectionAutoConfiguration.class, DockerBackendAutoConfiguration.class,
			ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class })
	static class Application {

		@Bean
		@ServiceConnection(name = "docker")
		EngineInContainer engine() {
			return new EngineInContainer();
		}

	}

}
