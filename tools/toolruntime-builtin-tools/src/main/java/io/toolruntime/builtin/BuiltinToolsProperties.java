package io.toolruntime.builtin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Quantity;

/**
 * What is configured of built-in tools. Nothing is on unless {@code include} names it.
 *
 * @param include names of tools that are on, such as {@code read_file}; {@code *} is all
 * @param root the folder that paths are relative to, and that file tools and {@code exec}
 * are kept to; needed for these
 * @param additionalRoots other folders that they may use, by absolute paths
 * @param files what file tools are held to
 * @param exec what {@code exec} may run
 * @param fetch what {@code fetch} may reach
 * @param webSearch what {@code web_search} is held to
 * @param documents where documents are written to
 */
public record BuiltinToolsProperties(@Nullable List<String> include, @Nullable String root,
		@Nullable List<String> additionalRoots, @Nullable FileKeys files, @Nullable ExecKeys exec,
		@Nullable FetchKeys fetch, @Nullable WebSearchKeys webSearch, @Nullable DocumentKeys documents) {

	/** No tools. */
	public static final BuiltinToolsProperties DEFAULTS = new BuiltinToolsProperties(null, null, null, null, null, null,
			null, null);

	static final String PREFIX = "builtin-tools.";

	private static final String ALL = "*";

	private static final Duration LONGEST = Duration.ofHours(1);

	/**
	 * Returns the tools that are on.
	 * @param known names of all tools
	 * @return names of those that are on
	 * @throws IllegalArgumentException if there is none of a name
	 */
	Set<String> included(Set<String> known) {
		Set<String> names = new TreeSet<>();
		for (String name : (this.include != null) ? this.include : List.<String>of()) {
			String stripped = name.strip();
			if (stripped.equals(ALL)) {
				names.addAll(known);
			}
			else if (known.contains(stripped)) {
				names.add(stripped);
			}
			else {
				throw new IllegalArgumentException(PREFIX + "include has '" + name + "', which is no built-in tool;"
						+ " write * for all or some of " + new TreeSet<>(known));
			}
		}
		return names;
	}

	/** Whether a tool is named itself, and not only by a star. */
	boolean names(String tool) {
		return this.include != null && this.include.stream().map(String::strip).anyMatch(tool::equals);
	}

	/**
	 * Reads the folders.
	 * @return the roots
	 * @throws IllegalArgumentException if there are none, or they cannot be used
	 */
	Roots toRoots() {
		if (this.root == null || this.root.isBlank()) {
			throw new IllegalArgumentException(PREFIX + "root is not set, and tools in " + PREFIX
					+ "include work on files; write the folder that they may use");
		}
		return Roots.of(this.root, (this.additionalRoots != null) ? this.additionalRoots : List.of());
	}

	FileSettings toFileSettings(Roots roots) {
		FileKeys keys = (this.files != null) ? this.files : new FileKeys(null, null, null, null, null);
		String prefix = PREFIX + "files.";
		return new FileSettings(roots, bytes(prefix + "max-file", keys.maxFile, "1MB"),
				count(prefix + "max-entries", keys.maxEntries, 10_000),
				count(prefix + "max-results", keys.maxResults, 1000),
				count(prefix + "max-files", keys.maxFiles, 10_000),
				duration(prefix + "timeout", keys.timeout, Duration.ofSeconds(30)));
	}

	ExecSettings toExecSettings(Roots roots) {
		ExecKeys keys = (this.exec != null) ? this.exec : new ExecKeys(null, null, null, null, null, null, null, null);
		String prefix = PREFIX + "exec.";
		Duration timeout = duration(prefix + "timeout", keys.timeout, Duration.ofSeconds(30));
		boolean defaults = keys.defaultCommands == null || keys.defaultCommands;
		Map<String, ExecCommand> commands = ExecCommand.all(defaults,
				(keys.commands != null) ? keys.commands : List.of(), timeout);
		return new ExecSettings(roots, commands, bytes(prefix + "max-stdout", keys.maxStdout, "2MB"),
				bytes(prefix + "max-stderr", keys.maxStderr, "1KB"), bytes(prefix + "memory", keys.memory, "256MB"),
				count(prefix + "pids", keys.pids, 32), count(prefix + "concurrency", keys.concurrency, 8));
	}

	FetchSettings toFetchSettings() {
		return FetchSettings.of((this.fetch != null) ? this.fetch : new FetchKeys(null, null, null, null, null));
	}

	WebSearchSettings toWebSearchSettings() {
		WebSearchKeys keys = (this.webSearch != null) ? this.webSearch : new WebSearchKeys(null, null);
		return new WebSearchSettings(count(PREFIX + "web-search.max-results", keys.maxResults, 10),
				duration(PREFIX + "web-search.timeout", keys.timeout, Duration.ofSeconds(30)));
	}

	DocumentSettings toDocumentSettings() {
		DocumentKeys keys = (this.documents != null) ? this.documents : new DocumentKeys(null, null, null);
		String prefix = PREFIX + "documents.";
		if (keys.output == null || keys.output.isBlank()) {
			throw new IllegalArgumentException(prefix + "output is not set, and tools in " + PREFIX
					+ "include write documents; write the folder for them");
		}
		return new DocumentSettings(Roots.only(prefix + "output", keys.output),
				bytes(prefix + "max-file", keys.maxFile, "16MB"),
				duration(prefix + "timeout", keys.timeout, Duration.ofSeconds(30)));
	}

	static int bytes(String key, @Nullable String value, String otherwise) {
		long bytes;
		try {
			bytes = Quantity.bytes((value != null) ? value : otherwise);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(key + ": " + ex.getMessage(), ex);
		}
		if (bytes < 1 || bytes > 1 << 30) {
			throw new IllegalArgumentException(key + " is " + value + "; write 1 to 1GB");
		}
		return (int) bytes;
	}

	static int count(String key, @Nullable Integer value, int otherwise) {
		if (value == null) {
			return otherwise;
		}
		if (value < 1 || value > 1_000_000) {
			throw new IllegalArgumentException(key + " is " + value + "; write 1 to 1000000");
		}
		return value;
	}

	static Duration duration(String key, @Nullable Duration value, Duration otherwise) {
		if (value == null) {
			return otherwise;
		}
		if (value.toMillis() < 1 || value.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(key + " is " + value + "; write from a millisecond to an hour");
		}
		return value;
	}

	/**
	 * What file tools are held to.
	 *
	 * @param maxFile largest file that is read, written or searched, such as {@code 1MB}
	 * @param maxEntries entries that are visited when folders are listed
	 * @param maxResults matches of a search
	 * @param maxFiles files that are searched
	 * @param timeout how long a call may take
	 */
	public record FileKeys(@Nullable String maxFile, @Nullable Integer maxEntries, @Nullable Integer maxResults,
			@Nullable Integer maxFiles, @Nullable Duration timeout) {

	}

	/**
	 * What {@code exec} may run.
	 *
	 * @param timeout how long a command may take; a call can only lower it
	 * @param maxStdout how much of standard output is kept, such as {@code 2MB}
	 * @param maxStderr how much of standard error is kept
	 * @param defaultCommands whether {@code ls}, {@code cat} and their like may be run
	 * @param commands more commands; one of the same path replaces a default
	 * @param memory memory of a command and all that it starts
	 * @param pids processes of a command
	 * @param concurrency commands at once
	 */
	public record ExecKeys(@Nullable Duration timeout, @Nullable String maxStdout, @Nullable String maxStderr,
			@Nullable Boolean defaultCommands, @Nullable List<CommandKeys> commands, @Nullable String memory,
			@Nullable Integer pids, @Nullable Integer concurrency) {

	}

	/**
	 * A command that may be run.
	 *
	 * @param path its absolute path
	 * @param maxArgs how many arguments it may have
	 * @param timeout how long it may take, longer or shorter than others
	 * @param allowAdditional whether it may have arguments that {@code arguments} does
	 * not describe
	 * @param arguments what its arguments may be
	 */
	public record CommandKeys(@Nullable String path, @Nullable Integer maxArgs, @Nullable Duration timeout,
			@Nullable Boolean allowAdditional, @Nullable List<ArgumentKeys> arguments) {

	}

	/**
	 * What an argument may be.
	 *
	 * @param index its place, from 0
	 * @param pattern regular expression of RE2 that all of it has to match
	 * @param values what it may be instead
	 * @param optional whether it may be left out
	 */
	public record ArgumentKeys(@Nullable Integer index, @Nullable String pattern, @Nullable List<String> values,
			@Nullable Boolean optional) {

	}

	/**
	 * What {@code fetch} may reach.
	 *
	 * @param hosts hosts as for the egress proxy: {@code api.example.com:443},
	 * {@code *.example.com}, {@code *} for every public address, {@code name=address}
	 * @param timeout how long a call may take; a call can only lower it
	 * @param maxBody how much of an answer is kept, such as {@code 2MB}
	 * @param maxRedirects redirects that are followed
	 * @param methods methods that may be used
	 */
	public record FetchKeys(@Nullable List<String> hosts, @Nullable Duration timeout, @Nullable String maxBody,
			@Nullable Integer maxRedirects, @Nullable List<String> methods) {

	}

	/**
	 * What {@code web_search} is held to.
	 *
	 * @param maxResults results at most
	 * @param timeout how long a search may take
	 */
	public record WebSearchKeys(@Nullable Integer maxResults, @Nullable Duration timeout) {

	}

	/**
	 * Where documents are written to.
	 *
	 * @param output the folder; needed for {@code write_html} and its like
	 * @param maxFile largest document, such as {@code 16MB}
	 * @param timeout how long writing one may take
	 */
	public record DocumentKeys(@Nullable String output, @Nullable String maxFile, @Nullable Duration timeout) {

	}

}
