package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads regular expressions of ECMA-262, as JSON Schema has them. Back references are
 * refused: nobody can match them in bounded time.
 */
final class RegexSyntax {

	private static final int MAX_DEPTH = 100;

	private static final int MAX_REPETITIONS = 1_000_000;

	private final RegexReader reader;

	private final RegexEscapes escapes;

	private int depth;

	private RegexSyntax(String pattern) {
		this.reader = new RegexReader(pattern);
		this.escapes = new RegexEscapes(this.reader);
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
		if (syntax.reader.hasNext()) {
			throw syntax.reader.error("a ')' has no '('");
		}
		return node;
	}

	private Node alternatives() {
		if (++this.depth > MAX_DEPTH) {
			throw this.reader.error("groups are nested more than " + MAX_DEPTH + " deep");
		}
		List<Node> alternatives = new ArrayList<>();
		do {
			alternatives.add(sequence());
		}
		while (this.reader.accept('|'));
		this.depth--;
		return (alternatives.size() == 1) ? alternatives.get(0) : new Alternatives(alternatives);
	}

	private Node sequence() {
		List<Node> nodes = new ArrayList<>();
		while (this.reader.hasNext() && this.reader.peek() != '|' && this.reader.peek() != ')') {
			nodes.add(repeated(atom()));
		}
		return (nodes.size() == 1) ? nodes.get(0) : new Sequence(nodes);
	}

	private Node atom() {
		int c = this.reader.next();
		return switch (c) {
			case '^' -> Assertion.START;
			case '$' -> Assertion.END;
			case '(' -> group();
			case '[' -> characterClass();
			case '\\' -> escape();
			case '.' ->
				new Characters(new CodePointSet.Builder().add('\n').add('\r').add('\u2028', '\u2029').build(true));
			case '*', '+', '?' -> throw this.reader.error("there is nothing to repeat");
			default -> literal(c);
		};
	}

	private static Characters literal(int codePoint) {
		return new Characters(new CodePointSet.Builder().add(codePoint).build(false));
	}

	private Node repeated(Node node) {
		if (!this.reader.hasNext()) {
			return node;
		}
		int start = this.reader.position();
		Node repeated = switch (this.reader.next()) {
			case '*' -> new Repeat(node, 0, Repeat.UNBOUNDED);
			case '+' -> new Repeat(node, 1, Repeat.UNBOUNDED);
			case '?' -> new Repeat(node, 0, 1);
			case '{' -> counted(node);
			default -> null;
		};
		if (repeated == null) {
			this.reader.back(start);
			return node;
		}
		// Lazy or greedy is the same to somebody who only asks whether it matches
		this.reader.accept('?');
		return repeated;
	}

	private @Nullable Node counted(Node node) {
		int min = number();
		if (min < 0) {
			return null;
		}
		int max = min;
		if (this.reader.accept(',')) {
			max = number();
			max = (max < 0) ? Repeat.UNBOUNDED : max;
		}
		if (!this.reader.accept('}')) {
			return null;
		}
		if (max != Repeat.UNBOUNDED && max < min) {
			throw this.reader.error("the numbers of a repetition are out of order");
		}
		return new Repeat(node, min, max);
	}

	private int number() {
		int value = -1;
		while (this.reader.hasNext() && this.reader.peek() >= '0' && this.reader.peek() <= '9') {
			value = Math.max(0, value) * 10 + (this.reader.next() - '0');
			if (value > MAX_REPETITIONS) {
				throw this.reader.error("it repeats something more than " + MAX_REPETITIONS + " times");
			}
		}
		return value;
	}

	private Node group() {
		Node node;
		if (this.reader.accept("?:") || !this.reader.lookingAt('?')) {
			node = alternatives();
		}
		else if (this.reader.accept("?=")) {
			node = new Look(alternatives(), true, false);
		}
		else if (this.reader.accept("?!")) {
			node = new Look(alternatives(), true, true);
		}
		else if (this.reader.accept("?<=")) {
			node = new Look(alternatives(), false, false);
		}
		else if (this.reader.accept("?<!")) {
			node = new Look(alternatives(), false, true);
		}
		else if (this.reader.accept("?<")) {
			while (this.reader.next() != '>') {
				// The name of a group is only for back references
			}
			node = alternatives();
		}
		else {
			throw this.reader.error("'(?' begins nothing that ECMA-262 knows");
		}
		if (!this.reader.accept(')')) {
			throw this.reader.error("a '(' has no ')'");
		}
		return node;
	}

	private Node escape() {
		int c = this.reader.next();
		if (c == 'b') {
			return Assertion.WORD_BOUNDARY;
		}
		if (c == 'B') {
			return Assertion.NO_WORD_BOUNDARY;
		}
		if ((c >= '1' && c <= '9') || c == 'k') {
			throw this.reader.error("it refers back to a group, which is not supported");
		}
		CodePointSet.Builder set = new CodePointSet.Builder();
		this.escapes.read(c, set);
		return new Characters(set.build(false));
	}

	private Node characterClass() {
		boolean negated = this.reader.accept('^');
		CodePointSet.Builder set = new CodePointSet.Builder();
		while (!this.reader.accept(']')) {
			int first = classMember(set);
			int dash = this.reader.position();
			if (!this.reader.accept('-')) {
				continue;
			}
			if (this.reader.lookingAt(']')) {
				this.reader.back(dash);
				classMember(set);
				continue;
			}
			int last = classMember(set);
			if (first < 0 || last < 0) {
				set.add('-');
			}
			else if (last < first) {
				throw this.reader.error("a range of characters is out of order");
			}
			else {
				set.add(first, last);
			}
		}
		return new Characters(set.build(negated));
	}

	private int classMember(CodePointSet.Builder set) {
		int c = this.reader.next();
		if (c != '\\') {
			set.add(c);
			return c;
		}
		int escaped = this.reader.next();
		if (escaped == 'b') {
			set.add('\b');
			return '\b';
		}
		return this.escapes.read(escaped, set);
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
