package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Reads regular expressions of ECMA-262, as JSON Schema has them. Back references are
 * refused: nobody can match them in bounded time.
 */
final class RegexSyntax {

	private static final int MAX_LENGTH = 10_000;

	private static final int MAX_DEPTH = 100;

	private static final int MAX_REPETITIONS = 1_000_000;

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

	private final int[] pattern;

	private int position;

	private int depth;

	private RegexSyntax(String pattern) {
		if (pattern.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("it is longer than " + MAX_LENGTH + " characters");
		}
		this.pattern = pattern.codePoints().toArray();
	}

	/**
	 * Reads a pattern.
	 * @param pattern the pattern
	 * @return what it says
	 * @throws IllegalArgumentException if it cannot be read; the message says why
	 */
	static Node parse(String pattern) {
		RegexSyntax syntax = new RegexSyntax(pattern);
		Node node = syntax.alternatives();
		if (syntax.hasNext()) {
			throw syntax.error("a ')' has no '('");
		}
		return node;
	}

	private Node alternatives() {
		if (++this.depth > MAX_DEPTH) {
			throw error("groups are nested more than " + MAX_DEPTH + " deep");
		}
		List<Node> alternatives = new ArrayList<>();
		do {
			alternatives.add(sequence());
		}
		while (accept('|'));
		this.depth--;
		return (alternatives.size() == 1) ? alternatives.get(0) : new Alternatives(alternatives);
	}

	private Node sequence() {
		List<Node> nodes = new ArrayList<>();
		while (hasNext() && peek() != '|' && peek() != ')') {
			nodes.add(repeated(atom()));
		}
		return (nodes.size() == 1) ? nodes.get(0) : new Sequence(nodes);
	}

	private Node atom() {
		int c = next();
		return switch (c) {
			case '^' -> Assertion.START;
			case '$' -> Assertion.END;
			case '(' -> group();
			case '[' -> characterClass();
			case '\\' -> escape();
			case '.' ->
				new Characters(new CodePointSet.Builder().add('\n').add('\r').add('\u2028', '\u2029').build(true));
			case '*', '+', '?' -> throw error("there is nothing to repeat");
			default -> literal(c);
		};
	}

	private static Characters literal(int codePoint) {
		return new Characters(new CodePointSet.Builder().add(codePoint).build(false));
	}

	private Node repeated(Node node) {
		if (!hasNext()) {
			return node;
		}
		int start = this.position;
		Node repeated = switch (next()) {
			case '*' -> new Repeat(node, 0, Repeat.UNBOUNDED);
			case '+' -> new Repeat(node, 1, Repeat.UNBOUNDED);
			case '?' -> new Repeat(node, 0, 1);
			case '{' -> counted(node);
			default -> null;
		};
		if (repeated == null) {
			this.position = start;
			return node;
		}
		// Lazy or greedy is the same to somebody who only asks whether it matches
		accept('?');
		return repeated;
	}

	private @Nullable Node counted(Node node) {
		int min = number();
		if (min < 0) {
			return null;
		}
		int max = min;
		if (accept(',')) {
			max = number();
			max = (max < 0) ? Repeat.UNBOUNDED : max;
		}
		if (!accept('}')) {
			return null;
		}
		if (max != Repeat.UNBOUNDED && max < min) {
			throw error("the numbers of a repetition are out of order");
		}
		return new Repeat(node, min, max);
	}

	private int number() {
		int value = -1;
		while (hasNext() && peek() >= '0' && peek() <= '9') {
			value = Math.max(0, value) * 10 + (next() - '0');
			if (value > MAX_REPETITIONS) {
				throw error("it repeats something more than " + MAX_REPETITIONS + " times");
			}
		}
		return value;
	}

	private Node group() {
		Node node;
		if (accept("?:") || !lookingAt('?')) {
			node = alternatives();
		}
		else if (accept("?=")) {
			node = new Look(alternatives(), true, false);
		}
		else if (accept("?!")) {
			node = new Look(alternatives(), true, true);
		}
		else if (accept("?<=")) {
			node = new Look(alternatives(), false, false);
		}
		else if (accept("?<!")) {
			node = new Look(alternatives(), false, true);
		}
		else if (accept("?<")) {
			while (next() != '>') {
				// The name of a group is only for back references
			}
			node = alternatives();
		}
		else {
			throw error("'(?' begins nothing that ECMA-262 knows");
		}
		if (!accept(')')) {
			throw error("a '(' has no ')'");
		}
		return node;
	}

	private Node escape() {
		int c = next();
		if (c == 'b') {
			return Assertion.WORD_BOUNDARY;
		}
		if (c == 'B') {
			return Assertion.NO_WORD_BOUNDARY;
		}
		if ((c >= '1' && c <= '9') || c == 'k') {
			throw error("it refers back to a group, which is not supported");
		}
		CodePointSet.Builder set = new CodePointSet.Builder();
		escaped(c, set);
		return new Characters(set.build(false));
	}

	/*
	 * An escape that stands for characters, in and out of a class. Returns the character
	 * if it is a single one, which may begin or end a range, else -1.
	 */
	private int escaped(int c, CodePointSet.Builder set) {
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
		if (!accept('{')) {
			throw error("\\p has no name in braces");
		}
		StringBuilder name = new StringBuilder();
		for (int c = next(); c != '}'; c = next()) {
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
		throw error("\\p{" + name + "} is no property of characters that is known here");
	}

	private int escapedCharacter(int c) {
		return switch (c) {
			case 't' -> '\t';
			case 'n' -> '\n';
			case 'r' -> '\r';
			case 'f' -> '\f';
			case 'v' -> 0x0b;
			case '0' -> 0;
			case 'c' -> next() % 32;
			case 'x' -> hexadecimal(2);
			case 'u' -> unicode();
			default -> {
				if (Character.isLetterOrDigit(c)) {
					throw error("ECMA-262 knows no '\\" + Character.toString(c) + "'");
				}
				yield c;
			}
		};
	}

	private int unicode() {
		if (accept('{')) {
			int value = 0;
			for (int c = next(); c != '}'; c = next()) {
				value = value * 16 + digit(c);
				if (value > Character.MAX_CODE_POINT) {
					throw error("\\u{…} is no character");
				}
			}
			return value;
		}
		int value = hexadecimal(4);
		int start = this.position;
		if (Character.isHighSurrogate((char) value) && accept("\\u")) {
			int low = lookingAt('{') ? 0 : hexadecimal(4);
			if (Character.isLowSurrogate((char) low)) {
				return Character.toCodePoint((char) value, (char) low);
			}
			this.position = start;
		}
		return value;
	}

	private int hexadecimal(int digits) {
		int value = 0;
		for (int i = 0; i < digits; i++) {
			value = value * 16 + digit(next());
		}
		return value;
	}

	private int digit(int c) {
		int digit = Character.digit(c, 16);
		if (digit < 0) {
			throw error("an escape lacks hexadecimal digits");
		}
		return digit;
	}

	private Node characterClass() {
		boolean negated = accept('^');
		CodePointSet.Builder set = new CodePointSet.Builder();
		while (!accept(']')) {
			int first = classMember(set);
			int dash = this.position;
			if (!accept('-')) {
				continue;
			}
			if (lookingAt(']')) {
				this.position = dash;
				classMember(set);
				continue;
			}
			int last = classMember(set);
			if (first < 0 || last < 0) {
				set.add('-');
			}
			else if (last < first) {
				throw error("a range of characters is out of order");
			}
			else {
				set.add(first, last);
			}
		}
		return new Characters(set.build(negated));
	}

	private int classMember(CodePointSet.Builder set) {
		int c = next();
		if (c != '\\') {
			set.add(c);
			return c;
		}
		int escaped = next();
		if (escaped == 'b') {
			set.add('\b');
			return '\b';
		}
		return escaped(escaped, set);
	}

	private boolean hasNext() {
		return this.position < this.pattern.length;
	}

	private int peek() {
		return this.pattern[this.position];
	}

	private int next() {
		if (!hasNext()) {
			throw error("it ends too early");
		}
		return this.pattern[this.position++];
	}

	private boolean lookingAt(int c) {
		return hasNext() && peek() == c;
	}

	private boolean accept(int c) {
		if (lookingAt(c)) {
			this.position++;
			return true;
		}
		return false;
	}

	private boolean accept(String text) {
		for (int i = 0; i < text.length(); i++) {
			int at = this.position + i;
			if (at >= this.pattern.length || this.pattern[at] != text.charAt(i)) {
				return false;
			}
		}
		this.position += text.length();
		return true;
	}

	private IllegalArgumentException error(String what) {
		return new IllegalArgumentException(what + " (at character " + this.position + ")");
	}

	/** A part of a regular expression. */
	sealed interface Node permits Alternatives, Sequence, Repeat, Characters, Look, Assertion {

	}

	/** One of several. */
	record Alternatives(List<Node> nodes) implements Node {
	}

	/** One after the other. */
	record Sequence(List<Node> nodes) implements Node {
	}

	/** Several times. */
	record Repeat(Node node, int min, int max) implements Node {

		static final int UNBOUNDED = -1;

	}

	/** One character of a set. */
	record Characters(CodePointSet set) implements Node {
	}

	/** What stands ahead or behind, without going there. */
	record Look(Node node, boolean ahead, boolean negated) implements Node {
	}

	/** What is so at a place. */
	enum Assertion implements Node {

		START, END, WORD_BOUNDARY, NO_WORD_BOUNDARY

	}

}
