package io.toolruntime.autoconfigure.backend;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.docker.DockerConnectionDetails;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.docker.DockerBackendFactory;
import io.toolruntime.docker.DockerConnection;
import io.toolruntime.docker.OciRuntimeBackendFactory;

/**
 * Auto-configures the kinds of a Docker Engine: {@code docker}, and {@code gvisor} and
 * {@code kata}, which are other runtimes of the same engine.
 */
@AutoConfiguration(before = ToolRuntimeAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "toolruntime.enabled", matchIfMissing = true)
@ConditionalOnBackend({ "docker", "gvisor", "kata" })
@ConditionalOnClass(DockerBackendFactory.class)
public final class DockerBackendAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "dockerBackendFactory")
	DockerBackendFactory dockerBackendFactory(ObjectProvider<DockerConnectionDetails> details) {
		return factory(details);
	}

	@Bean
	@ConditionalOnMissingBean(name = "gvisorBackendFactory")
	BackendFactory<?> gvisorBackendFactory(ObjectProvider<DockerBackendFactory> docker,
			ObjectProvider<DockerConnectionDetails> details) {
		return OciRuntimeBackendFactory.gvisor(docker.getIfAvailable(() -> factory(details)));
	}

	@Bean
	@ConditionalOnMissingBean(name = "kataBackendFactory")
	BackendFactory<?> kataBackendFactory(ObjectProvider<DockerBackendFactory> docker,
			ObjectProvider<DockerConnectionDetails> details) {
		return OciRuntimeBackendFactory.kata(docker.getIfAvailable(() -> factory(details)));
	}

	private static DockerBackendFactory factory(ObjectProvider<DockerConnectionDetails> details) {
		DockerConnectionDetails found = details.getIfAvailable();
		return (found != null)
				? new DockerBackendFactory(new DockerConnection(found.getHost(), found.getCertificates()))
				: new DockerBackendFactory();
	}

}
