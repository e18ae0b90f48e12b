package io.toolruntime.gateway;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.Source;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.HiddenFailures;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;

/**
 * The gateway as one execution sees it: its tools, its budget, its records. Every backend
 * serves its guests from one of these, so that what was called and what was refused is
 * counted by the host, in one place. Safe for use by several threads.
 */
public final class MeteredToolGateway implements ToolGateway, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(MeteredToolGateway.class);

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

	private final SortedMap<Integer, ToolCallRecord> finished = new TreeMap<>();

	private final SortedMap<Integer, Running> running = new TreeMap<>();

	private final HiddenFailures failures = new HiddenFailures();

	private int sequence;

	private int budgetUsed;

	private int refusals;

	private int longestChain;

	private final Set<ExecutionOutcome> limitsReached = EnumSet.noneOf(ExecutionOutcome.class);

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
	public List<String> toolsCalled(String namespace, String name) {
		requireOpen(null);
		return this.delegate.toolsCalled(namespace, name);
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
		AtomicInteger left = new AtomicInteger(steps.size());
		try {
			return Chain.run(steps, (id, args) -> {
				left.decrementAndGet();
				return run(id, args);
			});
		}
		finally {
			giveBack(left.get());
		}
	}

	/*
	 * Tool and outcome are told at the end, when it is known that there is such a tool:
	 * the code chooses the id, and must not be able to fill a meter registry.
	 */
	private @Nullable Object run(String id, Map<String, Object> args) {
		Running call = begin(id, args);
		Observation observation = Observation.createNotStarted(OBSERVATION, this.observations)
			.lowCardinalityKeyValue("profile", (this.context.profile() != null) ? this.context.profile() : "none");
		observation.start();
		try (Observation.Scope scope = observation.openScope()) {
			Object result = this.delegate.runTool(id, args);
			finish(call, null);
			observe(observation, id, ToolCallRecord.OK);
			return result;
		}
		catch (ToolException ex) {
			throw failed(call, observation, ex);
		}
		catch (RuntimeException ex) {
			throw failed(call, observation, this.failures.hide(id, ToolErrorCode.INTERNAL, ex));
		}
		catch (Error ex) {
			failed(call, observation, new ToolException(id, ToolErrorCode.INTERNAL, "The tool call failed", ex));
			throw ex;
		}
		finally {
			observation.stop();
		}
	}

	private ToolException failed(Running call, Observation observation, ToolException failure) {
		finish(call, new ToolCallRecord.Error(failure.getCode(), failure.getMessage()));
		boolean unknown = (failure.getCode() == ToolErrorCode.TOOL_NOT_FOUND) || !isToolId(call.toolId());
		observe(observation, unknown ? ToolCallObservationFilter.OTHER : call.toolId(), failure.getCode().value());
		observation.error(failure);
		return failure;
	}

	private static boolean isToolId(String id) {
		try {
			ToolId.parse(id);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	private static void observe(Observation observation, String tool, String outcome) {
		observation.lowCardinalityKeyValue(ToolCallObservationFilter.TOOL, tool)
			.lowCardinalityKeyValue("outcome", outcome);
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
						"The execution may call tools " + this.maxToolCalls + " times and has "
								+ (this.maxToolCalls - this.budgetUsed) + " calls left; this takes " + calls);
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
		this.limitsReached.add(outcome);
		return new ToolException(toolId, code, message);
	}

	private void giveBack(int calls) {
		synchronized (this.lock) {
			this.budgetUsed -= calls;
		}
	}

	private Running begin(String id, Map<String, Object> args) {
		String recordedId = RecordedArguments.abbreviateId(id);
		Map<String, Object> recordedArgs = RecordedArguments.of(args);
		synchronized (this.lock) {
			requireOpenLocked(id);
			Running call = new Running(++this.sequence, recordedId, recordedArgs, System.nanoTime());
			this.running.put(call.sequence(), call);
			return call;
		}
	}

	private void finish(Running call, ToolCallRecord.@Nullable Error error) {
		synchronized (this.lock) {
			if (this.running.remove(call.sequence()) == null) {
				// Recorded when the execution ended; what came later is not part of it
				return;
			}
			record(call, error);
		}
	}

	/*
	 * Under the lock, so that the listener hears of one call after the other, and of none
	 * after close() has returned.
	 */
	private void record(Running call, ToolCallRecord.@Nullable Error error) {
		ToolCallRecord record = call.finished(error);
		this.finished.put(record.sequence(), record);
		try {
			this.listener.onToolCall(record);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of tool calls failed", ex);
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
	 * Tells whether a limit has refused a call.
	 * @param limit {@link ExecutionOutcome#TOOL_CALL_LIMIT} or
	 * {@link ExecutionOutcome#CHAIN_STEP_LIMIT}
	 * @return whether it has
	 */
	public boolean hasReached(ExecutionOutcome limit) {
		synchronized (this.lock) {
			return this.limitsReached.contains(limit);
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
			return List.copyOf(this.finished.values());
		}
	}

	/**
	 * Returns what the tools drew on.
	 * @return the sources
	 */
	public List<Source> sources() {
		return List.of();
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
				record(call, new ToolCallRecord.Error(ToolErrorCode.CANCELLED,
						"The execution ended before the tool answered"));
			}
			this.running.clear();
		}
		this.context.cancellation().cancel();
	}

	private record Running(int sequence, String toolId, Map<String, Object> arguments, long startedAt) {

		ToolCallRecord finished(ToolCallRecord.@Nullable Error error) {
			double durationMs = (System.nanoTime() - this.startedAt) / 1e6;
			String outcome = (error != null) ? error.code().value() : ToolCallRecord.OK;
			return new ToolCallRecord(this.sequence, this.toolId, this.arguments, outcome, durationMs, error);
		}

	}

}
