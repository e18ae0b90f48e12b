package io.toolruntime.typescript;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.toolruntime.runtime.PositionMap.Position;

/** The caller's code, and what can be seen of it without parsing. */
final class SourceText {

	private static final Pattern RETURN = Pattern.compile("\\breturn\\b");

	private static final Pattern MODULE = Pattern.compile("^[ \\t]*(?:import|export)\\b", Pattern.MULTILINE);

	private static final Pattern MORE_THAN_TYPES = Pattern.compile(
			"\\b(?:enum|namespace)\\s+[\\w$]"
					+ "|[(,]\\s*(?:private|public|protected|readonly|override)\\s|^[ \\t]*import\\b(?![ \\t]+type\\b)",
			Pattern.MULTILINE);

	private static final Pattern EXPRESSION = Pattern.compile("\\A\\s*(?:\\{|(?:async\\s+)?function\\b)");

	private static final Pattern TYPES_OF_MODULES = Pattern.compile(
			"^[ \\t]*(?:import[ \\t]+type\\b[^'\";]{0,2000}['\"][^'\"\\n]{0,2000}['\"];?|export(?=[ \\t]+(?:interface|type|declare)\\b))",
			Pattern.MULTILINE);

	private static final char BYTE_ORDER_MARK = '\uFEFF';

	private final String code;

	SourceText(String code) {
		// Blank, and as long: so that every column stays
		this.code = (!code.isEmpty() && code.charAt(0) == BYTE_ORDER_MARK) ? " " + code.substring(1) : code;
	}

	String code() {
		return this.code;
	}

	/** Guesses whether it is a script that may end in a {@code return}. */
	boolean looksLikeScriptWithReturn() {
		return RETURN.matcher(this.code).find() && !MODULE.matcher(this.code).find();
	}

	/**
	 * Guesses whether leaving types out would not do: imports of what is used as a type
	 * only are left out too, as TypeScript does.
	 */
	boolean looksLikeMoreThanTypes() {
		return MORE_THAN_TYPES.matcher(this.code).find();
	}

	/** Guesses whether it could be read as an expression, if not as statements. */
	boolean mayBeExpression() {
		return EXPRESSION.matcher(this.code).find();
	}

	boolean mayHoldJsx() {
		return this.code.contains("</") || this.code.contains("/>");
	}

	/** Returns the code with blanks for imports and exports of nothing but types. */
	SourceText withoutTypesOfModules() {
		Matcher matcher = TYPES_OF_MODULES.matcher(this.code);
		return new SourceText(matcher.replaceAll((match) -> match.group().replaceAll("[^\\r\\n]", " ")));
	}

	/**
	 * Returns the code with each character that is not ASCII replaced by as many ASCII
	 * ones, or nearly so, that mean the same to a parser: columns on a screen are columns
	 * in UTF-16 then.
	 */
	String withScreenColumns() {
		StringBuilder masked = new StringBuilder(this.code.length());
		this.code.codePoints().forEach((character) -> {
			String replacement = (character == '\t') ? " "
					: (character < 0x80) ? Character.toString(character) : Character.isUnicodeIdentifierPart(character)
							? "a" : (Character.isSpaceChar(character) || character == BYTE_ORDER_MARK) ? " " : "\u00A1";
			masked.append(replacement.repeat(Character.charCount(character)));
		});
		return masked.toString();
	}

	boolean hasOtherScreenColumns(int line) {
		return line(line).chars().anyMatch((character) -> character == '\t' || character >= 0x80);
	}

	/** Returns a place inside the code: the nearest, if it is not inside. */
	Position within(int line, int column) {
		int lines = lines();
		if (line > lines) {
			return new Position(Math.max(lines, 1), line(lines).length() + 1);
		}
		int last = Math.max(line, 1);
		return new Position(last, Math.min(Math.max(column, 1), line(last).length() + 1));
	}

	char at(Position position) {
		String line = line(position.line());
		return (position.column() <= line.length()) ? line.charAt(position.column() - 1) : '\n';
	}

	int lines() {
		return (int) this.code.lines().count();
	}

	private String line(int line) {
		return this.code.lines().skip(Math.max(line - 1, 0)).findFirst().orElse("");
	}

}
