package io.toolruntime.runtime;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BackendRegistryTests {

	@ParameterizedTest
	@CsvSource({ "dev, dev;standard, dev", "'', lab, lab", "'', lab;standard, standard", "'', standard, standard" })
	void theDefaultProfileIsTheConfiguredOneElseTheOnlyOneElseStandard(String configured, String profiles,
			String expected) {
		assertThat(
				BackendRegistry.defaultProfile(configured.isEmpty() ? null : configured, Set.of(profiles.split(";"))))
			.contains(expected);
		assertThat(registry(configured.isEmpty() ? null : configured, profiles.split(";")).defaultProfile())
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "nowhere, dev;standard", "'', dev;lab", "standard, dev" })
	void thereMayBeNoDefaultProfileWhichWhoStartsThemAllMustRefuse(String configured, String profiles) {
		assertThat(
				BackendRegistry.defaultProfile(configured.isEmpty() ? null : configured, Set.of(profiles.split(";"))))
			.isEmpty();
	}

	@Test
	void withoutProfilesThereIsNoDefault() {
		assertThat(BackendRegistry.defaultProfile(null, Set.of())).isEmpty();
	}

	@Test
	void aRequestWithoutProfileIsToldWhyThereIsNoDefault() {
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> registry(null, "dev", "lab").resolve(null))
			.withMessageContaining("toolruntime.default-profile is not set")
			.withMessageContaining("none is called 'standard'")
			.withMessageContaining("Set toolruntime.default-profile to one of [dev, lab]");
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> registry("nowhere", "dev").resolve(null))
			.withMessageContaining("toolruntime.default-profile is 'nowhere', which has no backend")
			.withMessageContaining("[dev]");
	}

	@Test
	void aRequestWithAProfileThatThereIsNotIsNotValid() {
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> registry("dev", "dev").resolve("x".repeat(500)))
			.withMessageContaining("[dev]")
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200));
	}

	private static BackendRegistry registry(String configured, String... profiles) {
		BackendRegistry registry = new BackendRegistry(configured);
		for (String profile : profiles) {
			registry.register(SecurityProfile.named(profile), ScriptedBackend.returning(profile));
		}
		return registry;
	}

}
