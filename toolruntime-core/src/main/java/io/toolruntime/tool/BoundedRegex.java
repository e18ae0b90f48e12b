package io.toolruntime.tool;

import java.util.Arrays;

import io.toolruntime.tool.RegexSyntax.Assertion;
import io.toolruntime.tool.RegexSyntax.Node;

/**
 * A regular expression that no text can make slow. It follows all possibilities at once,
 * character by character, so that the time is at most the size of the pattern times the
 * length of the text, and counts its steps on top. The JDK's own engine backtracks, which
 * a hostile pattern or text turns into years, and it cannot be stopped.
 */
final class BoundedRegex {

	private static final byte CHARACTERS = 0;

	private static final byte SPLIT = 1;

	private static final byte JUMP = 2;

	private static final byte ASSERT = 3;

	private static final byte LOOK = 4;

	private static final byte MATCH = 5;

	private static final int NOWHERE = -1;

	private byte[] operations = new byte[16];

	private int[] targets = new int[16];

	private Object[] operands = new Object[16];

	private int size;

	private BoundedRegex() {
	}

	/**
	 * Compiles a pattern.
	 * @param pattern a regular expression of ECMA-262
	 * @param budget what the compiled pattern's size is taken from
	 * @return the compiled pattern
	 * @throws IllegalArgumentException if it is none, or too large
	 */
	static BoundedRegex compile(String pattern, Budget budget) {
		return compile(RegexSyntax.parse(pattern), budget);
	}

	private static BoundedRegex compile(Node node, Budget budget) {
		BoundedRegex regex = new BoundedRegex();
		regex.emit(node, budget);
		regex.emit(MATCH, NOWHERE, Boolean.TRUE, budget);
		return regex;
	}

	/**
	 * Tells whether the pattern is found somewhere in a text.
	 * @param text the text
	 * @param budget what the steps are taken from
	 * @return whether it is
	 * @throws Budget.ExceededException if there are too many steps
	 */
	boolean find(String text, Budget budget) {
		int[] codePoints = text.codePoints().toArray();
		return new Run(codePoints, budget).matches(0, codePoints.length, false, NOWHERE);
	}

	private void emit(Node node, Budget budget) {
		if (node instanceof RegexSyntax.Characters characters) {
			emit(CHARACTERS, NOWHERE, characters.set(), budget);
		}
		else if (node instanceof RegexSyntax.Sequence sequence) {
			sequence.nodes().forEach((item) -> emit(item, budget));
		}
		else if (node instanceof RegexSyntax.Alternatives alternatives) {
			emitAlternatives(alternatives, budget);
		}
		else if (node instanceof RegexSyntax.Repeat repeat) {
			emitRepeat(repeat, budget);
		}
		else if (node instanceof RegexSyntax.Look look) {
			emit(LOOK, NOWHERE, new Lookaround(compile(look.node(), budget), look.ahead(), look.negated()), budget);
		}
		else {
			emit(ASSERT, NOWHERE, node, budget);
		}
	}

	private void emitAlternatives(RegexSyntax.Alternatives alternatives, Budget budget) {
		int count = alternatives.nodes().size();
		int[] ends = new int[count - 1];
		for (int i = 0; i < count - 1; i++) {
			int split = emit(SPLIT, NOWHERE, Boolean.TRUE, budget);
			emit(alternatives.nodes().get(i), budget);
			ends[i] = emit(JUMP, NOWHERE, Boolean.TRUE, budget);
			this.targets[split] = this.size;
		}
		emit(alternatives.nodes().get(count - 1), budget);
		for (int end : ends) {
			this.targets[end] = this.size;
		}
	}

	private void emitRepeat(RegexSyntax.Repeat repeat, Budget budget) {
		for (int i = 0; i < repeat.min(); i++) {
			int before = this.size;
			emit(repeat.node(), budget);
			if (this.size == before) {
				// Nothing, however often
				break;
			}
		}
		if (repeat.max() == RegexSyntax.Repeat.UNBOUNDED) {
			int split = emit(SPLIT, NOWHERE, Boolean.TRUE, budget);
			emit(repeat.node(), budget);
			emit(JUMP, split, Boolean.TRUE, budget);
			this.targets[split] = this.size;
			return;
		}
		int[] splits = new int[repeat.max() - repeat.min()];
		for (int i = 0; i < splits.length; i++) {
			splits[i] = emit(SPLIT, NOWHERE, Boolean.TRUE, budget);
			emit(repeat.node(), budget);
		}
		for (int split : splits) {
			this.targets[split] = this.size;
		}
	}

	private int emit(byte operation, int target, Object operand, Budget budget) {
		budget.take(1);
		if (this.size == this.operations.length) {
			this.operations = Arrays.copyOf(this.operations, this.size * 2);
			this.targets = Arrays.copyOf(this.targets, this.size * 2);
			this.operands = Arrays.copyOf(this.operands, this.size * 2);
		}
		this.operations[this.size] = operation;
		this.targets[this.size] = target;
		this.operands[this.size] = operand;
		return this.size++;
	}

	private record Lookaround(BoundedRegex regex, boolean ahead, boolean negated) {
	}

	/** One search in one text. */
	private final class Run {

		private final int[] text;

		private final Budget budget;

		private final int[] seen;

		private final int[] stack;

		private int[] current;

		private int[] next;

		private int count;

		Run(int[] text, Budget budget) {
			this.text = text;
			this.budget = budget;
			int size = BoundedRegex.this.size;
			budget.take(size);
			this.seen = new int[size];
			Arrays.fill(this.seen, NOWHERE);
			// Each instruction is left for at most two others
			this.stack = new int[2 * size + 1];
			this.current = new int[size];
			this.next = new int[size];
		}

		/*
		 * From a place, or from any place from there on; to any place, or exactly to one.
		 */
		boolean matches(int from, int to, boolean anchored, int end) {
			int active = 0;
			for (int position = from;; position++) {
				this.count = active;
				if ((!anchored || position == from) && follow(0, position, end)) {
					return true;
				}
				active = this.count;
				if (position == to || (active == 0 && anchored)) {
					return false;
				}
				int[] threads = this.current;
				this.current = this.next;
				this.next = threads;
				this.count = 0;
				for (int i = 0; i < active; i++) {
					CodePointSet set = (CodePointSet) BoundedRegex.this.operands[threads[i]];
					this.budget.take(set.cost());
					if (set.test(this.text[position]) && follow(threads[i] + 1, position + 1, end)) {
						return true;
					}
				}
				active = this.count;
			}
		}

		/*
		 * Goes on without a character as far as possible: adds the characters that may
		 * come next, and tells whether the end was reached.
		 */
		private boolean follow(int start, int position, int end) {
			int depth = 0;
			this.stack[depth++] = start;
			while (depth > 0) {
				int at = this.stack[--depth];
				if (this.seen[at] == position) {
					continue;
				}
				this.seen[at] = position;
				this.budget.take(1);
				switch (BoundedRegex.this.operations[at]) {
					case CHARACTERS -> this.current[this.count++] = at;
					case JUMP -> this.stack[depth++] = BoundedRegex.this.targets[at];
					case SPLIT -> {
						this.stack[depth++] = BoundedRegex.this.targets[at];
						this.stack[depth++] = at + 1;
					}
					case MATCH -> {
						if (end == NOWHERE || end == position) {
							return true;
						}
					}
					default -> {
						if (holds(BoundedRegex.this.operands[at], position)) {
							this.stack[depth++] = at + 1;
						}
					}
				}
			}
			return false;
		}

		private boolean holds(Object operand, int position) {
			if (operand instanceof Lookaround look) {
				Run run = look.regex().new Run(this.text, this.budget);
				boolean found = look.ahead() ? run.matches(position, this.text.length, true, NOWHERE)
						: run.matches(0, position, false, position);
				return found != look.negated();
			}
			return switch ((Assertion) operand) {
				case START -> position == 0;
				case END -> position == this.text.length;
				case WORD_BOUNDARY -> isWord(position - 1) != isWord(position);
				case NO_WORD_BOUNDARY -> isWord(position - 1) == isWord(position);
			};
		}

		private boolean isWord(int position) {
			if (position < 0 || position >= this.text.length) {
				return false;
			}
			int c = this.text[position];
			return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
		}

	}

}
