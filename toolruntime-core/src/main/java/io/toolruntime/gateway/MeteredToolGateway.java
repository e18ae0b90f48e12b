package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Source;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolPage;

/**
 * The gateway as one execution sees it: its tools, its budget, its records. Every backend
 * serves its guests from one of these, so that what was called and what was refused is
 * counted by the host, in one place. Safe for use by several threads.
 */
public final class MeteredToolGateway implements ToolGateway, AutoCloseable {

	/** Name of the observation of a tool call. */
	public static final String OBSERVATION = "toolruntime.tool.call";

	/** An execution ends after this many refused calls, even if its code catches them. */
	public static final int REFUSALS_THAT_END = 10;

	private final ToolGateway delegate;

	private final ToolCallContext context;

	private final int maxToolCalls;

	private final int maxChainSteps;

	private final ExecutionListener listener;

	private final ObservationRegistry observations;

	private final Object lock = new Object();

	private final Map<Integer, ToolCallRecord> finished = new LinkedHashMap<>();

	private final Map<Integer, Running> running = new LinkedHashMap<>();

	private int sequence;

	private int budgetUsed;

	private int refusals;

	private int longestChain;

	private @Nullable ExecutionOutcome limitReached;

	private boolean closed;

	/**
	 * Creates the gateway of an execution.
	 * @param delegate the application's gateway, narrowed to the tools of the profile
	 * @param context who asks, for which execution, until when
	 * @param limits how many calls and chain steps
	 * @param listener hears of each call
	 * @param observations where calls are observed
	 */
	public MeteredToolGateway(ToolGateway delegate, ToolCallContext context, Limits limits, ExecutionListener listener,
			ObservationRegistry observations) {
		this.delegate = delegate.bind(context);
		this.context = context;
		this.maxToolCalls = limits.toolCallsOrMax();
		this.maxChainSteps = limits.chainStepsOrMax();
		this.listener = listener;
		this.observations = observations;
	}

	/**
	 * Returns what the tools are told of the calls.
	 * @return who asks, for which execution, until when
	 */
	public ToolCallContext context() {
		return this.context;
	}

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		requireOpen(null);
		return this.delegate.searchTools(query, limit, cursor);
	}

	@Override
	public List<String> listNamespaces() {
		requireOpen(null);
		return this.delegate.listNamespaces();
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		requireOpen(id);
		return this.delegate.describeTool(id, detail);
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		requireOpen(id);
		return this.delegate.listToolExamples(id, max);
	}

	@Override
	public @Nullable Object runTool(String id, Map<String, Object> args) {
		reserve(id, 1);
		return run(id, args);
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		if (steps.isEmpty()) {
			requireOpen(null);
			return ChainResult.EMPTY;
		}
		reserveChain(steps);
		List<ChainResult.Step> done = new ArrayList<>();
		Object previous = null;
		int ran = 0;
		try {
			for (ChainStep step : steps) {
				Map<String, Object> args = step.args();
				if (step.usePrevious()) {
					args = new LinkedHashMap<>(args);
					putNullable(args, "previous", previous);
				}
				ran++;
				try {
					previous = run(step.toolId(), args);
					done.add(new ChainResult.Step(step.toolId(), previous, null));
				}
				catch (ToolException ex) {
					done.add(new ChainResult.Step(step.toolId(), null,
							new ChainResult.Failure(ex.getCode(), ex.getMessage())));
					break;
				}
			}
		}
		finally {
			giveBack(steps.size() - ran);
		}
		return new ChainResult(previous, List.copyOf(done));
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static void putNullable(Map<String, Object> map, String key, @Nullable Object value) {
		map.put(key, value);
	}

	private @Nullable Object run(String id, Map<String, Object> args) {
		Running call = begin(id, args);
		Observation observation = Observation.createNotStarted(OBSERVATION, this.observations)
			.lowCardinalityKeyValue("profile", (this.context.profile() != null) ? this.context.profile() : "none")
			.lowCardinalityKeyValue("tool", id)
			.lowCardinalityKeyValue("outcome", ToolErrorCode.INTERNAL.value());
		Supplier<@Nullable Object> tool = () -> this.delegate.runTool(id, args);
		observation.start();
		try (Observation.Scope scope = observation.openScope()) {
			Object result = tool.get();
			observation.lowCardinalityKeyValue("outcome", ToolCallRecord.OK);
			finish(call, ToolCallRecord.OK, null);
			return result;
		}
		catch (ToolException ex) {
			observation.lowCardinalityKeyValue("outcome", ex.getCode().value());
			observation.error(ex);
			finish(call, ex.getCode().value(), new ToolCallRecord.Error(ex.getCode(), ex.getMessage()));
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			observation.error(ex);
			finish(call, ToolErrorCode.INTERNAL.value(),
					new ToolCallRecord.Error(ToolErrorCode.INTERNAL, "The tool call failed"));
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	private void requireOpen(@Nullable String toolId) {
		synchronized (this.lock) {
			requireOpenLocked(toolId);
		}
	}

	private void requireOpenLocked(@Nullable String toolId) {
		if (this.closed) {
			throw new ToolException(toolId, ToolErrorCode.CANCELLED, "The execution has ended");
		}
	}

	private void reserve(@Nullable String toolId, int calls) {
		synchronized (this.lock) {
			requireOpenLocked(toolId);
			if (this.maxToolCalls - this.budgetUsed < calls) {
				throw refused(toolId, ToolErrorCode.TOOL_CALL_LIMIT, ExecutionOutcome.TOOL_CALL_LIMIT,
						"The execution may call tools " + this.maxToolCalls + " times, and "
								+ ((calls == 1) ? "this is one more" : calls + " more are too many"));
			}
			this.budgetUsed += calls;
		}
	}

	private void reserveChain(List<ChainStep> steps) {
		synchronized (this.lock) {
			requireOpenLocked(null);
			if (steps.size() > this.maxChainSteps) {
				throw refused(null, ToolErrorCode.CHAIN_STEP_LIMIT, ExecutionOutcome.CHAIN_STEP_LIMIT, "The chain has "
						+ steps.size() + " steps; an execution may chain at most " + this.maxChainSteps);
			}
			reserve(steps.get(0).toolId(), steps.size());
			this.longestChain = Math.max(this.longestChain, steps.size());
		}
	}

	private ToolException refused(@Nullable String toolId, ToolErrorCode code, ExecutionOutcome outcome,
			String message) {
		this.refusals++;
		this.limitReached = outcome;
		return new ToolException(toolId, code, message);
	}

	private void giveBack(int calls) {
		synchronized (this.lock) {
			this.budgetUsed -= calls;
		}
	}

	private Running begin(String id, Map<String, Object> args) {
		synchronized (this.lock) {
			requireOpenLocked(id);
			Running call = new Running(++this.sequence, id, RecordedArguments.of(args), System.nanoTime());
			this.running.put(call.sequence(), call);
			return call;
		}
	}

	private void finish(Running call, String outcome, ToolCallRecord.@Nullable Error error) {
		ToolCallRecord record = call.finished(outcome, error);
		synchronized (this.lock) {
			if (this.running.remove(call.sequence()) == null) {
				// Recorded when the execution ended; what came later is not part of it
				return;
			}
			this.finished.put(call.sequence(), record);
			this.listener.onToolCall(record);
		}
	}

	/**
	 * Returns the limit that refused a call last.
	 * @return {@link ExecutionOutcome#TOOL_CALL_LIMIT},
	 * {@link ExecutionOutcome#CHAIN_STEP_LIMIT}, or {@code null} if none was refused
	 */
	public @Nullable ExecutionOutcome limitReached() {
		synchronized (this.lock) {
			return this.limitReached;
		}
	}

	/**
	 * Tells whether so many calls were refused that the execution must end.
	 * @return whether ten were
	 */
	public boolean isExhausted() {
		synchronized (this.lock) {
			return this.refusals >= REFUSALS_THAT_END;
		}
	}

	/**
	 * Returns the runs of tools. A run that had not ended when the execution did is
	 * recorded as cancelled then.
	 * @return the records, by sequence
	 */
	public List<ToolCallRecord> records() {
		synchronized (this.lock) {
			return this.finished.values().stream().sorted(Comparator.comparingInt(ToolCallRecord::sequence)).toList();
		}
	}

	/**
	 * Returns what the tools drew on.
	 * @return the sources
	 */
	public List<Source> sources() {
		return Collections.emptyList();
	}

	/**
	 * Returns how many calls were accepted.
	 * @return the count
	 */
	public int callsAccepted() {
		synchronized (this.lock) {
			return this.sequence;
		}
	}

	/**
	 * Returns the longest chain that was accepted.
	 * @return its steps
	 */
	public int longestChain() {
		synchronized (this.lock) {
			return this.longestChain;
		}
	}

	/**
	 * Ends: refuses later calls, tells the tools that still run that nobody waits, and
	 * records their calls as cancelled.
	 */
	@Override
	public void close() {
		synchronized (this.lock) {
			if (this.closed) {
				return;
			}
			this.closed = true;
			for (Running call : this.running.values()) {
				ToolCallRecord record = call.finished(ToolErrorCode.CANCELLED.value(), new ToolCallRecord.Error(
						ToolErrorCode.CANCELLED, "The execution ended before the tool answered"));
				this.finished.put(call.sequence(), record);
				this.listener.onToolCall(record);
			}
			this.running.clear();
		}
		this.context.cancellation().cancel();
	}

	private record Running(int sequence, String toolId, Map<String, Object> arguments, long startedAt) {

		ToolCallRecord finished(String outcome, ToolCallRecord.@Nullable Error error) {
			double durationMs = (System.nanoTime() - this.startedAt) / 1e6;
			return new ToolCallRecord(this.sequence, this.toolId, this.arguments, outcome, durationMs, error);
		}

	}

}
