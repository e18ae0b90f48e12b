package io.toolruntime.builtin;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class GlobsTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', textBlock = """
			*.js,              a.js,         true
			*.js,              lib/a.js,     false
			**/*.js,           a.js,         true
			**/*.js,           lib/x/a.js,   true
			lib/**,            lib/x/a.js,   true
			lib/**,            other/a.js,   false
			?.js,              a.js,         true
			?.js,              ab.js,        false
			[a-c].js,          b.js,         true
			[!a-c].js,         b.js,         false
			"*.{js,ts}",       a.ts,         true
			"*.{js,ts}",       a.md,         false
			"{a,b{c,d}}.txt",  bd.txt,       true
			a+(b).txt,         a+(b).txt,    true
			a.txt,             abtxt,        false
			\\*.txt,           *.txt,        true
			\\*.txt,           a.txt,        false
			""")
	void aPatternFitsPaths(String pattern, String path, boolean fits) throws Failure {
		assertThat(new Globs(List.of(pattern)).matches(path, path)).isEqualTo(fits);
	}

	@Test
	void theLastOneThatFitsDecides() throws Failure {
		Globs globs = new Globs(List.of("*.log", "!keep.log", "keep.*"));
		assertThat(globs.matches("a.log", "a.log")).isTrue();
		assertThat(globs.matches("keep.log", "keep.log")).isTrue();
		assertThat(new Globs(List.of("*.log", "!keep.log")).matches("keep.log", "keep.log")).isFalse();
	}

	@Test
	void noneFitNothing() throws Failure {
		assertThat(new Globs(List.of()).matches("a", "a")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{a", "[a", "[z-a]" })
	void oneThatIsNotClosedIsRefused(String pattern) {
		assertThatThrownBy(() -> new Globs(List.of(pattern))).isInstanceOf(Failure.class);
	}

	@Test
	@Timeout(5)
	void manyStarsTakeNoTime() throws Failure {
		Globs globs = new Globs(List.of("*a".repeat(100) + "b"));
		assertThat(globs.matches("a".repeat(4000), "a")).isFalse();
	}

}
