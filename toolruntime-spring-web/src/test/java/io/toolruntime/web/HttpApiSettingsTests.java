package io.toolruntime.web;

import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class HttpApiSettingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "toolruntime", "/toolruntime/", "/tool runtime", "/{x}", "/a//b", "/**", "/a?b" })
	void aPathThatCannotBeServedIsRefused(String path) {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> new HttpApiSettings(path, null, Set.of(), Set.of(), 1, HttpApiSettings.DEFAULTS.artifacts()))
			.withMessageContaining("toolruntime.server.path");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "two words", "tab\t", "é" })
	void anEmptyTokenIsAMistakeNotAWishToHaveNone(String token) {
		assertThatIllegalArgumentException().isThrownBy(() -> Api.settings(token, Set.of(), Set.of()))
			.withMessageContaining("toolruntime.server.token");
	}

	@Test
	void hostsAndOriginsThatCanNeverMatchAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Api.settings(null, Set.of("https://a.example"), Set.of()))
			.withMessageContaining("allowed-hosts");
		assertThatIllegalArgumentException().isThrownBy(() -> Api.settings(null, Set.of("*"), Set.of()))
			.withMessageContaining("allowed-hosts");
		assertThatIllegalArgumentException().isThrownBy(() -> Api.settings(null, Set.of(), Set.of("a.example")))
			.withMessageContaining("allowed-origins");
		assertThatIllegalArgumentException().isThrownBy(() -> Api.settings(null, Set.of(), Set.of("*")))
			.withMessageContaining("allowed-origins");
	}

	@Test
	void theTokenIsNotInTheText() {
		assertThat(Api.settings("s3cret", Set.of(), Set.of())).asString()
			.doesNotContain("s3cret")
			.contains("token=set");
	}

}
