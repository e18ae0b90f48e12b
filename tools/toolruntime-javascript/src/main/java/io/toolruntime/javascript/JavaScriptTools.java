package io.toolruntime.javascript;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.javascript.SourceRunner.Returned;
import io.toolruntime.tool.ToolSource;
import io.toolruntime.tool.ToolSourceProvider;

/**
 * Tools that are written in TypeScript or JavaScript, and run in processes of their own.
 * Called from several threads at once.
 */
public final class JavaScriptTools implements ToolSourceProvider, AutoCloseable {

	private static final int LONGEST_ID = 256;

	private final Map<String, SourceRunner> sources;

	private final RuntimeFinder finder;

	private final JavaScriptToolsObserver observer;

	private final Runnable onClose;

	private final JsonMapper json = JsonMapper.shared();

	/**
	 * Creates them; {@link JavaScriptToolsFactory} does.
	 * @param sources the sources by name
	 * @param finder finds runtimes
	 * @param observer hears what comes of calls
	 * @param onClose what to do when they are closed
	 */
	JavaScriptTools(Map<String, SourceRunner> sources, RuntimeFinder finder, JavaScriptToolsObserver observer,
			Runnable onClose) {
		this.sources = new LinkedHashMap<>(sources);
		this.finder = finder;
		this.observer = observer;
		this.onClose = onClose;
	}

	/**
	 * Calls a tool.
	 * @param toolId the tool: the name of a function, after the source's name and a colon
	 * where there are several sources
	 * @param executionId what the call is for, in errors
	 * @param input the function's first argument: anything that Jackson can write
	 * @param environment variables that the tool gets during the call
	 * @return what it returned: maps, lists, strings, numbers, booleans or {@code null}
	 * @throws JavaScriptToolException if the tool failed, or cannot be called so
	 * @throws JavaScriptProcessException if its process did
	 */
	public @Nullable Object execute(String toolId, String executionId, @Nullable Object input,
			Map<String, String> environment) {
		return execute(JavaScriptCall.of(toolId, executionId, input, environment));
	}

	/**
	 * Calls a tool with a configuration.
	 * @param toolId the tool
	 * @param executionId what the call is for, in errors
	 * @param input the function's first argument
	 * @param environment variables that the tool gets during the call
	 * @param configuration what the tool gets as its configuration
	 * @return what it returned
	 * @throws JavaScriptException if it failed
	 */
	public @Nullable Object execute(String toolId, String executionId, @Nullable Object input,
			Map<String, String> environment, @Nullable Map<String, Object> configuration) {
		return execute(JavaScriptCall.of(toolId, executionId, input, environment).withConfiguration(configuration));
	}

	/**
	 * Calls a tool with a configuration and a timeout.
	 * @param toolId the tool
	 * @param executionId what the call is for, in errors
	 * @param input the function's first argument
	 * @param environment variables that the tool gets during the call
	 * @param configuration what the tool gets as its configuration
	 * @param timeout how long it may take, longer or shorter than what is set
	 * @return what it returned
	 * @throws JavaScriptException if it failed
	 */
	public @Nullable Object execute(String toolId, String executionId, @Nullable Object input,
			Map<String, String> environment, @Nullable Map<String, Object> configuration, Duration timeout) {
		return execute(JavaScriptCall.of(toolId, executionId, input, environment)
			.withConfiguration(configuration)
			.withTimeout(timeout));
	}

	/**
	 * Calls a tool.
	 * @param call the call
	 * @return what it returned
	 * @throws JavaScriptException if it failed
	 */
	public @Nullable Object execute(JavaScriptCall call) {
		return tryExecute(call).orThrow();
	}

	/**
	 * Calls a tool, and returns how it failed instead of throwing it. Input and result
	 * are checked against the tool's schemas.
	 * @param call the call
	 * @return what came of it
	 */
	public JavaScriptResult tryExecute(JavaScriptCall call) {
		return tryExecute(call, false);
	}

	/**
	 * Calls a tool.
	 * @param call the call
	 * @param checked whether somebody else checks input and result against the schemas
	 * @return what came of it
	 */
	JavaScriptResult tryExecute(JavaScriptCall call, boolean checked) {
		JavaScriptResult result = run(call, checked);
		this.observer.called(call, result);
		return result;
	}

	private JavaScriptResult run(JavaScriptCall call, boolean checked) {
		long began = System.nanoTime();
		JavaScriptRuntime runtime = this.sources.values()
			.stream()
			.findFirst()
			.map((source) -> source.source().runtime())
			.orElse(JavaScriptRuntime.BUN);
		try {
			check(call);
			String name = call.toolId();
			int colon = name.indexOf(':');
			SourceRunner source = source(call, (colon < 0) ? null : name.substring(0, colon));
			String function = name.substring(colon + 1);
			runtime = source.source().runtime(function);
			checkInput(call, source.source().maxInput());
			Returned returned = source.call(call, function, checked);
			return new JavaScriptResult(returned.value(), null, Duration.ofNanos(System.nanoTime() - began), runtime,
					returned.bytes());
		}
		catch (JavaScriptException ex) {
			return new JavaScriptResult(null, ex, Duration.ofNanos(System.nanoTime() - began), runtime, 0);
		}
	}

	private static void check(JavaScriptCall call) {
		try {
			ToolNames.check(call.toolId().substring(call.toolId().indexOf(':') + 1));
			if (call.executionId().isBlank() || call.executionId().length() > LONGEST_ID) {
				throw new IllegalArgumentException(
						"its execution has no id, or one of more than " + LONGEST_ID + " characters");
			}
			EnvironmentRules.check(call.environment());
		}
		catch (IllegalArgumentException ex) {
			throw new JavaScriptToolException(String.valueOf(ex.getMessage()), call, "check the call",
					JavaScriptFailure.INVALID, null);
		}
	}

	private void checkInput(JavaScriptCall call, long most) {
		long bytes;
		try {
			bytes = this.json.writeValueAsBytes(call.input()).length;
		}
		catch (JacksonException ex) {
			throw new JavaScriptToolException("its input cannot be written as JSON", call, "check the call",
					JavaScriptFailure.INVALID, null);
		}
		if (bytes > most) {
			throw new JavaScriptToolException(
					"its input has " + bytes + " bytes, and " + most + " is the most (javascript.input)", call,
					"check the call", JavaScriptFailure.INVALID, null);
		}
	}

	private SourceRunner source(JavaScriptCall call, @Nullable String name) {
		SourceRunner source = (name != null) ? this.sources.get(name)
				: (this.sources.size() == 1) ? this.sources.values().iterator().next() : null;
		if (source == null) {
			throw new JavaScriptToolException(
					((name != null) ? "there is no source '" + name + "'"
							: "it has to begin with its source's name and a colon") + "; there are "
							+ (this.sources.isEmpty() ? "none" : String.join(", ", this.sources.keySet())),
					call, "find it", JavaScriptFailure.NOT_FOUND, null);
		}
		return source;
	}

	/**
	 * Returns how long a call may take of which nothing else is said.
	 * @return the longest timeout that is set for a source
	 */
	public Duration globalTimeout() {
		return this.sources.values()
			.stream()
			.map((source) -> source.source().timeout())
			.max(Duration::compareTo)
			.orElse(Duration.ofSeconds(60));
	}

	/**
	 * Tells which runtimes this machine has.
	 * @return each, in the order of {@link JavaScriptRuntime}
	 */
	public List<RuntimeStatus> runtimes() {
		List<RuntimeStatus> statuses = new ArrayList<>();
		for (JavaScriptRuntime runtime : JavaScriptRuntime.values()) {
			statuses.add(this.finder.find(runtime));
		}
		return statuses;
	}

	/**
	 * Tells how the files of tools are. Starts none of them.
	 * @return each, by name
	 */
	public List<SourceStatus> sources() {
		return this.sources.values().stream().map(SourceRunner::status).toList();
	}

	/**
	 * Tells whether there is a tool. Does not load files of tools to find out.
	 * @param toolId the tool, as a call names it
	 * @return whether it was there when the tools were last listed
	 */
	public boolean hasTool(String toolId) {
		int colon = toolId.indexOf(':');
		return this.sources.values()
			.stream()
			.filter((source) -> colon < 0 || source.source().name().equals(toolId.substring(0, colon)))
			.anyMatch((source) -> source.lists(toolId.substring(colon + 1)));
	}

	/**
	 * Counts the workers.
	 * @return how many there are, those that are being started included
	 */
	public int workers() {
		return this.sources.values().stream().mapToInt(SourceRunner::workers).sum();
	}

	/**
	 * Returns the tools of each source for a catalog.
	 * @return the sources, which list their tools when they are asked
	 */
	@Override
	public List<ToolSource> toolSources() {
		return this.sources.values()
			.stream()
			.<ToolSource>map((source) -> new JavaScriptToolSource(source, this, this.sources.size() > 1))
			.toList();
	}

	@Override
	public void close() {
		this.sources.values().forEach(SourceRunner::close);
		this.onClose.run();
	}

}
