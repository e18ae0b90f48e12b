package io.toolruntime.javascript;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

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

/** Runs the tools of one source. */
final class SourceRunner implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(SourceRunner.class);

	/** A worker ends its call by itself in time, unless it cannot. */
	private static final Duration GRACE = Duration.ofMillis(500);

	private static final Duration LONGEST_END = Duration.ofSeconds(15);

	/** As a worker says it that can still say something. */
	private static final Answer OVERDUE = new Answer(Map.of("type", "failed", "kind", "timeout"), null);

	private static final int MOST_NAMES = 50;

	private final JavaScriptSource source;

	private final Path entrypoint;

	private final RuntimeFinder finder;

	private final Confinement confinement;

	private final WorkerStarter starter;

	private final @Nullable SourceEgress egress;

	private final ScheduledExecutorService clock;

	private final Executor closer;

	private final Function<String, @Nullable String> environment;

	private final WorkerPool pool;

	private final Semaphore permits;

	private final TypeDescriber types;

	/**
	 * Creates it. Starts nothing.
	 * @param source the source
	 * @param entrypoint the file of tools
	 * @param finder finds runtimes
	 * @param confinement holds workers to what they may use
	 * @param starter starts workers
	 * @param egress the way out of enclosed workers, or {@code null} if they have none or
	 * the machine's network
	 * @param clock tells when the time of a call is up
	 * @param closer ends workers and makes others ready, which takes a while
	 * @param environment the application's environment
	 * @param types tells what the types of the tools say of them
	 */
	SourceRunner(JavaScriptSource source, Path entrypoint, RuntimeFinder finder, Confinement confinement,
			WorkerStarter starter, @Nullable SourceEgress egress, ScheduledExecutorService clock, Executor closer,
			Function<String, @Nullable String> environment, TypeDescriber types) {
		this.source = source;
		this.entrypoint = entrypoint;
		this.finder = finder;
		this.confinement = confinement;
		this.starter = starter;
		this.egress = egress;
		this.clock = clock;
		this.closer = closer;
		this.environment = environment;
		this.pool = new WorkerPool(source.workers());
		this.permits = new Semaphore(source.concurrency(), true);
		this.types = types;
	}

	JavaScriptSource source() {
		return this.source;
	}

	int workers() {
		return this.pool.live();
	}

	/**
	 * Lists the tools, with what their types say of them where they do not say it
	 * themselves.
	 * @return the tools, and the files that this depends on
	 * @throws WorkerStartException if they cannot be loaded
	 * @throws InterruptedException if this thread is interrupted
	 */
	Described tools() throws WorkerStartException, InterruptedException {
		return this.types.describe(exports());
	}

	/* Loads the file of tools and lists what it exports. */
	private List<ToolExport> exports() throws WorkerStartException, InterruptedException {
		Key key = new Key(this.source.runtime(), null);
		long deadline = System.nanoTime() + this.source.timeout().toNanos();
		Lease lease = this.pool.acquire(key, deadline, new Cancellation(), () -> start(key.runtime()));
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
	 * @return what it returned, or {@code null}
	 * @throws JavaScriptException if it failed
	 */
	@Nullable Object call(JavaScriptCall call, String function) {
		ToolSettings settings = this.source.settings(function);
		Duration timeout = timeout(call, settings);
		long deadline = System.nanoTime() + timeout.toNanos();
		Map<String, Object> message = message(call, function, settings);
		boolean permitted = false;
		Lease lease = null;
		boolean reusable = false;
		try {
			permitted = this.permits.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
			if (!permitted) {
				throw late(call, timeout, "wait for its turn", null);
			}
			lease = acquire(call, function, deadline);
			if (lease == null) {
				throw call.cancellation().isCancelled() ? cancelled(call)
						: late(call, timeout, "wait for a worker", null);
			}
			Answer answer = run(call, lease.worker(), message, timeout(call, settings));
			reusable = isReusable(answer);
			return value(call, function, answer, timeout, lease.worker());
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
			String value = EnvironmentRules.isBlocked(name) ? null : this.environment.apply(name);
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

	private @Nullable Lease acquire(JavaScriptCall call, String function, long deadline) throws InterruptedException {
		JavaScriptRuntime runtime = this.source.runtime(function);
		Key key = new Key(runtime, call.tenant());
		long began = System.nanoTime();
		Duration pause = this.source.backoff().initial();
		while (true) {
			try {
				Lease lease = this.pool.acquire(key, deadline, call.cancellation(), () -> start(runtime));
				if (lease != null && this.source.workers().min() > 0) {
					this.closer.execute(() -> refill(key));
				}
				return lease;
			}
			catch (WorkerStartException ex) {
				long elapsed = System.nanoTime() - began + pause.toNanos();
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
			this.pool.refill(key, () -> start(key.runtime()));
		}
		catch (WorkerStartException ex) {
			// The call that needs it hears why
			logger.debug("A worker could not be made ready", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Worker start(JavaScriptRuntime runtime) throws WorkerStartException, InterruptedException {
		RuntimeStatus status = this.finder.find(runtime);
		if (!status.isAvailable()) {
			throw WorkerStartException.unavailable(String.valueOf(status.problem()));
		}
		Enclosure enclosure = this.confinement.on(runtime);
		return this.starter.start(new WorkerCommand(this.source, status, enclosure), this.entrypoint,
				(enclosure != null) ? this.egress : null);
	}

	private Answer run(JavaScriptCall call, Worker worker, Map<String, Object> message, Duration timeout)
			throws InterruptedException {
		// Before it is sent: a worker that does not read holds up whoever writes
		AtomicBoolean overdue = new AtomicBoolean();
		ScheduledFuture<?> end = this.clock.schedule(() -> {
			overdue.set(true);
			this.closer.execute(worker::close);
		}, timeout.plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
		Cancellation.Registration registration = null;
		try {
			message.put("timeout", Math.max(1, timeout.toMillis()));
			PendingCall pending = worker.start(message, call.listener());
			registration = call.cancellation().onCancel(() -> this.clock.execute(() -> {
				worker.cancel(pending);
				this.clock.schedule(() -> this.closer.execute(worker::close), GRACE.toNanos(), TimeUnit.NANOSECONDS);
			}));
			Answer answer = pending.answer().get(timeout.plus(LONGEST_END).toNanos(), TimeUnit.NANOSECONDS);
			return (answer.end() != null && overdue.get()) ? OVERDUE : answer;
		}
		catch (ExecutionException | TimeoutException ex) {
			// It was ended and does not end
			return OVERDUE;
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
		this.pool.close();
		if (this.egress != null) {
			this.egress.close();
		}
	}

}
