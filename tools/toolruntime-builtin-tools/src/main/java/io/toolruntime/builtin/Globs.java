package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.List;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Patterns of paths: {@code *} and {@code ?} within a name, {@code **} across folders,
 * {@code [a-z]}, {@code {a,b}}, and {@code !} before one for what is not meant. The last
 * one that fits decides; where all have a {@code !}, what fits none of them is meant.
 */
final class Globs {

	private static final String SPECIAL = "\\.+()|^$";

	private final List<Rule> rules = new ArrayList<>();

	private final boolean otherwise;

	/**
	 * Reads patterns.
	 * @param patterns the patterns
	 * @throws Failure if one of them is none
	 */
	Globs(List<String> patterns) throws Failure {
		for (String pattern : patterns) {
			String text = pattern.strip();
			if (!text.isEmpty()) {
				boolean negated = text.startsWith("!");
				this.rules.add(new Rule(compile(negated ? text.substring(1).strip() : text), negated));
			}
		}
		this.otherwise = !this.rules.isEmpty() && this.rules.stream().allMatch(Rule::negated);
	}

	/**
	 * Tells whether a path is meant.
	 * @param path relative, with slashes
	 * @param name the last part of it, which may fit as well
	 * @return whether it is
	 */
	boolean matches(String path, String name) {
		boolean meant = this.otherwise;
		for (Rule rule : this.rules) {
			if (rule.pattern().matches(path) || rule.pattern().matches(name)) {
				meant = !rule.negated();
			}
		}
		return meant;
	}

	/* What RE2 makes of it no path can make slow. */
	private static Pattern compile(String glob) throws Failure {
		StringBuilder regex = new StringBuilder("(?s)");
		int braces = 0;
		for (int i = 0; i < glob.length(); i++) {
			char c = glob.charAt(i);
			switch (c) {
				case '*' -> i = star(glob, i, regex);
				case '?' -> regex.append("[^/]");
				case '[' -> i = set(glob, i, regex);
				case '{' -> {
					braces++;
					regex.append("(?:");
				}
				case '}' -> {
					regex.append((braces > 0) ? ")" : "\\}");
					braces -= (braces > 0) ? 1 : 0;
				}
				case ',' -> regex.append((braces > 0) ? "|" : ",");
				case '\\' -> {
					i++;
					literal((i < glob.length()) ? glob.charAt(i) : '\\', regex);
				}
				default -> literal(c, regex);
			}
		}
		try {
			if (braces == 0) {
				return Pattern.compile(regex.toString());
			}
		}
		catch (PatternSyntaxException ex) {
			// As one that is not closed
		}
		throw Failure.invalid(new Shown(glob) + " is no pattern of paths",
				"Write one such as '**/*.java', '*.{js,ts}' or '!src/**', and close its braces and brackets");
	}

	private static void literal(char c, StringBuilder regex) {
		if (SPECIAL.indexOf(c) >= 0 || "[]{}*?".indexOf(c) >= 0) {
			regex.append('\\');
		}
		regex.append(c);
	}

	private static int star(String glob, int at, StringBuilder regex) {
		if (!glob.startsWith("**", at)) {
			regex.append("[^/]*");
			return at;
		}
		if (glob.startsWith("**/", at)) {
			regex.append("(?:.*/)?");
			return at + 2;
		}
		regex.append(".*");
		return at + 1;
	}

	private static int set(String glob, int at, StringBuilder regex) throws Failure {
		int end = glob.indexOf(']', at + 2);
		if (end < 0) {
			throw Failure.invalid(new Shown(glob) + " has a '[' without a ']'", "Close it, or write \\[");
		}
		String inner = glob.substring(at + 1, end);
		boolean negated = inner.startsWith("!") || inner.startsWith("^");
		regex.append(negated ? "[^/" : "[");
		for (char c : (negated ? inner.substring(1) : inner).toCharArray()) {
			if ("\\[]^&".indexOf(c) >= 0) {
				regex.append('\\');
			}
			regex.append(c);
		}
		regex.append(']');
		return end;
	}

	/**
	 * One pattern.
	 *
	 * @param pattern the pattern
	 * @param negated whether it had a {@code !}
	 */
	private record Rule(Pattern pattern, boolean negated) {

	}

}
