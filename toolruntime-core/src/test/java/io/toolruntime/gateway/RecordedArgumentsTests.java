package io.toolruntime.gateway;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RecordedArgumentsTests {

	@Test
	void smallArgumentsAreKeptAsTheyAre() {
		Map<String, Object> arguments = new LinkedHashMap<>();
		arguments.put("id", 7);
		arguments.put("none", null);
		arguments.put("list", List.of("a", true, 1.5, Map.of("x", 1L << 40)));
		arguments.put("price", new BigDecimal("19.99"));

		assertThat(RecordedArguments.of(arguments)).isEqualTo(arguments);
	}

	@Test
	void aRecordCannotBeChanged() {
		List<Object> list = new ArrayList<>(List.of(1));
		Map<String, Object> recorded = RecordedArguments.of(new HashMap<>(Map.of("list", list)));

		list.add(2);

		assertThat(recorded).isEqualTo(Map.of("list", List.of(1)));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> recorded.put("a", 1));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((List<?>) recorded.get("list")).clear());
	}

	static Stream<Arguments> large() {
		Map<String, Object> keys = new HashMap<>();
		for (int i = 0; i < 100_000; i++) {
			keys.put("key" + i, null);
		}
		return Stream.of(Arguments.of("a long string", Map.of("a", "x".repeat(1_000_000))),
				Arguments.of("many strings", Map.of("a", Collections.nCopies(100_000, "abc"))),
				Arguments.of("many empty strings", Map.of("a", Collections.nCopies(1_000_000, ""))),
				Arguments.of("many numbers", Map.of("a", Collections.nCopies(1_000_000, 1))),
				Arguments.of("many empty lists", Map.of("a", Collections.nCopies(1_000_000, List.of()))),
				Arguments.of("many keys", keys), Arguments.of("a long key", Map.of("x".repeat(1_000_000), 1)),
				Arguments.of("a long number", Map.of("a", BigInteger.TWO.pow(1_000_000))),
				Arguments.of("a long fraction", Map.of("a", new BigDecimal(BigInteger.TWO.pow(1_000_000), 5))),
				Arguments.of("deep lists", Map.of("a", nested(50_000))));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("large")
	void largeArgumentsAreAbbreviatedAndMarked(String what, Map<String, Object> arguments) {
		String recorded = RecordedArguments.of(arguments).toString();

		assertThat(recorded).hasSizeLessThan(10_000).contains("…");
	}

	@Test
	void aCharacterIsNotCutInHalves() {
		String text = (String) RecordedArguments.of(Map.of("a", "x" + "😀".repeat(2000))).get("a");

		assertThat(text.codePoints()).allMatch((c) -> c == 'x' || c == 0x1F600 || c == '…');
	}

	@Test
	void halfACharacterIsReplacedForNoEncodingHasIt() {
		assertThat(RecordedArguments.of(Map.of("k\uD83D", "a\uD83Db😀"))).isEqualTo(Map.of("k?", "a?b😀"));
		assertThat(RecordedArguments.abbreviateId("a:\uDE00")).isEqualTo("a:?");
	}

	@Test
	void anIdThatIsLongerThanAnyToolsIsAbbreviated() {
		assertThat(RecordedArguments.abbreviateId("orders:find")).isEqualTo("orders:find");
		assertThat(RecordedArguments.abbreviateId("x".repeat(100_000))).hasSizeLessThan(500).endsWith("…");
	}

	private static Object nested(int depth) {
		Object value = 1;
		for (int i = 0; i < depth; i++) {
			value = List.of(value);
		}
		return value;
	}

}
