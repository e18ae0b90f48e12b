package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.javascript.JavaScriptSource.ToolSettings;
import io.toolruntime.javascript.Worker.Answer;
import io.toolruntime.javascript.Worker.PendingCall;
import io.toolruntime.javascript.WorkerPool.Key;
import io.toolruntime.javascript.WorkerPool.Lease;
import io.toolruntime.limit.Quantity;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.SchemaValidator;

/** Runs the tools of one source. */
final class SourceRunner implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SourceRunner.class);

	/** A worker ends its call by itself in time, unless it cannot. */
	private static final Duration GRACE = Duration.ofMillis(500);

	private static final Duration LONGEST_END = Duration.ofSeconds(15);

	/** As a worker says it that can still say something. */
	private static final Answer OVERDUE = new Answer(Map.of("type", "failed", "kind", "timeout"), null, 0);

	/** What an answer has besides the value: its type, and the call's number. */
	private static final int ENVELOPE = "{'type':'result','value':,'id':''}".length() + 32;

	private static final int MOST_NAMES = 50;

	/** How long nobody looks whether the caller has gone. */
	private static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);

	private final JavaScriptSource source;

	private final EntrypointFinder entrypoints;

	private final RuntimeFinder finder;

	private final Confinement confinement;

	private final WorkerStarter starter;

	private final @Nullable SourceEgress egress;

	private final ScheduledExecutorService clock;

	private final Executor closer;

	private final ApplicationVariables environment;

	private final WorkerPool pool;

	private final Semaphore permits;

	private final TypeDescriber types;

	private final SchemaValidator schemas = new SchemaValidator();

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private final @Nullable SourceWatcher watcher;

	private volatile Path entrypoint;

	/** As the last listing told them; what is not there has not been asked for yet. */
	private volatile Map<String, ToolExport> listed = Map.of();

	/** Why the last listing failed, if it did. */
	private volatile @Nullable String problem;

	/**
	 * Creates it. Starts nothing.
	 * @param source the source
	 * @param entrypoint the file of tools
	 * @param entrypoints finds it again when files have changed
	 * @param finder finds runtimes
	 * @param confinement holds workers to what they may use
	 * @param starter starts workers
	 * @param egress the way out of enclosed workers, or {@code null} if they have none or
	 * the machine's network
	 * @param clock tells when the time of a call is up
	 * @param closer ends workers and makes others ready, which takes a while
	 * @param environment the application's environment
	 * @param types tells what the types of the tools say of them
	 * @param reload whether the tools are loaded again when their files change
	 */
	SourceRunner(JavaScriptSource source, Path entrypoint, EntrypointFinder entrypoints, RuntimeFinder finder,
			Confinement confinement, WorkerStarter starter, @Nullable SourceEgress egress,
			ScheduledExecutorService clock, Executor closer, ApplicationVariables environment, TypeDescriber types,
			boolean reload) {
		this.source = source;
		this.entrypoints = entrypoints;
		this.entrypoint = entrypoint;
		this.finder = finder;
		this.confinement = confinement;
		this.starter = starter;
		this.egress = egress;
		this.clock = clock;
		this.closer = closer;
		this.environment = environment;
		this.pool = new WorkerPool(source.workers(), closer);
		this.permits = new Semaphore(source.concurrency(), true);
		this.types = types;
		Path watched = reload ? entrypoints.watched(entrypoint) : null;
		this.watcher = (watched != null) ? new SourceWatcher(watched, clock, closer, this::reload) : null;
	}

	/**
	 * Registers somebody who is told when the tools have changed.
	 * @param listener what to run
	 */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/* Calls that run end with the tools that they began with. */
	private void reload() {
		logger.info("Files of JavaScript tools '{}' have changed; they are loaded again", this.source.name());
		try {
			this.entrypoint = this.entrypoints.find();
		}
		catch (IOException | IllegalArgumentException ex) {
			// Listing them says so
			logger.debug("The file of tools is not there now", ex);
		}
		this.listed = Map.of();
		this.pool.retire();
		this.listeners.forEach(Runnable::run);
	}

	JavaScriptSource source() {
		return this.source;
	}

	int workers() {
		return this.pool.live();
	}

	/** Whether a tool was there when they were last listed. */
	boolean lists(String function) {
		return this.listed.containsKey(function);
	}

	/**
	 * How this source is. Starts nothing, and waits for nothing but a runtime's version.
	 */
	SourceStatus status() {
		JavaScriptRuntime runtime = this.source.runtime();
		Map<String, ToolExport> tools = this.listed;
		return new SourceStatus(this.source.name(), this.source.entrypoint(), runtime,
				tools.isEmpty() ? null : tools.size(), workers(), this.source.permissions().unlimited(),
				unenforced(runtime), problem(runtime));
	}

	private List<String> unenforced(JavaScriptRuntime runtime) {
		List<String> kinds = new ArrayList<>(
				this.source.allowsUnenforced() ? this.confinement.unheld(runtime) : List.of());
		if (runtime == JavaScriptRuntime.BUN && this.source.memory() > 0 && !this.starter.boundsMemory()) {
			kinds.add("memory");
		}
		return kinds;
	}

	private @Nullable String problem(JavaScriptRuntime runtime) {
		try {
			requireAvailable(runtime);
			this.confinement.on(runtime);
		}
		catch (WorkerStartException ex) {
			return ex.getMessage();
		}
		for (Map.Entry<String, ToolSettings> tool : this.source.tools().entrySet()) {
			JavaScriptRuntime own = tool.getValue().runtime();
			RuntimeStatus status = (own != null) ? this.finder.find(own) : null;
			if (status != null && !status.isAvailable()) {
				return "tool " + tool.getKey() + ": " + status.problem();
			}
		}
		return this.problem;
	}

	private RuntimeStatus requireAvailable(JavaScriptRuntime runtime) throws WorkerStartException {
		RuntimeStatus status = this.finder.find(runtime);
		if (!status.isAvailable()) {
			throw WorkerStartException.unavailable(String.valueOf(status.problem()));
		}
		return status;
	}

	/**
	 * Lists the tools, with what their types say of them where they do not say it
	 * themselves.
	 * @return the tools, and the files that this depends on
	 * @throws WorkerStartException if they cannot be loaded
	 * @throws InterruptedException if this thread is interrupted
	 */
	Described tools() throws WorkerStartException, InterruptedException {
		try {
			Described described = this.types.describe(exports());
			Map<String, ToolExport> byName = new LinkedHashMap<>();
			described.tools().forEach((tool) -> byName.put(tool.name(), tool));
			this.listed = byName;
			this.problem = null;
			return described;
		}
		catch (WorkerStartException ex) {
			this.problem = ex.getMessage();
			throw ex;
		}
	}

	/* Loads the file of tools and lists what it exports. */
	private List<ToolExport> exports() throws WorkerStartException, InterruptedException {
		Key key = new Key(this.source.runtime(), null);
		long deadline = System.nanoTime() + this.source.timeout().toNanos();
		Lease lease = this.pool.acquire(key, deadline, new Cancellation(),
				() -> start(key.runtime(), System.nanoTime() + WorkerStarter.LONGEST_START.toNanos()));
		if (lease == null) {
			throw WorkerStartException.unavailable("all workers are busy");
		}
		boolean done = false;
		try {
			List<ToolExport> tools = lease.worker().tools();
			done = true;
			return tools;
		}
		finally {
			this.pool.release(lease, done);
		}
	}

	/**
	 * Calls a tool.
	 * @param call the call
	 * @param function the tool's name in this source
	 * @param checked whether somebody else checks input and result against the schemas
	 * @return what it returned
	 * @throws JavaScriptException if it failed
	 */
	Returned call(JavaScriptCall call, String function, boolean checked) {
		ToolSettings settings = this.source.settings(function);
		Duration timeout = timeout(call, settings);
		long deadline = System.nanoTime() + timeout.toNanos();
		Map<String, Object> message = message(call, function, settings);
		boolean permitted = false;
		Lease lease = null;
		boolean reusable = false;
		try {
			permitted = awaitTurn(call, deadline);
			if (!permitted) {
				throw call.cancellation().isCancelled() ? cancelled(call)
						: late(call, timeout, "wait for its turn", null);
			}
			if (!checked) {
				awaitListing(call, timeout, deadline);
			}
			lease = acquire(call, function, timeout, deadline);
			if (lease == null) {
				throw call.cancellation().isCancelled() ? cancelled(call)
						: late(call, timeout, "wait for a worker", null);
			}
			ToolExport export = checked ? null : export(function, lease.worker());
			reusable = true;
			requireFits(call, export);
			if (call.cancellation().isCancelled()) {
				throw cancelled(call);
			}
			Duration left = Duration.ofNanos(deadline - System.nanoTime());
			if (left.isNegative() || left.isZero()) {
				throw late(call, timeout, "start", null);
			}
			reusable = false;
			Ran ran = run(call, lease.worker(), message, left);
			Answer answer = ran.answer();
			reusable = ran.workerIsLeft() && isReusable(answer);
			Object value = value(call, function, answer, timeout, lease.worker());
			requireFits(call, export, value);
			return new Returned(value, Math.max(0, answer.bytes() - ENVELOPE));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw cancelled(call);
		}
		finally {
			if (lease != null) {
				this.pool.release(lease, reusable);
			}
			if (permitted) {
				this.permits.release();
			}
		}
	}

	/* Whoever waits may go away meanwhile. */
	private boolean awaitTurn(JavaScriptCall call, long deadline) throws InterruptedException {
		long left = deadline - System.nanoTime();
		while (left > 0 && !call.cancellation().isCancelled()) {
			if (this.permits.tryAcquire(Math.min(left, STEP), TimeUnit.NANOSECONDS)) {
				return true;
			}
			left = deadline - System.nanoTime();
		}
		return false;
	}

	/*
	 * What the types of the tools say is known once somebody has listed them. If they
	 * cannot be listed, the call itself finds out why.
	 */
	private void awaitListing(JavaScriptCall call, Duration timeout, long deadline) throws InterruptedException {
		if (!this.listed.isEmpty()) {
			return;
		}
		CompletableFuture<Void> listing = new CompletableFuture<>();
		this.closer.execute(() -> {
			try {
				if (this.listed.isEmpty()) {
					tools();
				}
			}
			catch (WorkerStartException ex) {
				logger.debug("The tools of '{}' cannot be listed", this.source.name(), ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			finally {
				listing.complete(null);
			}
		});
		while (!listing.isDone()) {
			long left = deadline - System.nanoTime();
			if (call.cancellation().isCancelled()) {
				throw cancelled(call);
			}
			if (left <= 0) {
				throw late(call, timeout, "load its tools", null);
			}
			try {
				listing.get(Math.min(left, STEP), TimeUnit.NANOSECONDS);
			}
			catch (ExecutionException | TimeoutException ex) {
				// Looked at again
			}
		}
	}

	private @Nullable ToolExport export(String function, Worker worker) {
		ToolExport known = this.listed.get(function);
		return (known != null) ? known
				: worker.tools().stream().filter((tool) -> tool.name().equals(function)).findFirst().orElse(null);
	}

	private void requireFits(JavaScriptCall call, @Nullable ToolExport export) {
		List<String> problems = (export != null) ? export.checkInput(this.schemas, call.input()) : List.of();
		if (!problems.isEmpty()) {
			throw new JavaScriptToolException(String.join("; ", problems), call, "check the input",
					JavaScriptFailure.INVALID, null);
		}
	}

	private void requireFits(JavaScriptCall call, @Nullable ToolExport export, @Nullable Object value) {
		List<String> problems = (export != null) ? export.checkResult(this.schemas, value) : List.of();
		if (!problems.isEmpty()) {
			throw new JavaScriptToolException(
					"it ran, but its result does not fit its schema: " + String.join("; ", problems), call,
					"check the result", JavaScriptFailure.INVALID_RESULT, null);
		}
	}

	/* Longer or shorter than what is set; only the enclosing deadline shortens it. */
	private Duration timeout(JavaScriptCall call, ToolSettings settings) {
		Duration own = (call.timeout() != null) ? call.timeout() : settings.timeout();
		Duration timeout = (own != null) ? own : this.source.timeout();
		if (timeout.isNegative() || timeout.isZero()) {
			throw new JavaScriptToolException("its timeout must be more than 0", call, "check the call",
					JavaScriptFailure.INVALID, null);
		}
		if (call.deadline() != null) {
			Duration left = Duration.between(Instant.now(), call.deadline());
			if (left.isNegative() || left.isZero()) {
				throw new JavaScriptToolException("nobody waits for it any more", call, "start",
						JavaScriptFailure.TIMEOUT, null);
			}
			timeout = (left.compareTo(timeout) < 0) ? left : timeout;
		}
		return Quantity.bounded(timeout);
	}

	private Map<String, Object> message(JavaScriptCall call, String function, ToolSettings settings) {
		Map<String, String> environment = new LinkedHashMap<>();
		if (this.source.permissions().env().all()) {
			System.getenv().forEach((name, value) -> {
				if (!EnvironmentRules.isBlocked(name)) {
					environment.put(name, value);
				}
			});
		}
		for (String name : this.source.permissions().env().names()) {
			String value = EnvironmentRules.isBlocked(name) ? null : this.environment.find(name);
			if (value != null) {
				environment.put(name, value);
			}
		}
		environment.putAll(settings.environment());
		environment.putAll(call.environment());
		Map<String, Object> message = new LinkedHashMap<>();
		message.put("tool", function);
		message.put("executionId", call.executionId());
		message.put("input", call.input());
		message.put("configuration", (call.configuration() != null) ? call.configuration() : settings.configuration());
		message.put("environment", environment);
		return message;
	}

	private @Nullable Lease acquire(JavaScriptCall call, String function, Duration timeout, long deadline)
			throws InterruptedException {
		JavaScriptRuntime runtime = this.source.runtime(function);
		Key key = new Key(runtime, call.tenant());
		long began = System.nanoTime();
		Duration pause = this.source.backoff().initial();
		while (true) {
			try {
				Lease lease = this.pool.acquire(key, deadline, call.cancellation(), () -> start(runtime, deadline));
				if (lease != null && this.source.workers().min() > 0) {
					this.closer.execute(() -> refill(key));
				}
				return lease;
			}
			catch (WorkerStartException ex) {
				long elapsed = System.nanoTime() - began + pause.toNanos();
				if (deadline - System.nanoTime() <= 0) {
					throw late(call, timeout, "start", ex.getMessage());
				}
				boolean late = elapsed > this.source.backoff().maxElapsed().toNanos()
						|| deadline - System.nanoTime() < pause.toNanos();
				if (!ex.isWorthAnotherTry() || late || call.cancellation().isCancelled()) {
					throw new JavaScriptProcessException(String.valueOf(ex.getMessage()), ex, call, "start",
							ex.isUnavailable() ? JavaScriptFailure.UNAVAILABLE : JavaScriptFailure.START, ex.end());
				}
				TimeUnit.NANOSECONDS.sleep(pause.toNanos());
				Duration twice = pause.multipliedBy(2);
				pause = (twice.compareTo(this.source.backoff().max()) > 0) ? this.source.backoff().max() : twice;
			}
		}
	}

	private void refill(Key key) {
		try {
			this.pool.refill(key,
					() -> start(key.runtime(), System.nanoTime() + WorkerStarter.LONGEST_START.toNanos()));
		}
		catch (WorkerStartException ex) {
			// The call that needs it hears why
			logger.debug("A worker could not be made ready", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Worker start(JavaScriptRuntime runtime, long deadline) throws WorkerStartException, InterruptedException {
		RuntimeStatus status = requireAvailable(runtime);
		Enclosure enclosure = this.confinement.on(runtime);
		return this.starter.start(new WorkerCommand(this.source, status, enclosure), this.entrypoint,
				(enclosure != null) ? this.egress : null, deadline);
	}

	private Ran run(JavaScriptCall call, Worker worker, Map<String, Object> message, Duration timeout)
			throws InterruptedException {
		// Either the worker is left as it is, or it is ended: one that serves the next
		// call must not be ended for this
		AtomicBoolean decided = new AtomicBoolean();
		AtomicBoolean overdue = new AtomicBoolean();
		Runnable ending = () -> {
			if (decided.compareAndSet(false, true)) {
				this.closer.execute(worker::close);
			}
		};
		// Before it is sent: a worker that does not read holds up whoever writes
		ScheduledFuture<?> end = this.clock.schedule(() -> {
			overdue.set(true);
			ending.run();
		}, timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
		Cancellation.Registration registration = null;
		try {
			message.put("timeout", Math.max(1, timeout.toMillis()));
			PendingCall pending = worker.start(message, call.listener());
			registration = call.cancellation().onCancel(() -> this.clock.execute(() -> {
				worker.cancel(pending);
				this.clock.schedule(ending, GRACE.toNanos(), TimeUnit.NANOSECONDS);
			}));
			Answer answer = pending.answer().get(timeout.plus(LONGEST_END).toNanos(), TimeUnit.NANOSECONDS);
			boolean left = decided.compareAndSet(false, true);
			return new Ran((answer.end() != null && overdue.get()) ? OVERDUE : answer, left);
		}
		catch (ExecutionException | TimeoutException ex) {
			// It was ended and does not end
			return new Ran(OVERDUE, false);
		}
		finally {
			end.cancel(false);
			if (registration != null) {
				registration.close();
			}
		}
	}

	/* After anything but an answer of the tool itself, nobody knows what still runs. */
	private static boolean isReusable(Answer answer) {
		if (answer.message() == null) {
			return false;
		}
		if ("result".equals(answer.message().get("type"))) {
			return true;
		}
		Object kind = answer.message().get("kind");
		return "thrown".equals(kind) || "not_json".equals(kind) || "output_too_large".equals(kind)
				|| "not_found".equals(kind);
	}

	private @Nullable Object value(JavaScriptCall call, String function, Answer answer, Duration timeout,
			Worker worker) {
		if (answer.end() != null) {
			throw ended(call, answer.end(), timeout);
		}
		Map<String, Object> message = answer.requireMessage();
		if ("result".equals(message.get("type"))) {
			return message.get("value");
		}
		if (call.cancellation().isCancelled()) {
			throw cancelled(call);
		}
		ThrownError error = error(message.get("error"));
		String text = (error != null) ? error.name() + ": " + error.message() : "";
		switch (String.valueOf(message.get("kind"))) {
			case "timeout" -> throw late(call, timeout, "run", worker.stderr());
			case "not_found" ->
				throw new JavaScriptToolException("there is no tool " + function + " in " + this.source.entrypoint()
						+ "; there are " + names(worker.tools()), call, "find it", JavaScriptFailure.NOT_FOUND, null);
			case "output_too_large" -> throw new JavaScriptToolException(
					"its result has " + message.get("bytes") + " bytes, and " + this.source.maxOutput()
							+ " is the most (javascript.output)",
					call, "return", JavaScriptFailure.OUTPUT_TOO_LARGE, null);
			case "not_json" -> throw new JavaScriptToolException("what it returned is no JSON (" + text + ")", call,
					"return", JavaScriptFailure.THROWN, error);
			default -> throw new JavaScriptToolException(text, call, "run", JavaScriptFailure.THROWN, error);
		}
	}

	private static String names(List<ToolExport> tools) {
		return tools.isEmpty() ? "none"
				: String.join(", ", tools.stream().map(ToolExport::name).sorted().limit(MOST_NAMES).toList());
	}

	private static @Nullable ThrownError error(@Nullable Object error) {
		if (!(error instanceof Map<?, ?> map)) {
			return null;
		}
		return new ThrownError(String.valueOf(map.get("name")), String.valueOf(map.get("message")),
				(map.get("stack") instanceof String stack) ? stack : null);
	}

	private JavaScriptException ended(JavaScriptCall call, WorkerEnd end, Duration timeout) {
		if (call.cancellation().isCancelled()) {
			return cancelled(call);
		}
		JavaScriptFailure kind = end.failure();
		String said = end.stderr().isEmpty() ? "" : "; it wrote: " + end.stderr();
		return switch (kind) {
			case MEMORY -> new JavaScriptProcessException("its process used more memory than "
					+ Quantity.formatBytes(this.source.memory()) + " (javascript.memory)" + said, null, call, "run",
					kind, end);
			case NO_RESULT -> new JavaScriptProcessException("its process ended without a result" + said, null, call,
					"run", kind, end);
			default -> new JavaScriptProcessException("its process ended with " + end.description() + said, null, call,
					"run", kind, end);
		};
	}

	private static JavaScriptException cancelled(JavaScriptCall call) {
		return new JavaScriptToolException("it was cancelled", call, "run", JavaScriptFailure.CANCELLED, null);
	}

	private static JavaScriptException late(JavaScriptCall call, Duration timeout, String operation,
			@Nullable String stderr) {
		String said = (stderr == null || stderr.isEmpty()) ? "" : "; it wrote: " + stderr;
		return new JavaScriptToolException("it did not end within " + Quantity.formatDuration(timeout) + said, call,
				operation, JavaScriptFailure.TIMEOUT, null);
	}

	@Override
	public void close() {
		if (this.watcher != null) {
			this.watcher.close();
		}
		this.pool.close();
		if (this.egress != null) {
			this.egress.close();
		}
	}

	/**
	 * What came of a call.
	 *
	 * @param answer the answer
	 * @param workerIsLeft whether nobody ends the worker for the call's sake
	 */
	private record Ran(Answer answer, boolean workerIsLeft) {

	}

	/**
	 * What a tool returned.
	 *
	 * @param value the value
	 * @param bytes how long it is as JSON
	 */
	record Returned(@Nullable Object value, int bytes) {

	}

}
