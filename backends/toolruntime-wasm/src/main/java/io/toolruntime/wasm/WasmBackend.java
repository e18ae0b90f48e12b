package io.toolruntime.wasm;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
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

	/**
	 * How long a result waits for its guest to be gone, so that what it used is final.
	 */
	private static final Duration GUEST_GRACE = Duration.ofMillis(250);

	private final SecurityProfile profile;

	private final LazyEngine engine;

	private final MemoryBudget budget;

	private final BackendInfo info;

	private final Places places;

	private final GuestPool guests;

	private final Set<GuestRun> active = ConcurrentHashMap.newKeySet();

	private final SandboxThreads threads;

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
		this.places = new Places(maxTotal);
		this.guests = new GuestPool(engine, budget, profile);
		this.threads = new SandboxThreads(profile.name(), maxTotal);
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
		return Optional
			.of(new PoolState(this.guests.idle(), this.places.taken(), this.places.waiting(), this.places.total()));
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
			boolean full = this.budget.tryReserve(engine.basePages(), 0) != null;
			if (!full) {
				engine.newGuest(this.budget).memory().release();
			}
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("engine", "QuickJS " + engine.version());
			details.put("guestMemory", Quantity.formatBytes(this.budget.used() * GuestMemory.PAGE_SIZE));
			details.put("full", full);
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
		if (this.closed) {
			throw Outcomes.closed(this.profile);
		}
		requireSupported(execution);
		GuestRun run = new GuestRun(execution);
		this.active.add(run);
		boolean interrupted = false;
		try (Cancellation.Registration registration = execution.cancellation()
			.onCancel(() -> run.end(Outcomes.cancelled()))) {
			start(run);
			await(run);
		}
		catch (InterruptedException ex) {
			interrupted = true;
			run.end(Outcomes.cancelled());
		}
		finally {
			this.active.remove(run);
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return result(run, execution, run.ending());
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
	 * Takes a place, which the guest's thread gives back when it is done.
	 */
	private void start(GuestRun run) throws InterruptedException {
		if (!this.places.take(run, this.profile.pool().maxWait())) {
			run.end(Ending.failed(Outcomes.noPlace(this.profile)));
			return;
		}
		GuestHost host = new ExecutionHost(run, new GatewayCalls(run, this.threads.tools(), this.json));
		try {
			this.threads.startGuest(new GuestTask(run, host, this.guests, this.places, this.budget, this.json));
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// Closed meanwhile, or no memory for a thread's stack
			this.places.release();
			run.end(Ending.failed(this.closed ? Outcomes.closed(this.profile) : Outcomes.noThread(ex)));
		}
	}

	private void await(GuestRun run) throws InterruptedException {
		Duration timeout = run.execution().request().limits().timeoutOrNull();
		Ending ending = run.await(System.nanoTime() + this.profile.startTimeout().toNanos(),
				(timeout != null) ? timeout.toNanos() : null);
		if (run.isReady() && ending.outcome() != ExecutionOutcome.OK) {
			run.awaitGuestGone(GUEST_GRACE.toNanos());
		}
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
	 * Cancels what still runs, refuses what waits, and ends every thread of this backend.
	 * Tools that still run are told so, and not interrupted.
	 */
	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		for (GuestRun run : this.active) {
			run.end(run.isReady() ? Outcomes.cancelled() : Ending.failed(Outcomes.closed(this.profile)));
		}
		this.guests.close();
		if (!this.threads.close()) {
			logger.warn("Guests of profile '{}' still run; they are daemon threads and will end", this.profile.name());
		}
	}

}
