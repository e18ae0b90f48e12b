package io.toolruntime.javascript;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.javascript.JavaScriptToolsProperties.Backoff;
import io.toolruntime.javascript.JavaScriptToolsProperties.PermissionKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.ToolKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;

/**
 * A file of tools and how they are run.
 *
 * @param name its name, which is the namespace of its tools
 * @param keys what its keys begin with, such as {@code javascript.}
 * @param entrypoint the file of tools, as it is configured
 * @param root the folder that paths are relative to
 * @param rootIsSet whether somebody has set it
 * @param runtime what runs them
 * @param commands where runtimes are, of those of which it is configured
 * @param timeout how long a call may take
 * @param memory bytes that a worker may use; 0 is unlimited
 * @param maxOutput largest result in bytes
 * @param maxStderr bytes of standard error that are kept
 * @param maxInput largest input in bytes
 * @param concurrency most calls at once
 * @param permissions what the tools may use
 * @param allowsUnenforced whether they run where what they are denied is not enforced
 * @param backoff how starting a worker is tried again
 * @param workers how many workers there are
 * @param options more arguments of each runtime
 * @param tools what is set for single tools
 */
record JavaScriptSource(String name, String keys, String entrypoint, Path root, boolean rootIsSet,
		JavaScriptRuntime runtime, Map<JavaScriptRuntime, Path> commands, Duration timeout, long memory, long maxOutput,
		long maxStderr, long maxInput, int concurrency, Permissions permissions, boolean allowsUnenforced,
		Retries backoff, WorkerCounts workers, Map<JavaScriptRuntime, List<String>> options,
		Map<String, ToolSettings> tools) {

	static final String CLASS_PATH = "classpath:";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int CONCURRENCY = 16;

	private static final int MOST_WORKERS = 4;

	private static final int MOST_CALLS = 1000;

	/** Some three times what the compiler takes for a usual file. */
	private static final long DESCRIBING_MEMORY = 512L << 20;

	static JavaScriptSource of(String name, String prefix, JavaScriptToolsProperties keys,
			Map<JavaScriptRuntime, Path> commands) {
		PermissionKeys permissions = (keys.permissions() != null) ? keys.permissions()
				: new PermissionKeys(null, null, null, null, null, null, null);
		Map<String, ToolSettings> tools = new LinkedHashMap<>();
		if (keys.tools() != null) {
			keys.tools()
				.forEach((tool, settings) -> tools.put(function(name, tool),
						ToolSettings.of(prefix + "tools." + tool, settings)));
		}
		String entrypoint = String.valueOf(keys.entrypoint()).strip();
		boolean isSet = keys.projectRoot() != null && !keys.projectRoot().isBlank();
		return new JavaScriptSource(name, prefix, entrypoint,
				root(prefix, isSet ? keys.projectRoot() : null, isInClasses(entrypoint)), isSet,
				runtime(prefix + "runtime", keys.runtime(), JavaScriptRuntime.BUN), commands,
				positive(prefix + "timeout", keys.timeout(), TIMEOUT),
				JavaScriptToolsProperties.bytes(prefix + "memory", keys.memory(), "2GB"),
				size(prefix + "output", keys.output(), "10MB"), size(prefix + "stderr", keys.stderr(), "1MB"),
				size(prefix + "input", keys.input(), "10MB"),
				positive(prefix + "concurrency", keys.concurrency(), CONCURRENCY),
				permissions.permissions(prefix + "permissions."), permissions.allowsUnenforced(prefix + "permissions."),
				Retries.of(prefix, keys.backoff()), WorkerCounts.of(prefix, keys.workers()),
				Map.of(JavaScriptRuntime.BUN, options(keys.bunOptions()), JavaScriptRuntime.NODE,
						options(keys.nodeOptions()), JavaScriptRuntime.DENO, options(keys.denoOptions())),
				tools);
	}

	/* A tool may be named as the catalog does, by its namespace too. */
	private static String function(String source, String tool) {
		return tool.startsWith(source + ":") ? tool.substring(source.length() + 1) : tool;
	}

	private static List<String> options(@Nullable List<String> options) {
		return (options != null) ? List.copyOf(options) : List.of();
	}

	static JavaScriptRuntime runtime(String key, @Nullable String value, JavaScriptRuntime otherwise) {
		try {
			return (value != null) ? JavaScriptRuntime.of(value) : otherwise;
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(key + ": " + ex.getMessage(), ex);
		}
	}

	/** Whether a file of tools is among the application's classes. */
	static boolean isInClasses(String entrypoint) {
		return entrypoint.startsWith(CLASS_PATH);
	}

	/**
	 * Returns this with a folder of its own, if its file is among the application's
	 * classes and no folder is set: it is not part of any project, and needs to read
	 * nothing else.
	 * @param folder the folder
	 * @return this, or as this in that folder
	 */
	JavaScriptSource rootedIn(Path folder) {
		if (this.rootIsSet || !isInClasses(this.entrypoint)) {
			return this;
		}
		return new JavaScriptSource(this.name, this.keys, this.entrypoint, folder, false, this.runtime, this.commands,
				this.timeout, this.memory, this.maxOutput, this.maxStderr, this.maxInput, this.concurrency,
				this.permissions, this.allowsUnenforced, this.backoff, this.workers, this.options, this.tools);
	}

	private static Path root(String prefix, @Nullable String value, boolean unused) {
		try {
			Path root = Path.of((value != null) ? value : "").toAbsolutePath().normalize();
			if (root.getParent() == null && !(value == null && unused)) {
				throw new IllegalArgumentException(prefix + "project-root is " + root
						+ ", all of which the tools could read; write the folder that they are in");
			}
			return root;
		}
		catch (InvalidPathException ex) {
			throw new IllegalArgumentException(prefix + "project-root is no path", ex);
		}
	}

	static Duration positive(String key, @Nullable Duration value, Duration otherwise) {
		if (value != null && (value.isNegative() || value.isZero())) {
			throw new IllegalArgumentException(key + " must be more than 0");
		}
		return (value != null) ? value : otherwise;
	}

	private static int positive(String key, @Nullable Integer value, int otherwise) {
		if (value != null && value < 1) {
			throw new IllegalArgumentException(key + " must be at least 1");
		}
		return (value != null) ? value : otherwise;
	}

	private static long size(String key, @Nullable String value, String otherwise) {
		long bytes = JavaScriptToolsProperties.bytes(key, value, otherwise);
		if (bytes < 1 || bytes > Integer.MAX_VALUE / 2) {
			throw new IllegalArgumentException(key + " must be at least 1 byte and at most 1GB");
		}
		return bytes;
	}

	/**
	 * Returns what describes its tools: the same, with the memory that takes, and without
	 * arguments that could have something of the project run.
	 * @return the source
	 */
	JavaScriptSource describing() {
		// It has nothing to say to anybody; where nothing is denied nothing has to be
		// held
		Permissions reading = this.permissions.isEverything() ? this.permissions : new Permissions(
				this.permissions.read(), Permission.NONE, Permission.NONE, Permission.NONE, Permission.NONE);
		return new JavaScriptSource(this.name, this.keys, this.entrypoint, this.root, this.rootIsSet, this.runtime,
				this.commands, this.timeout, DESCRIBING_MEMORY, this.maxOutput, this.maxStderr, this.maxInput,
				this.concurrency, reading, this.allowsUnenforced, this.backoff, this.workers, Map.of(), this.tools);
	}

	/** What is set for a tool, or nothing. */
	ToolSettings settings(String tool) {
		return this.tools.getOrDefault(tool, ToolSettings.NONE);
	}

	/** What runs a tool. */
	JavaScriptRuntime runtime(String tool) {
		JavaScriptRuntime own = settings(tool).runtime();
		return (own != null) ? own : this.runtime;
	}

	/**
	 * How starting a worker is tried again.
	 *
	 * @param initial the first wait
	 * @param max the longest
	 * @param maxElapsed how long it is tried
	 */
	record Retries(Duration initial, Duration max, Duration maxElapsed) {

		private static final Duration INITIAL = Duration.ofMillis(100);

		private static final Duration MAX = Duration.ofSeconds(5);

		private static final Duration MAX_ELAPSED = Duration.ofSeconds(30);

		static Retries of(String prefix, @Nullable Backoff keys) {
			Duration elapsed = (keys != null) ? keys.maxElapsed() : null;
			if (elapsed != null && elapsed.isNegative()) {
				throw new IllegalArgumentException(prefix + "backoff.max-elapsed must not be negative");
			}
			return new Retries(positive(prefix + "backoff.initial", (keys != null) ? keys.initial() : null, INITIAL),
					positive(prefix + "backoff.max", (keys != null) ? keys.max() : null, MAX),
					(elapsed != null) ? elapsed : MAX_ELAPSED);
		}

	}

	/**
	 * How many workers there are.
	 *
	 * @param min how many are kept ready
	 * @param max most at once
	 * @param maxCalls how many calls one serves
	 */
	record WorkerCounts(int min, int max, int maxCalls) {

		static WorkerCounts of(String prefix, @Nullable Workers keys) {
			Integer min = (keys != null) ? keys.min() : null;
			int max = positive(prefix + "workers.max", (keys != null) ? keys.max() : null, MOST_WORKERS);
			if (min != null && (min < 0 || min > max)) {
				throw new IllegalArgumentException(
						prefix + "workers.min must be at least 0 and at most workers.max, which is " + max);
			}
			return new WorkerCounts((min != null) ? min : 0, max,
					positive(prefix + "workers.max-calls", (keys != null) ? keys.maxCalls() : null, MOST_CALLS));
		}

	}

	/**
	 * What is set for one tool.
	 *
	 * @param runtime the runtime, or {@code null} for the source's
	 * @param timeout how long a call may take, or {@code null} for the source's
	 * @param environment variables that it gets
	 * @param configuration what it gets as its configuration
	 */
	record ToolSettings(@Nullable JavaScriptRuntime runtime, @Nullable Duration timeout,
			Map<String, String> environment, @Nullable Map<String, Object> configuration) {

		static final ToolSettings NONE = new ToolSettings(null, null, Map.of(), null);

		static ToolSettings of(String key, ToolKeys keys) {
			JavaScriptRuntime runtime = (keys.runtime() != null)
					? JavaScriptSource.runtime(key + ".runtime", keys.runtime(), JavaScriptRuntime.BUN) : null;
			if (keys.timeout() != null) {
				positive(key + ".timeout", keys.timeout(), keys.timeout());
			}
			Map<String, String> environment = (keys.env() != null) ? Map.copyOf(keys.env()) : Map.of();
			try {
				EnvironmentRules.check(environment);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(key + ".env: " + ex.getMessage(), ex);
			}
			return new ToolSettings(runtime, keys.timeout(), environment,
					(keys.configuration() != null) ? withLists(keys.configuration()) : null);
		}

		/* Lists below a key of properties come as objects of 0, 1, 2 and so on. */
		private static Map<String, Object> withLists(Map<String, Object> configuration) {
			Map<String, Object> result = new LinkedHashMap<>();
			configuration.forEach((name, value) -> result.put(name, withLists(value)));
			return result;
		}

		private static Object withLists(Object value) {
			if (!(value instanceof Map<?, ?> map)) {
				return value;
			}
			Map<String, Object> object = new LinkedHashMap<>();
			map.forEach((name, each) -> object.put(String.valueOf(name), withLists(each)));
			List<Object> list = new ArrayList<>();
			while (object.containsKey(Integer.toString(list.size()))) {
				list.add(object.get(Integer.toString(list.size())));
			}
			return (!list.isEmpty() && list.size() == object.size()) ? list : object;
		}

	}

}
