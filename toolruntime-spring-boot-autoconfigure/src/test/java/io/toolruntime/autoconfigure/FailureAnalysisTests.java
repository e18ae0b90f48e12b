package io.toolruntime.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

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

	private static void run(String argument) {
		assertThatException().isThrownBy(
				() -> new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(argument));
	}

	@Configuration(proxyBeanMethods = false)
	@Import(FakeBackends.class)
	@ImportAutoConfiguration({ ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class })
	static class Application {

	}

}
