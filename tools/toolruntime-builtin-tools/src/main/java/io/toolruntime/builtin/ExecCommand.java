package io.toolruntime.builtin;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

import io.toolruntime.builtin.BuiltinToolsProperties.ArgumentKeys;
import io.toolruntime.builtin.BuiltinToolsProperties.CommandKeys;

/**
 * A command that may be run.
 *
 * @param path its absolute path
 * @param maxArgs how many arguments it may have
 * @param timeout how long it may take
 * @param allowAdditional whether arguments may be added that no rule describes
 * @param rules what arguments may be, by their places
 */
record ExecCommand(String path, int maxArgs, Duration timeout, boolean allowAdditional, Map<Integer, Rule> rules) {

	/* No white space, no quotes, nothing that a shell would make something of. */
	private static final Pattern ORDINARY = Pattern.compile("[\\w\\-./@=+:,]+");

	private static final List<String> FOLDERS = List.of("/usr/bin", "/bin");

	private static final List<String> DEFAULTS = List.of("ls", "pwd", "cat", "grep", "find", "head", "tail", "echo",
			"stat", "wc", "sleep");

	private static final int MOST_ARGUMENTS = 12;

	private static final int LONGEST_ARGUMENT = 4096;

	ExecCommand {
		rules = Map.copyOf(rules);
	}

	/**
	 * Reads what is configured.
	 * @param defaults whether the usual commands may be run, where they are there
	 * @param configured other commands
	 * @param timeout how long each may take
	 * @return the commands by path
	 * @throws IllegalArgumentException if one cannot be used, with its key
	 */
	static Map<String, ExecCommand> all(boolean defaults, List<CommandKeys> configured, Duration timeout) {
		Map<String, ExecCommand> commands = new LinkedHashMap<>();
		if (defaults) {
			for (String name : DEFAULTS) {
				for (String folder : FOLDERS) {
					String path = folder + "/" + name;
					if (Files.isExecutable(Path.of(path))) {
						commands.put(path, new ExecCommand(path, most(name), timeout, true, Map.of()));
					}
				}
			}
		}
		for (int i = 0; i < configured.size(); i++) {
			ExecCommand command = of("builtin-tools.exec.commands[" + i + "].", configured.get(i), timeout);
			commands.put(command.path(), command);
		}
		return commands;
	}

	private static int most(String name) {
		return switch (name) {
			case "pwd" -> 0;
			case "sleep" -> 1;
			default -> MOST_ARGUMENTS;
		};
	}

	private static ExecCommand of(String prefix, CommandKeys keys, Duration timeout) {
		Map<Integer, Rule> rules = new TreeMap<>();
		List<ArgumentKeys> arguments = (keys.arguments() != null) ? keys.arguments() : List.of();
		for (int i = 0; i < arguments.size(); i++) {
			String key = prefix + "arguments[" + i + "].";
			ArgumentKeys argument = arguments.get(i);
			if (argument.index() == null || argument.index() < 0) {
				throw new IllegalArgumentException(key + "index is not set; write the argument's place, from 0");
			}
			if (rules.put(argument.index(), Rule.of(key, argument)) != null) {
				throw new IllegalArgumentException(
						key + "index is " + argument.index() + ", as another's; describe each argument once");
			}
		}
		int needed = rules.keySet().stream().mapToInt((index) -> index + 1).max().orElse(0);
		int most = (keys.maxArgs() != null) ? keys.maxArgs() : Math.max(MOST_ARGUMENTS, needed);
		if (most < needed || most > 1000) {
			throw new IllegalArgumentException(
					prefix + "max-args is " + most + "; write " + needed + " to 1000, as many as are described");
		}
		return new ExecCommand(path(prefix, keys.path()), most,
				BuiltinToolsProperties.duration(prefix + "timeout", keys.timeout(), timeout),
				keys.allowAdditional() != null && keys.allowAdditional(), rules);
	}

	private static String path(String prefix, @Nullable String text) {
		try {
			if (text != null) {
				Path path = Path.of(text);
				if (path.isAbsolute() && path.equals(path.normalize())) {
					return path.toString();
				}
			}
		}
		catch (InvalidPathException ex) {
			// As one that is not absolute
		}
		throw new IllegalArgumentException(prefix + "path is '" + text + "'; write the absolute path of a program");
	}

	/**
	 * Checks arguments.
	 * @param arguments what it is to be run with
	 * @throws Failure if it may not
	 */
	void check(List<String> arguments) throws Failure {
		if (arguments.size() > this.maxArgs) {
			throw Failure.invalid(this.path + " was given " + arguments.size() + " arguments", "It may have at most "
					+ this.maxArgs + " (max-args of the command in builtin-tools.exec.commands)");
		}
		for (int i = 0; i < arguments.size(); i++) {
			check(i, arguments.get(i));
		}
		for (Map.Entry<Integer, Rule> rule : this.rules.entrySet()) {
			if (rule.getKey() >= arguments.size() && !rule.getValue().optional()) {
				throw Failure.invalid("argument " + rule.getKey() + " of " + this.path + " is missing",
						"Give " + rule.getValue().description());
			}
		}
	}

	private void check(int index, String argument) throws Failure {
		if (argument.length() > LONGEST_ARGUMENT || argument.indexOf(0) >= 0) {
			throw Failure.invalid("argument " + index + " is longer than " + LONGEST_ARGUMENT + " or has a NUL in it",
					"Write a shorter one");
		}
		Rule rule = this.rules.get(index);
		if (rule == null && !this.allowAdditional) {
			throw Failure.invalid(this.path + " takes no argument " + index,
					"Leave it out, or set allow-additional for the command in builtin-tools.exec.commands");
		}
		boolean allowed = (rule != null) ? rule.allows(argument) : ORDINARY.matches(argument);
		if (!allowed) {
			throw Failure.invalid("argument " + index + " of " + this.path + " is " + new Shown(argument),
					"Give " + ((rule != null) ? rule.description() : Rule.ORDINARY_DESCRIPTION));
		}
	}

	/**
	 * What one argument may be.
	 *
	 * @param pattern what it has to match, all of it; {@code null} if it is one of the
	 * values, or an ordinary one if there are none
	 * @param values what it may be
	 * @param optional whether it may be left out
	 */
	record Rule(@Nullable Pattern pattern, List<String> values, boolean optional) {

		static final String ORDINARY_DESCRIPTION = "letters, digits and any of _ - . / @ = + : ,";

		private static Rule of(String prefix, ArgumentKeys keys) {
			try {
				return new Rule((keys.pattern() != null) ? Pattern.compile(keys.pattern()) : null,
						(keys.values() != null) ? List.copyOf(keys.values()) : List.of(),
						keys.optional() != null && keys.optional());
			}
			catch (PatternSyntaxException ex) {
				throw new IllegalArgumentException(prefix + "pattern is no regular expression: " + ex.getDescription(),
						ex);
			}
		}

		/* Where both are given, both have to fit. */
		boolean allows(String argument) {
			if (this.pattern == null && this.values.isEmpty()) {
				return ORDINARY.matches(argument);
			}
			return (this.pattern == null || this.pattern.matches(argument))
					&& (this.values.isEmpty() || this.values.contains(argument));
		}

		String description() {
			if (!this.values.isEmpty()) {
				return "one of " + this.values;
			}
			return (this.pattern != null) ? "what matches " + this.pattern.pattern() : ORDINARY_DESCRIPTION;
		}

	}

}
