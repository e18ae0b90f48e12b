package io.toolruntime.autoconfigure.properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.toolruntime.autoconfigure.TestEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class UnknownKeysTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"defualt-profile: dev|toolruntime.defualt-profile|Did you mean toolruntime.default-profile?",
			"limits: { memroy: 1MB }|toolruntime.limits.memroy|Did you mean toolruntime.limits.memory?",
			"profiles: { standard: { limit: { memory: 1MB } } }|toolruntime.profiles.standard.limit.memory|Did you mean toolruntime.profiles.standard.limits.memory?",
			"profiles: { standard: { pool: { min-idel: 1 } } }|toolruntime.profiles.standard.pool.min-idel|Did you mean toolruntime.profiles.standard.pool.min-idle?",
			"profiles: { standard: { dokcer: { host: x } } }|toolruntime.profiles.standard.dokcer.host|Did you mean toolruntime.profiles.standard.docker.host?",
			"profiles: { standard: { tools: { includes: [a] } } }|toolruntime.profiles.standard.tools.includes[0]|Did you mean toolruntime.profiles.standard.tools.include[0]?",
			"profiles: { standard: { wasm: { hots: x } } }|toolruntime.profiles.standard.wasm.hots|Did you mean toolruntime.profiles.standard.wasm.host?",
			"profil: { standard: { backend: wasm } }|toolruntime.profil.standard.backend|Did you mean toolruntime.profiles.standard.backend?" })
	void refusesAMistypedKeyAndSaysWhatWasMeant(String yaml, String property, String remedy) {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> refuse(new TestEnvironment().yaml("toolruntime: { %s }".formatted(yaml))))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo(property);
				assertThat(ex.getOrigin()).asString().contains("[application.yml]");
				assertThat(ex.getReason()).startsWith("there is no key '");
				assertThat(ex.getRemedy()).isEqualTo(remedy);
			});
	}

	@Test
	void saysWhatThereIsWhereNothingIsNear() {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> refuse(new TestEnvironment().yaml("toolruntime: { limits: { patience: 5 } }")))
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains("chain-steps, cpus, disk, memory"));
	}

	@Test
	void allowsKeysOfBackendsThatAreNotThere() {
		refuse(new TestEnvironment().yaml("""
				toolruntime:
				  profiles:
				    standard:
				      backend: wasm
				      docker: { host: x, anything: { at: [all] } }
				      kata: { engine: docker }
				""").variable("TOOLRUNTIME_PROFILES_STANDARD_DOCKER_HOST", "y"));
	}

	@ParameterizedTest
	@CsvSource({ "isolation,toolruntime-isolation", "javascript,toolruntime-javascript" })
	void refusesKeysOfAFeatureWhoseModuleIsAbsent(String feature, String module) {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> refuse(new TestEnvironment().yaml("toolruntime: { %s: { a: b } }".formatted(feature))))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("toolruntime." + feature + ".a");
				assertThat(ex.getReason()).contains("not on the class path");
				assertThat(ex.getRemedy()).contains("io.toolruntime:" + module);
			});
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(
					() -> refuse(new TestEnvironment().variable("TOOLRUNTIME_" + feature.toUpperCase() + "_A", "b")))
			.satisfies((ex) -> assertThat(ex.getRemedy()).contains("io.toolruntime:" + module));
	}

	@Test
	void showsNoSecretOfAMistypedKey() {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> refuse(new TestEnvironment().yaml("toolruntime: { server: { tokn: s3cret } }")))
			.satisfies((ex) -> {
				assertThat(ex.getRemedy()).isEqualTo("Did you mean toolruntime.server.token?");
				assertThat(ex.getValue()).isNull();
				assertThat(ex).message().doesNotContain("s3cret");
			});
	}

	@Test
	void refusesAMistypedVariableOfAProfile() {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(
					() -> refuse(new TestEnvironment().variable("TOOLRUNTIME_PROFILES_STANDARD_LIMITS_MEMROY", "1MB")))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("TOOLRUNTIME_PROFILES_STANDARD_LIMITS_MEMROY");
				assertThat(ex.getOrigin()).asString().contains("System Environment");
				assertThat(ex.getRemedy()).isEqualTo("Did you mean TOOLRUNTIME_PROFILES_STANDARD_LIMITS_MEMORY?");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "TOOLRUNTIME_SERVICE_HOST", "TOOLRUNTIME_PORT_8080_TCP_ADDR", "TOOLRUNTIME_HOME",
			"TOOLRUNTIME_SERVER_PORT" })
	void onlyWarnsOfAVariableThatNeedNotBeOurs(String variable, CapturedOutput output) {
		refuse(new TestEnvironment().variable(variable, "tcp://10.0.0.1:8080"));
		assertThat(output).contains(variable).contains("are ignored").doesNotContain("10.0.0.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TOOLRUNTIME_PROFILES_STANDARD_LIMITS_TOOLCALLS",
			"TOOLRUNTIME_PROFILES_STANDARD_LIMITS_TOOL_CALLS", "toolruntime_profiles_standard_limits_toolcalls",
			"TOOLRUNTIME_PROFILES_STANDARD_TOOLS_EXCLUDE_0", "TOOLRUNTIME_DENYUNSAFEPROFILES_0",
			"TOOLRUNTIME_DENY_UNSAFE_PROFILES", "TOOLRUNTIME_ENABLED" })
	void acceptsEverySpellingOfAVariable(String variable, CapturedOutput output) {
		refuse(new TestEnvironment().variable(variable, variable.endsWith("ENABLED") ? "true" : "1"));
		assertThat(output).doesNotContain("are ignored");
	}

	private static void refuse(TestEnvironment environment) {
		ToolRuntimeConfiguration configuration = new ToolRuntimeConfiguration(environment.build());
		for (String profile : configuration.properties().profiles().keySet()) {
			configuration.backendProperties(profile, "wasm", ToolRuntimeConfigurationTests.Engine.class);
			KnownBackends.kinds()
				.stream()
				.filter((kind) -> !kind.equals("wasm"))
				.forEach((kind) -> configuration.allowBackendProperties(profile, kind));
		}
		configuration.requireEverythingRead();
	}

}
