package io.toolruntime.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.benchmarks.peer.Dialect;

/**
 * Code that is executed. Each exists in JavaScript and Python and gives the same whole
 * number everywhere, so that no peer is fast by being wrong.
 */
public enum Program {

	/** The least there can be. */
	ONE_PLUS_ONE("one-plus-one", "`1 + 1`", 1, 2, 1, 2),

	/** Ten calls of a tool, one after the other. */
	TEN_TOOL_CALLS("ten-tool-calls", "ten tool calls", 10, 165, 10, 165),

	/** One call of a tool, to wait in. */
	ONE_TOOL_CALL("one-tool-call", "one tool call", 7, 21, 7, 21),

	/** Function calls. */
	FIB("fib", "fib(27)", 27, 196418, 15, 610),

	/** Arithmetic. */
	LOOP("loop", "loop of 1,000,000", 1_000_000, 256782, 10_000, 450549),

	/** Objects, sorted, written and read. */
	SORT_JSON("sort-json", "sort and JSON of 10,000 objects", 10_000, 565452, 200, 293397),

	/** Matching and replacing. */
	REGULAR_EXPRESSIONS("regular-expressions", "20,000 matches and replacements", 20_000, 677780, 200, 5980),

	/** Joining, splitting and searching. */
	STRINGS("strings", "100,000 strings joined, split, searched", 100_000, 840366, 500, 2690),

	/** Sums over what a tool gives: the same as JavaScript and as TypeScript. */
	REVENUE("revenue", "revenue by region", 10, 16590, 10, 16590);

	/** Programs that keep a processor busy. */
	public static final List<Program> CPU_BOUND = List.of(FIB, LOOP, SORT_JSON, REGULAR_EXPRESSIONS, STRINGS);

	private final String id;

	private final String title;

	private final int size;

	private final long expected;

	private final int smallSize;

	private final long smallExpected;

	Program(String id, String title, int size, long expected, int smallSize, long smallExpected) {
		this.id = id;
		this.title = title;
		this.size = size;
		this.expected = expected;
		this.smallSize = smallSize;
		this.smallExpected = smallExpected;
	}

	/**
	 * Returns the name in results.
	 * @return such as {@code sort-json}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the name in tables, for the full size.
	 * @return Markdown
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Tells whether the code is one expression, and else the body of a function.
	 * @return whether it is
	 */
	public boolean isExpression() {
		return this == ONE_PLUS_ONE;
	}

	/**
	 * Returns what the program must give.
	 * @param small whether it is small, so that it ends at once on every peer
	 * @return the number
	 */
	public long expected(boolean small) {
		return small ? this.smallExpected : this.expected;
	}

	/**
	 * Returns the code.
	 * @param dialect of whom
	 * @param small whether it is small, so that it ends at once on every peer
	 * @return the code
	 * @throws IllegalArgumentException if the program does not exist in that language
	 */
	public String code(Dialect dialect, boolean small) {
		for (String extension : dialect.extensions()) {
			String text = read(this.id + extension);
			if (text != null) {
				return text.strip()
					.replace("SIZE", String.valueOf(small ? this.smallSize : this.size))
					.replace("CALL", dialect.call());
			}
		}
		throw new IllegalArgumentException(this.id + " does not exist for " + dialect);
	}

	private static @Nullable String read(String file) {
		try (InputStream stream = Program.class.getResourceAsStream("programs/" + file)) {
			return (stream != null) ? new String(stream.readAllBytes(), StandardCharsets.UTF_8) : null;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
