package io.toolruntime.isolation;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolFilter;
import io.toolruntime.tool.ToolId;

/**
 * Says which tools a rule is about. Of several that are about one tool, the most specific
 * counts: an id, then the pattern of ids with the most characters that are not {@code *},
 * then a tag, then a hint, then {@code *}.
 *
 * @param kind what it looks at
 * @param text an id, a pattern of ids, a tag, or the name of a hint
 * @param negated whether it is about the tools of which the hint is not said to be true
 */
public record IsolationSelector(Kind kind, String text, boolean negated) {

	private static final Set<String> HINTS = Set.of("readOnlyHint", "destructiveHint", "idempotentHint",
			"openWorldHint");

	private static final String NOT = "not ";

	/**
	 * Selects tools by their ids.
	 * @param pattern an id, or a pattern in which {@code *} stands for any characters
	 * @return the selector
	 * @throws IllegalArgumentException if it is neither
	 */
	public static IsolationSelector tools(String pattern) {
		String text = pattern.strip();
		if (text.equals("*")) {
			return new IsolationSelector(Kind.ALL, text, false);
		}
		if (text.indexOf('*') >= 0) {
			return new IsolationSelector(Kind.PATTERN, text, false);
		}
		return new IsolationSelector(Kind.ID, ToolId.parse(text).toString(), false);
	}

	/**
	 * Selects tools by a tag.
	 * @param tag the tag
	 * @return the selector
	 * @throws IllegalArgumentException if it is empty
	 */
	public static IsolationSelector tag(String tag) {
		if (tag.isBlank()) {
			throw new IllegalArgumentException("the tag is empty");
		}
		return new IsolationSelector(Kind.TAG, tag.strip().toLowerCase(Locale.ROOT), false);
	}

	/**
	 * Selects tools by what their authors say of them.
	 * @param hint the name of a hint, such as {@code openWorldHint}, of the tools of
	 * which it is said to be true; or {@code not readOnlyHint}, of all others
	 * @return the selector
	 * @throws IllegalArgumentException if there is no such hint
	 */
	public static IsolationSelector hint(String hint) {
		String text = hint.strip();
		boolean negated = text.startsWith(NOT) || text.startsWith("!");
		String name = negated ? text.substring(text.startsWith(NOT) ? NOT.length() : 1).strip() : text;
		if (!HINTS.contains(name)) {
			throw new IllegalArgumentException("'" + text + "' is not a hint; there are readOnlyHint, destructiveHint,"
					+ " idempotentHint, openWorldHint, each also with 'not ' before it");
		}
		return new IsolationSelector(Kind.HINT, name, negated);
	}

	/**
	 * Tells whether a tool is selected.
	 * @param tool the tool
	 * @return whether it is
	 */
	public boolean matches(ToolDescriptor tool) {
		return switch (this.kind) {
			case ALL -> true;
			case HINT -> Boolean.TRUE.equals(hint(tool.annotations())) != this.negated;
			case TAG -> tool.tags().contains(this.text);
			case PATTERN, ID -> new ToolFilter(List.of(this.text), List.of()).test(tool.id());
		};
	}

	private @Nullable Boolean hint(ToolAnnotations annotations) {
		return switch (this.text) {
			case "readOnlyHint" -> annotations.readOnlyHint();
			case "destructiveHint" -> annotations.destructiveHint();
			case "idempotentHint" -> annotations.idempotentHint();
			default -> annotations.openWorldHint();
		};
	}

	/**
	 * Compares with another that is about the same tool.
	 * @param other the other
	 * @return more than 0 if this is more specific, 0 if neither is
	 */
	int compareSpecificity(IsolationSelector other) {
		int kinds = Integer.compare(this.kind.ordinal(), other.kind.ordinal());
		return (kinds != 0 || (this.kind != Kind.PATTERN && this.kind != Kind.ID)) ? kinds
				: Integer.compare(literalLength(), other.literalLength());
	}

	private int literalLength() {
		return this.text.replace("*", "").length();
	}

	/**
	 * Describes it as it is configured.
	 * @return such as {@code tools: orders:*}
	 */
	public String description() {
		return switch (this.kind) {
			case ALL, PATTERN, ID -> "tools: " + this.text;
			case TAG -> "tag: " + this.text;
			case HINT -> "hint: " + (this.negated ? NOT : "") + this.text;
		};
	}

	/** What a selector looks at, from the least specific to the most. */
	public enum Kind {

		/** Nothing: it is about all tools. */
		ALL,

		/** What its author says of a tool. */
		HINT,

		/** A tag. */
		TAG,

		/** The id, for a part of it. */
		PATTERN,

		/** The id. */
		ID

	}

}
