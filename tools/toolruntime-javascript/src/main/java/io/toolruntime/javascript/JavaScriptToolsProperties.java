package io.toolruntime.javascript;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Quantity;
import io.toolruntime.tool.ToolId;

/**
 * What is configured of tools that are written in TypeScript or JavaScript. Of what is
 * not set, {@link JavaScriptSource} has the defaults.
 *
 * @param entrypoint the file of tools: a path, {@code classpath:} and a resource, or the
 * name of a package of the project
 * @param projectRoot the folder that paths are relative to, whose files and packages the
 * tools may load; the application's working folder if it is not set
 * @param runtime {@code bun}, {@code node} or {@code deno}
 * @param timeout how long a call may take
 * @param memory how much memory a worker may use, such as {@code 2GB}; 0 is unlimited
 * @param output largest result, such as {@code 10MB}
 * @param stderr how much of standard error is kept, such as {@code 1MB}
 * @param input largest input, such as {@code 10MB}
 * @param concurrency most calls at once
 * @param permissions what the tools may use
 * @param backoff how starting a worker is tried again
 * @param workers how many workers there are
 * @param bunOptions more arguments of Bun
 * @param nodeOptions more arguments of Node
 * @param denoOptions more arguments of Deno
 * @param commands absolute paths of runtimes, by name
 * @param reload whether files of tools are loaded again when they change, for development
 * @param sources several sources by name, each with the keys of this one
 * @param tools what is set for single tools, by name
 */
public record JavaScriptToolsProperties(@Nullable String entrypoint, @Nullable String projectRoot,
		@Nullable String runtime, @Nullable Duration timeout, @Nullable String memory, @Nullable String output,
		@Nullable String stderr, @Nullable String input, @Nullable Integer concurrency,
		@Nullable PermissionKeys permissions, @Nullable Backoff backoff, @Nullable Workers workers,
		@Nullable List<String> bunOptions, @Nullable List<String> nodeOptions, @Nullable List<String> denoOptions,
		@Nullable Map<String, String> commands, @Nullable Boolean reload,
		@Nullable Map<String, JavaScriptToolsProperties> sources, @Nullable Map<String, ToolKeys> tools) {

	/** What is right in production; nothing but the entrypoint has to be set. */
	public static final JavaScriptToolsProperties DEFAULTS = builder().build();

	/** The name of the only source. */
	static final String ONLY = "javascript";

	private static final String KEYS = "javascript.";

	/**
	 * Builds properties in code.
	 * @return a builder that has set nothing
	 */
	public static JavaScriptToolsPropertiesBuilder builder() {
		return new JavaScriptToolsPropertiesBuilder();
	}

	/**
	 * What is right in tests: shorter, smaller, and one try only.
	 * @param entrypoint the file of tools
	 * @return the properties
	 */
	public static JavaScriptToolsProperties forTests(String entrypoint) {
		return builder().entrypoint(entrypoint)
			.timeout(Duration.ofSeconds(5))
			.memory("512MB")
			.backoff(new Backoff(null, null, Duration.ZERO))
			.workers(new Workers(null, 2, null))
			.build();
	}

	/**
	 * Returns the sources.
	 * @return each by its name: those of {@code sources}, or the only one, which the flat
	 * keys are about; none if neither has an entrypoint
	 * @throws IllegalArgumentException if a key cannot be used, with its name
	 */
	Map<String, JavaScriptSource> toSources() {
		Map<String, JavaScriptSource> result = new TreeMap<>();
		if (this.sources == null || this.sources.isEmpty()) {
			if (this.entrypoint != null && !this.entrypoint.isBlank()) {
				result.put(ONLY, JavaScriptSource.of(ONLY, KEYS, this, runtimes()));
			}
			return result;
		}
		requireNoFlatKeys();
		this.sources.forEach((name, source) -> {
			String prefix = KEYS + "sources." + name + ".";
			requireNamespace(name);
			source.requireIsSource(prefix);
			result.put(name, JavaScriptSource.of(name, prefix, source, runtimes()));
		});
		return result;
	}

	/* Those that are about one source would silently be about none. */
	private void requireNoFlatKeys() {
		Map<String, @Nullable Object> flat = new LinkedHashMap<>();
		flat.put("entrypoint", this.entrypoint);
		flat.put("project-root", this.projectRoot);
		flat.put("runtime", this.runtime);
		flat.put("timeout", this.timeout);
		flat.put("memory", this.memory);
		flat.put("output", this.output);
		flat.put("stderr", this.stderr);
		flat.put("input", this.input);
		flat.put("concurrency", this.concurrency);
		flat.put("permissions", this.permissions);
		flat.put("backoff", this.backoff);
		flat.put("workers", this.workers);
		flat.put("bun-options", this.bunOptions);
		flat.put("node-options", this.nodeOptions);
		flat.put("deno-options", this.denoOptions);
		flat.put("tools", this.tools);
		flat.forEach((key, value) -> {
			boolean set = value != null && !(value instanceof Map<?, ?> map && map.isEmpty())
					&& !(value instanceof String text && text.isBlank());
			if (set) {
				throw new IllegalArgumentException(KEYS + key + " and " + KEYS + "sources are both set; " + key
						+ " is about one source: move it below " + KEYS + "sources.<name>");
			}
		});
	}

	private static void requireNamespace(String name) {
		try {
			ToolId.of(name, "tool");
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					KEYS + "sources." + name + ": a source's name is the namespace of its tools. " + ex.getMessage(),
					ex);
		}
	}

	private void requireIsSource(String prefix) {
		if (this.sources != null && !this.sources.isEmpty()) {
			throw new IllegalArgumentException(prefix + "sources is set; a source has no sources");
		}
		if (this.commands != null && !this.commands.isEmpty()) {
			throw new IllegalArgumentException(
					prefix + "commands is set; they are for all sources: move them to " + KEYS + "commands");
		}
		if (this.reload != null) {
			throw new IllegalArgumentException(
					prefix + "reload is set; it is for all sources: move it to " + KEYS + "reload");
		}
		if (this.entrypoint == null || this.entrypoint.isBlank()) {
			throw new IllegalArgumentException(prefix + "entrypoint is not set; write the file of its tools");
		}
	}

	private Map<JavaScriptRuntime, Path> runtimes() {
		Map<JavaScriptRuntime, Path> paths = new EnumMap<>(JavaScriptRuntime.class);
		if (this.commands != null) {
			this.commands.forEach((name, command) -> paths.put(JavaScriptRuntime.of(name), absolute(name, command)));
		}
		return paths;
	}

	private static Path absolute(String name, String command) {
		try {
			Path path = Path.of(command);
			if (path.isAbsolute()) {
				return path;
			}
		}
		catch (InvalidPathException ex) {
			// As one that is not absolute
		}
		throw new IllegalArgumentException("javascript.commands." + name + " is not an absolute path");
	}

	static long bytes(String key, @Nullable String value, String otherwise) {
		try {
			return Quantity.bytes((value != null) ? value : otherwise);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(key + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * What the tools of a source may use; {@code *} is everything of a kind.
	 *
	 * @param read files and folders that may be read
	 * @param write files and folders that may be written to
	 * @param net hosts that may be connected to
	 * @param env variables of the application's environment that tools get
	 * @param run programs that may be started
	 * @param flags the same as flags of Deno's
	 * @param unenforced {@code refuse}, or {@code allow} to run tools where this machine
	 * cannot enforce what they are denied
	 */
	public record PermissionKeys(@Nullable List<String> read, @Nullable List<String> write, @Nullable List<String> net,
			@Nullable List<String> env, @Nullable List<String> run, @Nullable List<String> flags,
			@Nullable String unenforced) {

		Permissions permissions(String prefix) {
			return new Permissions(Permission.of(prefix + "read", this.read),
					Permission.of(prefix + "write", this.write), Permission.of(prefix + "net", this.net),
					Permission.of(prefix + "env", this.env), Permission.of(prefix + "run", this.run))
				.and(Permissions.ofFlags(prefix + "flags", this.flags));
		}

		boolean allowsUnenforced(String prefix) {
			String value = (this.unenforced != null) ? this.unenforced.strip() : "refuse";
			if (!value.equals("refuse") && !value.equals("allow")) {
				throw new IllegalArgumentException(
						prefix + "unenforced is '" + value + "'; write refuse (the default) or allow");
			}
			return value.equals("allow");
		}

	}

	/**
	 * How starting a worker is tried again when it failed.
	 *
	 * @param initial the first wait
	 * @param max the longest
	 * @param maxElapsed how long it is tried; 0 for once
	 */
	public record Backoff(@Nullable Duration initial, @Nullable Duration max, @Nullable Duration maxElapsed) {

	}

	/**
	 * How many workers there are.
	 *
	 * @param min how many are kept ready once tools are used
	 * @param max most at once
	 * @param maxCalls how many calls one serves
	 */
	public record Workers(@Nullable Integer min, @Nullable Integer max, @Nullable Integer maxCalls) {

	}

	/**
	 * What is set for one tool.
	 *
	 * @param runtime the runtime, if it is not the source's
	 * @param timeout how long a call may take, longer or shorter than the source's
	 * @param env variables that the tool gets
	 * @param configuration what the tool gets as its configuration
	 */
	public record ToolKeys(@Nullable String runtime, @Nullable Duration timeout, @Nullable Map<String, String> env,
			@Nullable Map<String, Object> configuration) {

		/* The values may be secrets. */
		@Override
		public String toString() {
			return "ToolKeys[runtime=" + this.runtime + ", timeout=" + this.timeout + ", env="
					+ ((this.env != null) ? this.env.keySet() : null) + "]";
		}

	}

}
