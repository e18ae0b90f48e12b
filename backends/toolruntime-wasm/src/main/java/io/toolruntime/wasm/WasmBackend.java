package io.toolruntime.wasm;

import java.time.Duration;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.Timings;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.backend.Execution;
import io.toolruntime.backend.PoolState;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;

/**
 * Runs JavaScript inside the JVM: each execution in a clone of QuickJS with its own
 * memory, on a thread of its own. Starts no thread and loads no engine before the first
 * execution or look at its health.
 */
public final class WasmBackend implements Backend {

	private static final Logger logger = LoggerFactory.getLogger(WasmBackend.class);

	private static final Set<String> LANGUAGES = Set.of("javascript");

	private static final Set<ExecutionOutcome> GATEWAY_LIMITS = Set.of(ExecutionOutcome.TOOL_CALL_LIMIT,
			ExecutionOutcome.CHAIN_STEP_LIMIT);

	/** Clones kept ready where the profile does not say, once there was an execution. */
	private static final int DEFAULT_MIN_IDLE = 2;

	private static final Duration THREAD_KEEP_ALIVE = Duration.ofSeconds(10);

	/**
	 * How long a result waits for its guest to be gone, so that what it used is final.
	 */
	private static final Duration GUEST_GRACE = Duration.ofMillis(250);

	private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private final SecurityProfile profile;

	private final LazyEngine engine;

	private final MemoryBudget budget;

	private final BackendInfo info;

	private final Semaphore permits;

	private final AtomicInteger pending = new AtomicInteger();

	private final Deque<QuickJsGuest> idle = new ConcurrentLinkedDeque<>();

	private final Set<GuestRun> active = ConcurrentHashMap.newKeySet();

	private final ThreadPoolExecutor guestThreads;

	private final ThreadPoolExecutor toolThreads;

	private final GuestJson json;

	private volatile Map<Limit, Enforcement> findings = Map.of();

	private volatile boolean closed;

	WasmBackend(SecurityProfile profile, LazyEngine engine, MemoryBudget budget, GuestJson json) {
		this.json = json;
		this.profile = profile;
		this.engine = engine;
		this.budget = budget;
		this.info = new BackendInfo(WasmBackendFactory.KIND, profile.name(), Isolation.WASM, false,
				Map.of("engine", "QuickJS"));
		int maxTotal = profile.pool().maxTotal();
		this.permits = new Semaphore(maxTotal, true);
		// Bounded by the permits; a thread may still be on its way out when the next
		// begins
		this.guestThreads = threads("toolruntime-wasm-" + profile.name(), Integer.MAX_VALUE,
				GuestThreadFactory.GUEST_STACK);
		// Tools that outlive their execution keep their thread; this many may
		this.toolThreads = threads("toolruntime-wasm-" + profile.name() + "-tool",
				2 * maxTotal * GuestRun.MAX_PARALLEL_CALLS, 0);
	}

	private static ThreadPoolExecutor threads(String name, int max, long stack) {
		return new ThreadPoolExecutor(0, max, THREAD_KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new SynchronousQueue<>(), new GuestThreadFactory(name, stack));
	}

	@Override
	public BackendInfo info() {
		return this.info;
	}

	@Override
	public Set<String> languages() {
		return LANGUAGES;
	}

	@Override
	public Optional<PoolState> pool() {
		int maxTotal = this.profile.pool().maxTotal();
		return Optional.of(new PoolState(this.idle.size(), maxTotal - this.permits.availablePermits(),
				this.pending.get(), maxTotal));
	}

	/**
	 * Makes a guest and throws it away.
	 * @return up with the engine's version, or down with the reason
	 */
	@Override
	public BackendHealth health() {
		if (this.closed) {
			return BackendHealth.down("The backend is closed; register the profile again to use it");
		}
		try {
			QuickJsEngine engine = this.engine.get();
			QuickJsGuest guest = engine.newGuest(engine.basePages(), this.budget);
			if (guest != null) {
				guest.memory().release();
			}
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("engine", "QuickJS " + engine.version());
			details.put("guestMemory", Quantity.formatBytes(this.budget.used() * GuestMemory.PAGE_SIZE));
			details.put("full", guest == null);
			return BackendHealth.up(details);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.warn("The embedded QuickJS does not work", ex);
			return BackendHealth.down("The embedded QuickJS does not work: " + ex.getMessage()
					+ "; check that the jars of toolruntime-wasm and run.endive:runtime are complete");
		}
	}

	@Override
	public LimitsEnforced enforcement(Limits limits) {
		return WasmEnforcement.configured(limits, this.findings);
	}

	@Override
	public LimitsEnforced probe(Limits limits) {
		if (this.closed) {
			return enforcement(limits);
		}
		this.findings = new WasmProbe(this, this.profile, this.engine.get()).findings();
		return enforcement(limits);
	}

	@Override
	public ExecuteResult execute(Execution execution) {
		requireOpen();
		requireSupported(execution);
		GuestRun run = new GuestRun(execution, this.toolThreads, this.json);
		try (Cancellation.Registration registration = execution.cancellation().onCancel(() -> run.end(cancelled()))) {
			boolean interrupted = false;
			Ending ending;
			try {
				acquire(run);
				ending = start(run, execution);
			}
			catch (InterruptedException ex) {
				interrupted = true;
				run.end(cancelled());
				ending = run.ending();
			}
			if (run.isReady() && ending.outcome() != ExecutionOutcome.OK) {
				run.awaitGuestGone(GUEST_GRACE.toNanos());
			}
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
			return result(run, execution, ending);
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw new RuntimeUnavailableException("The backend of profile '" + this.profile.name() + "' is closed",
					WasmBackendFactory.KIND, null);
		}
	}

	private static void requireSupported(Execution execution) {
		if (!LANGUAGES.contains(execution.language())) {
			throw new InvalidRequestException("language: the wasm backend runs " + String.join(", ", LANGUAGES)
					+ ", not '" + execution.language() + "'");
		}
		if (!execution.request().files().isEmpty()) {
			throw new InvalidRequestException("files: a WASM sandbox has no file system; pass data as 'input', or use "
					+ "a profile on another backend, such as process or docker");
		}
	}

	/*
	 * Takes a permit, which the guest's thread gives back when it is done.
	 */
	private void acquire(GuestRun run) throws InterruptedException {
		Duration maxWait = this.profile.pool().maxWait();
		long deadline = System.nanoTime() + maxWait.toNanos();
		this.pending.incrementAndGet();
		try {
			// In small steps: the caller may cancel meanwhile
			while (!this.permits.tryAcquire(Math.min(20_000_000, Math.max(0, deadline - System.nanoTime())),
					TimeUnit.NANOSECONDS)) {
				if (run.hasEnded()) {
					return;
				}
				if (System.nanoTime() - deadline >= 0) {
					throw new RuntimeUnavailableException("All " + this.profile.pool().maxTotal()
							+ " sandboxes of profile '" + this.profile.name() + "' were in use for "
							+ Quantity.formatDuration(maxWait) + "; try again, or raise pool.max-total",
							WasmBackendFactory.KIND, RETRY_AFTER);
				}
			}
			if (run.hasEnded()) {
				this.permits.release();
			}
		}
		finally {
			this.pending.decrementAndGet();
		}
	}

	private Ending start(GuestRun run, Execution execution) throws InterruptedException {
		if (!run.hasEnded()) {
			this.active.add(run);
			try {
				this.guestThreads.execute(() -> runGuest(run, execution));
			}
			catch (RejectedExecutionException | OutOfMemoryError ex) {
				// Closed meanwhile, or no memory for a thread's stack
				this.active.remove(run);
				this.permits.release();
				run.end(Ending.failed(new RuntimeUnavailableException("No thread could be had for a sandbox",
						WasmBackendFactory.KIND, this.closed ? null : RETRY_AFTER, ex)));
			}
		}
		Duration timeout = execution.request().limits().timeoutOrNull();
		return run.await(System.nanoTime() + this.profile.startTimeout().toNanos(),
				(timeout != null) ? timeout.toNanos() : null);
	}

	static ToolRuntimeException startedTooLate() {
		return new SandboxFailedException("The sandbox was not ready within start-timeout", WasmBackendFactory.KIND,
				true, null, null);
	}

	// On the guest's thread

	private void runGuest(GuestRun run, Execution execution) {
		QuickJsGuest guest = null;
		try {
			QuickJsEngine engine = this.engine.get();
			guest = this.idle.poll();
			boolean pooled = guest != null;
			if (guest == null) {
				guest = engine.newGuest(engine.basePages(), this.budget);
			}
			if (guest == null) {
				run.end(Ending.failed(budgetSpent(execution)));
				return;
			}
			guest.memory().limitTo(maxPages(execution, engine));
			byte[] input = (execution.request().input() != null) ? inputJson(execution) : null;
			Map<String, String> env = execution.request().env();
			run.begin(guest.memory(), pooled);
			run.end(ending(execution, guest,
					guest.run(run, execution.request().code(), input, env.isEmpty() ? null : this.json.write(env))));
		}
		catch (GuestStopped ex) {
			// Somebody else ended the execution
		}
		catch (ToolRuntimeException ex) {
			run.end(Ending.failed(ex));
		}
		catch (Throwable ex) {
			// After the end it is how an interrupted guest stops, and nothing to tell
			if (!run.hasEnded()) {
				run.end(endingOf(ex, execution));
			}
		}
		finally {
			if (guest != null) {
				guest.memory().release();
			}
			this.active.remove(run);
			this.permits.release();
			run.gone();
		}
		refill();
	}

	private byte[] inputJson(Execution execution) {
		try {
			return this.json.write(execution.request().input());
		}
		catch (RuntimeException ex) {
			throw new InvalidRequestException("input: it cannot be written as JSON: " + ex.getMessage(), ex);
		}
	}

	private int maxPages(Execution execution, QuickJsEngine engine) {
		long limit = execution.request().limits().memoryOrMax();
		long pages = Math.min(Math.min(limit / GuestMemory.PAGE_SIZE, GuestMemory.MAX_PAGES), this.budget.pages());
		if (pages < engine.basePages()) {
			throw new InvalidRequestException(
					"limits.memory is " + Quantity.formatBytes(limit) + "; a JavaScript sandbox needs at least "
							+ Quantity.formatBytes((long) engine.basePages() * GuestMemory.PAGE_SIZE)
							+ " before it runs anything");
		}
		return (int) pages;
	}

	private Ending ending(Execution execution, QuickJsGuest guest, GuestResult result) {
		ExecutionError error = result.error();
		if (error == null) {
			return Ending.of(ExecutionOutcome.OK, result.value(), null);
		}
		if (result.outOfMemory()) {
			return (guest.memory().refusal() == GuestMemory.Refusal.BUDGET) ? Ending.failed(budgetSpent(execution))
					: Ending.of(ExecutionOutcome.MEMORY_LIMIT, null, error);
		}
		// The guest names the limit, but only what the host saw refused counts
		for (ExecutionOutcome limit : GATEWAY_LIMITS) {
			if (limit.value().equals(result.toolErrorCode()) && execution.gateway().hasReached(limit)) {
				return Ending.of(limit, null, error);
			}
		}
		return Ending.of(ExecutionOutcome.CODE_ERROR, null, error);
	}

	private Ending endingOf(Throwable thrown, Execution execution) {
		if (thrown instanceof StackOverflowError || thrown.getCause() instanceof StackOverflowError) {
			return Ending.of(ExecutionOutcome.CODE_ERROR, null,
					ExecutionError.of("RangeError", "Maximum call stack size exceeded"));
		}
		if (thrown instanceof OutOfMemoryError) {
			return Ending.failed(new SandboxFailedException("The JVM has no memory left for the sandbox",
					WasmBackendFactory.KIND, execution.gateway().callsAccepted() == 0, null, thrown));
		}
		logger.warn("The guest of execution {} failed", execution.id(), thrown);
		if (thrown instanceof GuestFault
				|| thrown instanceof WasmEngineException && !(thrown instanceof WasmInterruptedException)) {
			return Ending.of(ExecutionOutcome.CRASHED, null,
					ExecutionError.of("Crashed", "The engine in the sandbox failed: " + thrown.getMessage()));
		}
		return Ending.failed(new SandboxFailedException("The sandbox failed: " + thrown, WasmBackendFactory.KIND, false,
				null, thrown));
	}

	private static SandboxFailedException budgetSpent(Execution execution) {
		boolean retryable = execution.gateway().callsAccepted() == 0;
		return new SandboxFailedException(
				"The sandboxes use all the memory that they may have together"
						+ (retryable ? "; try again" : "; the execution had called tools by then")
						+ ", or raise wasm.total-memory or the JVM's heap",
				WasmBackendFactory.KIND, retryable, null, null);
	}

	/* Clones the next guest ahead: now there is a thread with nothing to do. */
	private void refill() {
		try {
			Integer wanted = this.profile.pool().minIdle();
			int minIdle = (wanted != null) ? wanted : DEFAULT_MIN_IDLE;
			QuickJsEngine engine = this.engine.get();
			while (!this.closed && this.idle.size() < minIdle && this.idle.size() < this.permits.availablePermits()) {
				QuickJsGuest guest = engine.newGuest(engine.basePages(), this.budget);
				if (guest == null) {
					return;
				}
				this.idle.add(guest);
			}
			if (this.closed) {
				releaseIdle();
			}
		}
		catch (RuntimeException | Error ex) {
			// The next execution makes its own, and tells its caller if it cannot
			logger.debug("No guest was made ahead", ex);
		}
	}

	private void releaseIdle() {
		QuickJsGuest guest = this.idle.poll();
		while (guest != null) {
			guest.memory().release();
			guest = this.idle.poll();
		}
	}

	// On the thread that waits

	private static Ending cancelled() {
		return Ending.of(ExecutionOutcome.CANCELLED, null,
				ExecutionError.of("Cancelled", "The execution was cancelled"));
	}

	private ExecuteResult result(GuestRun run, Execution execution, Ending ending) {
		Limits limits = execution.request().limits();
		long readyAt = run.isReady() ? run.readyAt() : ending.at();
		Duration ran = Duration.ofNanos(Math.max(0, ending.at() - readyAt));
		Timings timings = new Timings((readyAt - execution.admittedAt()) / 1e6, ran.toNanos() / 1e6);
		LimitsEnforced enforced = WasmEnforcement.measured(enforcement(limits), limits, run.memory(), ran);
		Integer exitCode = switch (ending.outcome()) {
			case OK -> 0;
			case CODE_ERROR -> 1;
			default -> null;
		};
		ToolRuntimeException failure = ending.failure();
		if (failure != null && !run.isReady()) {
			throw failure;
		}
		ExecuteResult result = execution.result(ending.outcome(), ending.value(), ending.error(), exitCode, timings,
				this.info.withPooled(run.isPooled()), enforced, List.of());
		if (failure instanceof SandboxFailedException) {
			throw new SandboxFailedException(failure.getMessage(), WasmBackendFactory.KIND, failure.isRetryable(),
					result, failure.getCause());
		}
		if (failure != null) {
			throw failure;
		}
		return result;
	}

	/**
	 * Ends what still runs and every thread of this backend. Tools that still run are
	 * told so, and not interrupted.
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		for (GuestRun run : this.active) {
			run.end(Ending.failed(new SandboxFailedException("The backend was closed while the code ran",
					WasmBackendFactory.KIND, false, null, null)));
		}
		this.guestThreads.shutdown();
		this.toolThreads.shutdown();
		releaseIdle();
		try {
			if (!this.guestThreads.awaitTermination(CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
				logger.warn("Guests of profile '{}' still run; they are daemon threads and will end",
						this.profile.name());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
