package io.toolruntime.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.ExecutionEvents;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
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
import io.toolruntime.tool.ToolPage;

/**
 * The gateway as one execution sees it: its tools, its budget, its records. Every backend
 * serves its guests from one of these, so that what was called and what was refused is
 * counted by the host, in one place. Safe for use by several threads.
 * <p>
 * A question that is not valid, such as a malformed id, is a {@link ToolException} for
 * the code of an execution, and an {@link InvalidRequestException} for a call outside
 * any, whose caller wrote it.
 */
public final class MeteredToolGateway implements ToolGateway, AutoCloseable {

	/** Name of the observation of a tool call. */
	public static final String OBSERVATION = "toolruntime.tool.call";

	/** An execution ends after this many refused calls, even if its code catches them. */
	public static final int REFUSALS_THAT_END = 10;

	private final ToolGateway unbound;

	private final @Nullable Duration timeout;

	/** Changes once, when the clock starts. */
	private volatile Bound bound;

	private final CallBudget budget;

	private final CallRecords records;

	private final ToolCallObservation observation;

	private final HiddenFailures failures = new HiddenFailures();

	/**
	 * Creates the gateway of an execution.
	 * @param delegate the application's gateway, narrowed to the tools of the profile
	 * @param context who asks, for which execution, until when
	 * @param limits how many calls and chain steps
	 * @param listener hears of each call, one after the other
	 * @param observations where calls are observed
	 */
	public MeteredToolGateway(ToolGateway delegate, ToolCallContext context, Limits limits, ExecutionListener listener,
			ObservationRegistry observations) {
		this.unbound = delegate;
		this.timeout = limits.timeoutOrNull();
		this.bound = new Bound(delegate.bind(context), context);
		this.budget = new CallBudget(limits);
		this.records = new CallRecords(ExecutionEvents.of(listener));
		this.observation = new ToolCallObservation(observations, context.profile());
	}

	/**
	 * Starts the clock of the tools: from now on they are told when the timeout of the
	 * limits ends. Called when the guest is ready, as that is when its own clock starts;
	 * getting a sandbox is not part of it.
	 */
	public void startClock() {
		if (this.timeout != null) {
			ToolCallContext context = context().withDeadline(Instant.now().plus(this.timeout));
			this.bound = new Bound(this.unbound.bind(context), context);
		}
	}

	/**
	 * Returns what the tools are told of the calls.
	 * @return who asks, for which execution, until when
	 */
	public ToolCallContext context() {
		return this.bound.context();
	}

	private ToolGateway delegate() {
		return this.bound.delegate();
	}

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		return ask(null, () -> delegate().searchTools(query, limit, cursor));
	}

	@Override
	public List<String> listNamespaces() {
		return ask(null, () -> delegate().listNamespaces());
	}

	@Override
	public List<String> toolsCalled(String namespace, String name) {
		return ask(null, () -> delegate().toolsCalled(namespace, name));
	}

	@Override
	public Map<String, List<String>> toolNames() {
		return ask(null, () -> delegate().toolNames());
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		return ask(id, () -> delegate().describeTool(id, detail));
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		return ask(id, () -> delegate().listToolExamples(id, max));
	}

	private <T> T ask(@Nullable String toolId, Supplier<T> question) {
		this.records.requireOpen(toolId);
		try {
			return question.get();
		}
		catch (InvalidRequestException ex) {
			throw isOutsideExecutions() ? ex : invalid(toolId, ex);
		}
	}

	private boolean isOutsideExecutions() {
		return context().executionId() == null;
	}

	private static ToolException invalid(@Nullable String toolId, InvalidRequestException ex) {
		return new ToolException(toolId, ToolErrorCode.VALIDATION_INPUT, ex.getMessage(), ex);
	}

	@Override
	public @Nullable Object runTool(String id, Map<String, Object> args) {
		this.records.requireOpen(id);
		if (isOutsideExecutions()) {
			// No call at all: nothing is counted or recorded
			CatalogToolGateway.parse(id);
		}
		this.budget.reserve(id, 1);
		return run(id, args);
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		this.records.requireOpen(null);
		if (steps.isEmpty()) {
			return ChainResult.EMPTY;
		}
		this.budget.reserveChain(steps.get(0).toolId(), steps.size());
		AtomicInteger left = new AtomicInteger(steps.size());
		try {
			return Chain.run(steps, (id, args) -> {
				left.decrementAndGet();
				return run(id, args);
			});
		}
		finally {
			this.budget.giveBack(left.get());
		}
	}

	private @Nullable Object run(String id, Map<String, Object> args) {
		CallRecords.Running call = this.records.begin(id, args);
		try {
			Object result = this.observation.observe(id, () -> call(id, args, call.output()));
			this.records.finish(call, null);
			return result;
		}
		catch (ToolException ex) {
			this.records.finish(call, new ToolCallRecord.Error(ex.getCode(), ex.getMessage()));
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			this.records.finish(call, new ToolCallRecord.Error(ToolErrorCode.INTERNAL, "The tool call failed"));
			throw ex;
		}
	}

	/* What a tool calls itself is on the account of the same execution. */
	private @Nullable Object call(String id, Map<String, Object> args, CallOutput output) {
		try {
			return this.unbound.bind(context().withOutput(output, this)).runTool(id, args);
		}
		catch (ToolException ex) {
			throw ex;
		}
		catch (InvalidRequestException ex) {
			throw invalid(id, ex);
		}
		catch (RuntimeException ex) {
			throw this.failures.hide(id, ToolErrorCode.INTERNAL, ex);
		}
	}

	/**
	 * Returns the limit that refused a call last.
	 * @return {@link ExecutionOutcome#TOOL_CALL_LIMIT},
	 * {@link ExecutionOutcome#CHAIN_STEP_LIMIT}, or {@code null} if none was refused
	 */
	public @Nullable ExecutionOutcome limitReached() {
		return this.budget.limitReached();
	}

	/**
	 * Tells whether a limit has refused a call.
	 * @param limit {@link ExecutionOutcome#TOOL_CALL_LIMIT} or
	 * {@link ExecutionOutcome#CHAIN_STEP_LIMIT}
	 * @return whether it has
	 */
	public boolean hasReached(ExecutionOutcome limit) {
		return this.budget.hasReached(limit);
	}

	/**
	 * Tells whether so many calls were refused that the execution must end.
	 * @return whether ten were
	 */
	public boolean isExhausted() {
		return this.budget.refusals() >= REFUSALS_THAT_END;
	}

	/**
	 * Returns the runs of tools. A run that had not ended when the execution did is
	 * recorded as cancelled then.
	 * @return the records, by sequence
	 */
	public List<ToolCallRecord> records() {
		return this.records.list();
	}

	/**
	 * Returns what the tools drew on.
	 * @return the sources
	 */
	public List<Source> sources() {
		return this.records.sources().list();
	}

	/**
	 * Returns the files of the result: those that tools left, and those of the guest.
	 * @param guest what the guest left
	 * @return all of them; one of the guest's that has the path of a tool's has another
	 */
	public List<Artifact> artifacts(List<Artifact> guest) {
		return this.records.artifacts().with(guest);
	}

	/**
	 * Returns how many calls were accepted.
	 * @return the count
	 */
	public int callsAccepted() {
		return this.records.accepted();
	}

	/**
	 * Returns the longest chain that was accepted.
	 * @return its steps
	 */
	public int longestChain() {
		return this.budget.longestChain();
	}

	/**
	 * Ends: refuses later calls, tells the tools that still run that nobody waits, and
	 * records their calls as cancelled.
	 */
	@Override
	public void close() {
		if (this.records.close()) {
			context().cancellation().cancel();
		}
	}

	private record Bound(ToolGateway delegate, ToolCallContext context) {
	}

}
