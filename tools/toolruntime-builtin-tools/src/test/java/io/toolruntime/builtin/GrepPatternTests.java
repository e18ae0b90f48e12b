package io.toolruntime.builtin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class GrepPatternTests {

	@ParameterizedTest
	@ValueSource(strings = { "(a{1000}){1000}", "(((a{100}){100}){100}){100}", "((((a{2,30}){2,30}){2,30}){2,30}){30}",
			"((\\({50}){50}){50}", "((a{900,}){900,}){2}" })
	void onesThatMultiplyAreRefused(String pattern) {
		assertThatThrownBy(() -> GrepPattern.of(pattern, false)).isInstanceOf(Failure.class)
			.hasMessageContaining("multiply");
	}

	@ParameterizedTest
	@ValueSource(strings = { "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "(\\d{1,3}\\.){3}\\d{1,3}",
			"x{1000}y{1000}", "\\{\\d{2}\\}", "a{,5}" })
	void ordinaryOnesAreTaken(String pattern) throws Failure {
		assertThat(GrepPattern.of(pattern, true)).isNotNull();
	}

	@Test
	void manyGroupsInGroupsEndNoThread() throws Failure {
		assertThat(GrepPattern.of("(".repeat(300) + "a" + ")*".repeat(300), false)).isNotNull();
	}

}
