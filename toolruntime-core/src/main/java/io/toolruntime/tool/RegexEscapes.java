package io.toolruntime.tool;

import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the escapes of regular expressions that stand for characters. */
final class RegexEscapes {

	private static final Pattern PROPERTY = Pattern.compile("[A-Za-z_]{1,64}(=[A-Za-z_]{1,64})?");

	/** What ECMA-262 calls differently than the JDK. */
	private static final Map<String, String> PROPERTIES = Map.ofEntries(Map.entry("Letter", "L"),
			Map.entry("Uppercase_Letter", "Lu"), Map.entry("Lowercase_Letter", "Ll"),
			Map.entry("Titlecase_Letter", "Lt"), Map.entry("Mark", "M"), Map.entry("Number", "N"),
			Map.entry("Decimal_Number", "Nd"), Map.entry("Letter_Number", "Nl"), Map.entry("Punctuation", "P"),
			Map.entry("Symbol", "S"), Map.entry("Currency_Symbol", "Sc"), Map.entry("Math_Symbol", "Sm"),
			Map.entry("Separator", "Z"), Map.entry("Space_Separator", "Zs"), Map.entry("Other", "C"),
			Map.entry("Control", "Cc"), Map.entry("Alphabetic", "IsAlphabetic"), Map.entry("Uppercase", "IsUppercase"),
			Map.entry("Lowercase", "IsLowercase"), Map.entry("White_Space", "IsWhite_Space"));

	private final RegexReader reader;

	RegexEscapes(RegexReader reader) {
		this.reader = reader;
	}

	/**
	 * Reads an escape, in or out of a class.
	 * @param c what follows the backslash
	 * @param set gets the characters that it stands for
	 * @return the character if it is a single one, which may begin or end a range, else
	 * -1
	 */
	int read(int c, CodePointSet.Builder set) {
		switch (c) {
			case 'd', 'D', 'w', 'W', 's', 'S' -> {
				set.add(shorthand(c), Character.isUpperCase(c));
				return -1;
			}
			case 'p', 'P' -> {
				set.add(property(c == 'P'));
				return -1;
			}
			default -> {
				int codePoint = escapedCharacter(c);
				set.add(codePoint);
				return codePoint;
			}
		}
	}

	private static CodePointSet shorthand(int letter) {
		CodePointSet.Builder set = new CodePointSet.Builder();
		switch (Character.toLowerCase(letter)) {
			case 'd' -> set.add('0', '9');
			case 'w' -> set.add('0', '9').add('A', 'Z').add('a', 'z').add('_');
			default -> set.add('\t', '\r')
				.add(' ')
				.add('\u00a0')
				.add('\u1680')
				.add('\u2000', '\u200a')
				.add('\u2028', '\u2029')
				.add('\u202f')
				.add('\u205f')
				.add('\u3000')
				.add('\ufeff');
		}
		return set.build(false);
	}

	private IntPredicate property(boolean negated) {
		if (!this.reader.accept('{')) {
			throw this.reader.error("\\p has no name in braces");
		}
		StringBuilder name = new StringBuilder();
		for (int c = this.reader.next(); c != '}'; c = this.reader.next()) {
			name.appendCodePoint(c);
		}
		if (PROPERTY.matcher(name).matches()) {
			String known = PROPERTIES.getOrDefault(name.toString(), name.toString());
			known = known.replaceFirst("^(sc|Script|scx|Script_Extensions)=", "script=")
				.replaceFirst("^(gc|General_Category)=", "general_category=");
			try {
				Pattern single = Pattern.compile("\\p{" + known + "}");
				return (c) -> single.matcher(Character.toString(c)).matches() != negated;
			}
			catch (PatternSyntaxException ex) {
				// Said below
			}
		}
		throw this.reader.error("\\p{" + name + "} is no property of characters that is known here");
	}

	private int escapedCharacter(int c) {
		return switch (c) {
			case 't' -> '\t';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 'f' -> '\f';
			case 'v' -> 0x0b;
			case '0' -> 0;
			case 'c' -> this.reader.next() % 32;
			case 'x' -> hexadecimal(2);
			case 'u' -> unicode();
			default -> {
				if (Character.isLetterOrDigit(c)) {
					throw this.reader.error("ECMA-262 knows no '\\" + Character.toString(c) + "'");
				}
				yield c;
			}
		};
	}

	private int unicode() {
		if (this.reader.accept('{')) {
			int value = 0;
			for (int c = this.reader.next(); c != '}'; c = this.reader.next()) {
				value = value * 16 + digit(c);
				if (value > Character.MAX_CODE_POINT) {
					throw this.reader.error("\\u{…} is no character");
				}
			}
			return value;
		}
		int value = hexadecimal(4);
		int start = this.reader.position();
		if (Character.isHighSurrogate((char) value) && this.reader.accept("\\u")) {
			int low = this.reader.lookingAt('{') ? 0 : hexadecimal(4);
			if (Character.isLowSurrogate((char) low)) {
				return Character.toCodePoint((char) value, (char) low);
			}
			this.reader.back(start);
		}
		return value;
	}

	private int hexadecimal(int digits) {
		int value = 0;
		for (int i = 0; i < digits; i++) {
			value = value * 16 + digit(this.reader.next());
		}
		return value;
	}

	private int digit(int c) {
		int digit = Character.digit(c, 16);
		if (digit < 0) {
			throw this.reader.error("an escape lacks hexadecimal digits");
		}
		return digit;
	}

}
