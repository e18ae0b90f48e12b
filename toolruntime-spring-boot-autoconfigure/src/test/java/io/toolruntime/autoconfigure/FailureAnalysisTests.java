package io.toolruntime.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.toolruntime.autoconfigure.backend.DockerBackendAutoConfiguration;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** What a person reads when the application does not start. */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	@Test
	void namesPropertyValueOriginCauseAndRemedy(CapturedOutput output) {
		run("--toolruntime.profiles.standard.backend=dokcer");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: toolruntime.profiles.standard.backend")
			.contains("Value: \"dokcer\"")
			.contains("Origin: \"toolruntime.profiles.standard.backend\" from property source \"commandLineArgs\"")
			.contains("Cause: there is no backend 'dokcer'")
			.contains("Did you mean docker?");
	}

	@Test
	void explainsAValueOfTheWrongType(CapturedOutput output) {
		run("--toolruntime.profiles.standard.max-concurrent=many");
		assertThat(output).contains("Property: toolruntime.profiles.standard.max-concurrent")
			.contains("Value: \"many\"")
			.contains("Cause: it must be a whole number");
	}

	@Test
	void explainsANameThatIsNoProfilesThoughNobodyHasBoundItYet(CapturedOutput output) {
		run("--toolruntime.profiles.My_Profile.backend=wasm");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: toolruntime.profiles.My_Profile")
			.contains("begin with a letter");
	}

	@Test
	void explainsAModuleThatIsNotThere(CapturedOutput output) {
		run("--toolruntime.profiles.standard.backend=kubernetes");
		assertThat(output).contains("Add the dependency io.toolruntime:toolruntime-kubernetes");
	}

	@Test
	void saysOfAPropertyThatIsNotSetThatItIsNot(CapturedOutput output) {
		run("--toolruntime.profiles.lab.backend=wasm", "--toolruntime.profiles.dev.backend=wasm");
		assertThat(output).contains("Property: toolruntime.default-profile")
			.contains("Value: (not set)")
			.contains("Cause: there are several profiles, dev, lab, and none of them is 'standard'")
			.contains("Set it to one of dev, lab");
	}

	@Test
	void saysOfASecretThatItIsNotShown(CapturedOutput output) {
		run("--toolruntime.server.tokn=s3cret");
		assertThat(output).contains("Value: (not shown, since it may be a secret)")
			.contains("Did you mean toolruntime.server.token?")
			.doesNotContain("s3cret");
	}

	@Test
	void explainsAKeyOfAnEngineThatAnotherKindReads(CapturedOutput output) {
		run(Containers.class, "--toolruntime.profiles.standard.backend=gvisor",
				"--toolruntime.profiles.standard.docker.host=tcp://engine:2375");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: toolruntime.profiles.standard.docker.host")
			.contains("Value: \"tcp://engine:2375\"")
			.contains("from property source \"commandLineArgs\"")
			.contains("plain TCP")
			.contains("docker.tls.certificates");
	}

	@Test
	void explainsWhatIsMissingBesideASecretAndDoesNotShowIt(CapturedOutput output) {
		run(Containers.class, "--toolruntime.profiles.standard.backend=docker",
				"--toolruntime.profiles.standard.docker.registry.password=s3cret");
		assertThat(output).contains("Property: toolruntime.profiles.standard.docker.registry.address")
			.contains("Value: (not set)")
			.doesNotContain("s3cret");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "--toolruntime.profiles.standard.limits.memory=1MB|toolruntime.profiles.standard.limits.memory",
					"--toolruntime.limits.memory=1MB|toolruntime.limits.memory" })
	void explainsALimitThatTheBackendCannotKeep(String argument, String property, CapturedOutput output) {
		run(argument, "--toolruntime.profiles.standard.backend=small");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Property: " + property + System.lineSeparator())
			.contains("Value: \"1MB\"")
			.contains("Cause: limits.memory is 1MB, and an empty sandbox needs 2MB")
			.contains("Change the limit");
	}

	private static void run(String... arguments) {
		run(Application.class, arguments);
	}

	private static void run(Class<?> application, String... arguments) {
		assertThatException()
			.isThrownBy(() -> new SpringApplicationBuilder(application).web(WebApplicationType.NONE).run(arguments));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DockerBackendAutoConfiguration.class, ToolCatalogAutoConfiguration.class,
			ToolRuntimeAutoConfiguration.class })
	static class Containers {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(FakeBackends.class)
	@ImportAutoConfiguration({ ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class })
	static class Application {

		@Bean
		BackendFactory<?> small() {
			return new FakeBackendFactory("small", Isolation.WASM) {

				@Override
				public Backend create(SecurityProfile profile, Properties properties) {
					throw new IllegalArgumentException("limits.memory is 1MB, and an empty sandbox needs 2MB");
				}

			};
		}

	}

}
