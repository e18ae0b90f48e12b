package io.toolruntime.autoconfigure.backend;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.autoconfigure.TestEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class OnBackendConditionTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(OnDocker.class);

	@Test
	void matchesWhereAProfileSelectsTheKind() {
		this.runner.withPropertyValues("toolruntime.profiles.standard.backend=docker")
			.run((context) -> assertThat(context).hasSingleBean(OnDocker.class));
	}

	@Test
	void matchesWhereAProfileHasKeysOfTheKind() {
		this.runner.withPropertyValues("toolruntime.profiles.standard.docker.host=x")
			.run((context) -> assertThat(context).hasSingleBean(OnDocker.class));
	}

	@Test
	void matchesWhereAVariableSelectsTheKind() {
		this.runner
			.withInitializer((context) -> new TestEnvironment()
				.yaml("toolruntime: { profiles: { my-profile: { backend: wasm } } }")
				.variable("TOOLRUNTIME_PROFILES_MYPROFILE_BACKEND", "docker")
				.apply(context.getEnvironment()))
			.run((context) -> assertThat(context).hasSingleBean(OnDocker.class));
	}

	@Test
	void doesNotMatchOtherwise() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(OnDocker.class));
		this.runner.withPropertyValues("toolruntime.profiles.standard.backend=wasm")
			.run((context) -> assertThat(context).doesNotHaveBean(OnDocker.class));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBackend("docker")
	static class OnDocker {

	}

}
