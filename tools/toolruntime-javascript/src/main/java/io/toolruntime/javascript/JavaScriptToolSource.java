package io.toolruntime.javascript;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolRun;
import io.toolruntime.tool.ToolSource;

/** The tools of a file, for a catalog. */
final class JavaScriptToolSource implements ToolSource {

	private static final Logger logger = LoggerFactory.getLogger(JavaScriptToolSource.class);

	private final SourceRunner source;

	private final JavaScriptTools calls;

	private final boolean qualified;

	/**
	 * Creates it.
	 * @param source the source
	 * @param calls calls its tools
	 * @param qualified whether calls name the source
	 */
	JavaScriptToolSource(SourceRunner source, JavaScriptTools calls, boolean qualified) {
		this.source = source;
		this.calls = calls;
		this.qualified = qualified;
	}

	@Override
	public String name() {
		return this.source.source().name();
	}

	@Override
	public String namespace() {
		return name();
	}

	@Override
	public void onChange(Runnable listener) {
		this.source.onChange(listener);
	}

	/* A remedy may be read by anybody; what a file that cannot be loaded said may not. */
	@Override
	public List<Tool> tools() {
		List<ToolExport> exports;
		try {
			exports = this.source.tools().tools();
		}
		catch (WorkerStartException ex) {
			logger.warn("Tools of '{}' cannot be listed: {}", name(), ex.getMessage());
			throw new ToolException(null, ToolErrorCode.UNAVAILABLE, ex.isUnavailable()
					? String.valueOf(ex.getMessage()) : "its tools cannot be loaded; the application's log says why",
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ToolException(null, ToolErrorCode.UNAVAILABLE, "Interrupted", ex);
		}
		warnOfUnknown(exports);
		List<Tool> tools = new ArrayList<>();
		for (ToolExport export : exports) {
			try {
				ToolDescriptor descriptor = descriptor(export);
				tools.add(Tool.of(descriptor, (arguments, context) -> call(export, descriptor, arguments, context)));
			}
			catch (IllegalArgumentException ex) {
				logger.warn("Function {} of {} is no tool: {}", export.name(), this.source.source().entrypoint(),
						ex.getMessage());
			}
		}
		return tools;
	}

	/* What is set for a tool that is not there does silently nothing. */
	private void warnOfUnknown(List<ToolExport> exports) {
		Set<String> names = new TreeSet<>(exports.stream().map(ToolExport::name).toList());
		Set<String> unknown = new TreeSet<>(this.source.source().tools().keySet());
		unknown.removeAll(names);
		if (!unknown.isEmpty()) {
			logger.warn("{}tools has {}, and {} exports no such tools; there are {}", this.source.source().keys(),
					unknown, this.source.source().entrypoint(), names);
		}
	}

	/* A slash has no place in a tool's id. */
	private ToolDescriptor descriptor(ToolExport export) {
		Map<String, Object> input = (export.inputSchema() != null) ? export.inputSchema() : ToolDescriptor.ANY_OBJECT;
		return new ToolDescriptor(ToolId.parse(name() + ":" + export.name().replace('/', '.')), export.title(),
				export.description(), input, export.outputSchema(), annotations(export.annotations()),
				new HashSet<>(export.tags()), name(), null, List.of());
	}

	private static ToolAnnotations annotations(Map<String, Object> hints) {
		return new ToolAnnotations(hint(hints, "readOnlyHint"), hint(hints, "destructiveHint"),
				hint(hints, "idempotentHint"), hint(hints, "openWorldHint"));
	}

	private static @Nullable Boolean hint(Map<String, Object> hints, String name) {
		return (hints.get(name) instanceof Boolean hint) ? hint : null;
	}

	private @Nullable Object call(ToolExport export, ToolDescriptor descriptor, Map<String, Object> arguments,
			ToolCallContext context) {
		String id = this.qualified ? name() + ":" + export.name() : export.name();
		String execution = Objects.requireNonNullElseGet(context.executionId(), () -> UUID.randomUUID().toString());
		JavaScriptCall call = JavaScriptCall.of(id, execution, new LinkedHashMap<>(arguments), Map.of())
			.waitedFor(context.caller().tenant(), context.deadline(), context.cancellation())
			.heardBy(new CallListener(context.output()));
		JavaScriptResult result = this.calls.tryExecute(call, true);
		context.output().ran(run(result.failure()));
		if (result.failure() != null) {
			throw failure(descriptor, result.failure());
		}
		return result.value();
	}

	private static ToolRun run(@Nullable JavaScriptException failure) {
		if (!(failure instanceof JavaScriptProcessException process)) {
			return ToolRun.in(IsolationMode.LOCAL);
		}
		return new ToolRun(IsolationMode.LOCAL, WorkerEnd.exit(process.getExitCode()),
				WorkerEnd.signal(process.getExitCode()), process.getStderr());
	}

	/* Of what the tool itself says the model hears; of the machine it does not. */
	private static ToolException failure(ToolDescriptor descriptor, JavaScriptException failure) {
		if (failure.getKind() == JavaScriptFailure.UNAVAILABLE) {
			return new ToolException(descriptor.id().toString(), ToolErrorCode.UNAVAILABLE, failure.getReason(),
					failure);
		}
		String message = (failure instanceof JavaScriptToolException thrown && thrown.getError() != null)
				? thrown.getError().name() + ": " + thrown.getError().message() : switch (failure.getKind()) {
					case TIMEOUT -> "The tool did not end in time";
					case CANCELLED -> "The call was cancelled";
					case MEMORY -> "The tool used too much memory";
					case OUTPUT_TOO_LARGE -> "The tool's result is too large";
					case NO_RESULT -> "The tool ended without a result";
					case CRASHED -> "The tool crashed";
					case START -> "The tool could not be started";
					default -> "The tool failed";
				};
		return new ToolException(descriptor.id().toString(), failure.getKind().code(), message, failure);
	}

}
