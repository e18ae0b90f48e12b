package io.toolruntime.tool;

import java.util.Random;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BoundedRegexTests {

	@ParameterizedTest
	@CsvSource(delimiter = ' ', value = { "abc xxabcxx true", "^abc$ abc true", "^abc$ abcd false", "^abc xabc false",
			"a|b|c zzc true", "^(a|bc)+$ abcbca true", "^(a|bc)+$ abcb false", "a{2} aa true", "^a{2}$ aaa false",
			"^a{2,}$ aaaa true", "^a{2,3}$ aaaa false", "^a{0}$ a false", "^a*$ '' true", "^a+$ '' false",
			"^a?b$ b true", "^[a-c]+$ abc true", "^[^a-c]+$ xyz true", "^[^a-c]+$ xay false", "^[a\\-z]+$ a-z true",
			"^[a-]+$ a- true", "^[\\w.-]+@[\\w-]+\\.[a-z]{2,}$ ann@example.org true",
			"^\\d{4}-\\d{2}-\\d{2}$ 2026-11-21 true", "^\\d{4}-\\d{2}-\\d{2}$ 2026-11-2x false", "^\\D+$ abc true",
			"^\\W+$ .,; true", "^\\S+$ abc true", "^\\u0041\\x42\\u{43}$ ABC true", "^\\uD83D\\uDE00$ 😀 true",
			"^.$ 😀 true", "^[😀-😂]$ 😁 true", "^\\p{L}+$ Ångström true", "^\\p{Lu} a false", "^\\P{L}+$ 123 true",
			"^\\p{Letter}+$ abc true", "^\\p{Script=Greek}+$ λόγος true", "\\bcat\\b the-cat-sat true",
			"\\bcat\\b concat false", "\\Bcat concat true", "^(?:ab)+$ abab true", "^(?<year>\\d+)$ 2026 true",
			"^(?=.*[A-Z])(?=.*\\d).{4,}$ passW0rd true", "^(?=.*[A-Z])(?=.*\\d).{4,}$ password false",
			"^(?!admin).*$ user true", "^(?!admin).*$ administrator false", "(?<=\\$)\\d+ $42 true",
			"(?<=\\$)\\d+ €42 false", "(?<!\\$)\\b\\d+ $42 false", "a{,2} a{,2} true", "^x{a}$ x{a} true",
			"^a.+?b$ axxb true", "^[\\]x]+$ ]x true", "^\\/a\\.b\\@$ /a.b@ true", "^[\\d-x]+$ 1-x true" })
	void patternsOfEcmaScriptAreMatched(String pattern, String text, boolean found) {
		assertThat(find(pattern, text)).isEqualTo(found);
	}

	@ParameterizedTest
	@ValueSource(strings = { "^\\t$", "^\\x09$", "^\\cI$", "^[\\t]$", "^[\\cI\\n]$", "^[^\\S]$", "^\\s$", "^[\\W]$",
			"^[\\x00-\\x1f]$", "^\\p{Cc}$", "^\\p{Control}$", "^\\P{gc=L}$", "^[^\\d]$", "^[\\D]$", "^[^\\0\\f\\v\\r]$",
			"^\\p{White_Space}$", "^(?:\\t|\\b)$" })
	void aTabIsWrittenInManyWays(String pattern) {
		assertThat(find(pattern, "\t")).isTrue();
	}

	@Test
	void aBackspaceIsOnlyMeantInAClass() {
		assertThat(find("^[\\b]$", "\b")).isTrue();
		assertThat(find("^\\b$", "\b")).isFalse();
	}

	@Test
	void halfASurrogatePairIsACharacterOfItsOwn() {
		assertThat(find("^\\uD83D$", "\uD83D")).isTrue();
		assertThat(find("^\\uD83Dx$", "\uD83Dx")).isTrue();
		assertThat(find("^\\uD83D\\u0041$", "\uD83DA")).isTrue();
		assertThat(find("^\\uD83D", "😀")).isFalse();
	}

	@Test
	void theEndOfTheTextIsNotBeforeALineFeedAsItIsInJava() {
		assertThat(find("^abc$", "abc\n")).isFalse();
		assertThat(find("^.$", "\n")).isFalse();
		assertThat(find("^[^]$", "\n")).isTrue();
		assertThat(find("[]", "a")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "(", ")", "[", "[z-a]", "a{3,2}", "*", "a**", "a++", "(?i)a", "(?>a)", "\\", "\\u12",
			"\\p{NoSuchThing}", "\\p", "\\p{L", "(?<name", "\\A", "\\Q", "a{2000000}" })
	void whatIsNoPatternIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> find(pattern, ""));
	}

	@ParameterizedTest
	@ValueSource(strings = { "(a)\\1", "(?<x>a)\\k<x>" })
	void backReferencesAreRefusedForNobodyCanMatchThemInBoundedTime(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> find(pattern, "aa")).withMessageContaining("refers back");
	}

	/*
	 * Each of these takes the JDK's engine longer than the universe has, some of them
	 * without looking at a single character.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "^(a+)+$", "^(a*)*$", "^(a|a)+$", "^(a|aa)+$", "(.*)*x", "^(([a-z])+.)+[A-Z]([a-z])+$",
			"^(?:|){60}x", "^(?:a?){100}a{100}$", "^(a?|b?)*c$", "()?()?()?()?()?()?()?()?()?()?()?()?()?()?()?x",
			"(?:(?:(?:){1000}){1000}){1000}", "(x+x+)+y", "(?:.*){50}x" })
	void catastrophicPatternsAreMatchedInBoundedTime(String pattern) {
		String text = "a".repeat(2_000) + "!";

		assertThat(BoundedRegex.compile(pattern, new Budget(100_000)).find(text, new Budget(20_000_000)))
			.isEqualTo(pattern.equals("(?:(?:(?:){1000}){1000}){1000}"));
	}

	@Test
	void aTextThatTakesTooManyStepsEndsTheSearch() {
		BoundedRegex regex = BoundedRegex.compile("(?:.*){50}x", new Budget(100_000));

		assertThatExceptionOfType(Budget.ExceededException.class)
			.isThrownBy(() -> regex.find("a".repeat(1_000_000), new Budget(20_000_000)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "(?:(?:a{1000}){1000}){1000}", "[\\s\\S]{1000000}", "a{0,1000000}" })
	void aPatternThatWouldBeTooLargeIsRefusedBeforeItIs(String pattern) {
		assertThatExceptionOfType(Budget.ExceededException.class)
			.isThrownBy(() -> BoundedRegex.compile(pattern, new Budget(200_000)));
	}

	@Test
	void groupsThatAreNestedTooDeepAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> find("(".repeat(5000) + ")".repeat(5000), ""))
			.withMessageContaining("nested");
	}

	@Test
	void aPatternThatIsTooLongIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> find("a".repeat(10_001), ""))
			.withMessageContaining("longer");
	}

	@Test
	void itFindsWhatTheJdkFindsInRandomTexts() {
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			String pattern = randomPattern(random, 3);
			String text = randomText(random);

			assertThat(find(pattern, text)).as("/%s/ in '%s'", pattern, text)
				.isEqualTo(Pattern.compile(pattern.replace("$", "\\z")).matcher(text).find());
		}
	}

	private static String randomPattern(Random random, int depth) {
		StringBuilder pattern = new StringBuilder();
		for (int i = 0; i < 1 + random.nextInt(3); i++) {
			pattern.append(randomAtom(random, depth));
			pattern.append(switch (random.nextInt(8)) {
				case 0 -> "*";
				case 1 -> "+";
				case 2 -> "?";
				case 3 -> "{1,2}";
				case 4 -> "*?";
				default -> "";
			});
		}
		return pattern.toString();
	}

	private static String randomAtom(Random random, int depth) {
		int kind = random.nextInt((depth > 0) ? 12 : 7);
		return switch (kind) {
			case 0, 1, 2 -> String.valueOf("ab ".charAt(random.nextInt(3)));
			case 3 -> ".";
			case 4 -> "[^a]";
			case 5 -> "\\w";
			case 6 -> "(?:" + (random.nextBoolean() ? "^" : random.nextBoolean() ? "$" : "\\b") + ")";
			case 7 -> "(?=" + randomPattern(random, depth - 1) + ")";
			case 8 -> "(?!" + randomPattern(random, depth - 1) + ")";
			case 9 -> "(" + randomPattern(random, depth - 1) + ")";
			default -> "(?:" + randomPattern(random, depth - 1) + "|" + randomPattern(random, depth - 1) + ")";
		};
	}

	private static String randomText(Random random) {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < random.nextInt(7); i++) {
			text.append("ab ".charAt(random.nextInt(3)));
		}
		return text.toString();
	}

	private static boolean find(String pattern, String text) {
		return BoundedRegex.compile(pattern, new Budget(100_000)).find(text, new Budget(1_000_000));
	}

}
