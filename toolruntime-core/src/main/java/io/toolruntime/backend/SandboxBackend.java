package io.toolruntime.backend;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.Timings;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.gateway.ToolGatewayServer;
import io.toolruntime.guest.ArtifactBounds;
import io.toolruntime.guest.GuestRequest;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.sandbox.GuestSandbox;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxExit;
import io.toolruntime.sandbox.SandboxPool;
import io.toolruntime.sandbox.SandboxProbe;
import io.toolruntime.sandbox.SandboxProvider;
import io.toolruntime.tool.Cancellation;

/**
 * Turns anything that opens sandboxes into a backend: protocol, pool, limits on time,
 * output and tools, evidence and outcomes are written here, once. What the host saw
 * overrides what the guest says.
 */
public final class SandboxBackend implements Backend {

	private static final Logger logger = LoggerFactory.getLogger(SandboxBackend.class);

	/** Requests of one guest that are served at once; see the guest's own bound. */
	private static final int PARALLEL_CALLS = 16;

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	/** How long a guest whose output has ended may take to have an exit code. */
	private static final Duration EXIT_WAIT = Duration.ofSeconds(2);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private static final int MAX_THREADS = 10_000;

	private static final String CLOCK = "host clock, and the end of the sandbox";

	private final SecurityProfile profile;

	private final SandboxProvider provider;

	private final SandboxPool pool;

	private final ExecutorService toolThreads;

	private final Set<SandboxRun> active = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean closed = new AtomicBoolean();

	/** What the probe found last; {@code null} until it has been run. */
	private volatile @Nullable Found found;

	/**
	 * Creates a backend.
	 * @param profile the profile that it runs
	 * @param provider what opens its sandboxes; closed with it
	 * @param instance name of the running application, for labels
	 */
	public SandboxBackend(SecurityProfile profile, SandboxProvider provider, String instance) {
		this.profile = profile;
		this.provider = provider;
		this.pool = new SandboxPool(profile, provider, instance);
		String name = "toolruntime-" + provider.info().kind() + "-" + profile.name() + "-tool";
		// Tools that outlive their execution keep their thread; this many may
		int max = (int) Math.min(MAX_THREADS, 2L * profile.pool().maxTotal() * (PARALLEL_CALLS + 1));
		this.toolThreads = new ThreadPoolExecutor(0, max, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new SynchronousQueue<>(), (task) -> {
					Thread thread = new Thread(task, name);
					thread.setDaemon(true);
					return thread;
				});
	}

	@Override
	public BackendInfo info() {
		return this.provider.info();
	}

	@Override
	public Set<String> languages() {
		return this.provider.languages();
	}

	@Override
	public BackendHealth health() {
		if (this.closed.get()) {
			return BackendHealth
				.down("The backend was closed; its profile was removed, or the application is stopping");
		}
		try {
			Map<String, Object> details = this.provider.check();
			languages().forEach(this.pool::refill);
			return BackendHealth.up(details);
		}
		catch (ToolRuntimeException ex) {
			return BackendHealth.down(String.valueOf(ex.getMessage()));
		}
	}

	@Override
	public Optional<Runnable> preparation() {
		return this.provider.preparation();
	}

	@Override
	public LimitsEnforced probe(Limits limits) {
		if (!this.closed.get()) {
			Map<Limit, Enforcement> findings = new SandboxProbe(this.profile, this.provider, this.pool,
					this.toolThreads)
				.findings();
			// Before there was a sandbox, nobody may have known of what it would be made
			this.found = new Found(fingerprint(), findings);
		}
		return enforcement(limits);
	}

	/* What was found of another image or engine says nothing of this one. */
	private String fingerprint() {
		return languages().stream().sorted().map(this.provider::image).collect(Collectors.joining("\n"));
	}

	private Map<Limit, Enforcement> findings() {
		Found found = this.found;
		return (found != null && found.fingerprint().equals(fingerprint())) ? found.findings() : Map.of();
	}

	private static Map<Limit, Enforcement> breaches(Map<Limit, Enforcement> findings) {
		Map<Limit, Enforcement> breaches = new EnumMap<>(Limit.class);
		findings.forEach((limit, finding) -> {
			if (finding.status() == Enforcement.Status.NOT_ENFORCED) {
				breaches.put(limit, finding);
			}
		});
		return breaches;
	}

	@Override
	public LimitsEnforced enforcement(Limits limits) {
		return enforcement(limits, findings());
	}

	private LimitsEnforced enforcement(Limits limits, Map<Limit, Enforcement> findings) {
		LimitsEnforced enforced = this.provider.enforcement(limits)
			.with(findings)
			.with(Execution.enforcedByHost(limits));
		Object timeout = limits.value(Limit.TIMEOUT);
		return enforced.with(Limit.TIMEOUT,
				(timeout != null) ? Enforcement.configured(timeout, CLOCK) : Enforcement.notRequested());
	}

	@Override
	public Optional<PoolState> pool() {
		return Optional.of(new PoolState(this.pool.idle(), this.pool.active(), this.pool.pending(),
				this.profile.pool().maxTotal()));
	}

	@Override
	public ExecuteResult execute(Execution execution) {
		if (this.closed.get()) {
			throw new RuntimeUnavailableException("The backend of profile '" + this.profile.name() + "' is closed",
					info().kind(), null);
		}
		if (!languages().contains(execution.language())) {
			throw new InvalidRequestException("language: the " + info().kind() + " backend runs "
					+ String.join(", ", new TreeSet<>(languages())) + ", not '" + execution.language() + "'");
		}
		GuestRequest request = guestRequest(execution);
		SandboxRun run = new SandboxRun(execution);
		this.active.add(run);
		if (this.closed.get()) {
			// Closed meanwhile, by somebody who may not have seen this one
			run.cancel();
		}
		try (Cancellation.Registration registration = execution.cancellation().onCancel(run::cancel)) {
			GuestSandbox sandbox = acquire(execution);
			if (sandbox == null) {
				run.cancel();
				return neverStarted(execution, run.await(null));
			}
			return run(execution, request, run, sandbox);
		}
		finally {
			this.active.remove(run);
		}
	}

	private static GuestRequest guestRequest(Execution execution) {
		ExecuteRequest request = execution.request();
		ArtifactBounds bounds = ArtifactBounds.DEFAULTS;
		Long disk = request.limits().disk();
		if (disk != null && disk > 0 && disk < bounds.maxBytes()) {
			bounds = new ArtifactBounds(bounds.maxFiles(), disk, bounds.maxDepth());
		}
		return new GuestRequest(request.code(), execution.inputJson(), request.env(), request.files(), names(execution),
				bounds);
	}

	/*
	 * Python can wait for the host in the middle of anything, and asks when it is asked.
	 */
	private static @Nullable Map<String, List<String>> names(Execution execution) {
		if (!execution.language().equals("javascript")) {
			return null;
		}
		Map<String, List<String>> names = execution.gateway().toolNames();
		int count = names.values().stream().mapToInt(List::size).sum();
		return (count <= GuestRequest.MAX_NAMES) ? names : null;
	}

	private @Nullable GuestSandbox acquire(Execution execution) {
		try {
			return this.pool.acquire(execution.language(), execution.request().limits(), execution.id(),
					execution.cancellation());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	private ExecuteResult run(Execution execution, GuestRequest request, SandboxRun run, GuestSandbox guest) {
		execution.started();
		long readyAt = System.nanoTime();
		Duration timeout = execution.request().limits().timeoutOrNull();
		SandboxRun.Ending ending;
		LimitsEnforced enforced;
		try {
			guest.session().execute(request, new ToolGatewayServer(execution.gateway()), this.toolThreads, run);
			ending = run.await((timeout != null) ? timeout.toNanos() : null);
			// Whatever the guest asked for that has not begun is for nobody
			execution.gateway().close();
			ending = lookInto(ending, guest.sandbox());
			// What the probe found broken stays broken, whatever this sandbox looks like.
			// All of it before the release: a backend that is closed waits no longer
			Map<Limit, Enforcement> findings = findings();
			enforced = enforcement(execution.request().limits(), findings).with(guest.sandbox().evidence())
				.with(breaches(findings));
		}
		catch (RejectedExecutionException ex) {
			this.pool.releaseNow(guest);
			throw new RuntimeUnavailableException("Too many tools of earlier executions are still running",
					info().kind(), RETRY_AFTER, ex);
		}
		catch (RuntimeException | Error ex) {
			this.pool.releaseNow(guest);
			throw ex;
		}
		if (ending.outcome() == ExecutionOutcome.OK || ending.outcome() == ExecutionOutcome.CODE_ERROR) {
			this.pool.release(guest);
		}
		else {
			// Whoever hears of a timeout may count on its end
			this.pool.releaseNow(guest);
		}
		Duration ran = Duration.ofNanos(Math.max(0, ending.at() - readyAt));
		Timings timings = new Timings((readyAt - execution.admittedAt()) / 1e6, ran.toNanos() / 1e6);
		return execution.result(ending.outcome(), ending.value(), ending.error(), ending.exitCode(), timings,
				info(guest), measured(enforced, execution.request().limits(), ran), ending.artifacts());
	}

	private BackendInfo info(GuestSandbox guest) {
		Map<String, Object> details = new LinkedHashMap<>(info().details());
		String runtime = guest.session().runtime();
		if (runtime != null) {
			details.put("runtime", runtime);
		}
		BackendInfo info = info();
		return new BackendInfo(info.kind(), info.profile(), info.isolation(), guest.pooled(), details);
	}

	private static LimitsEnforced measured(LimitsEnforced enforced, Limits limits, Duration ran) {
		Object timeout = limits.value(Limit.TIMEOUT);
		return (timeout != null)
				? enforced.with(Limit.TIMEOUT,
						Enforcement.measured(timeout, CLOCK, Observer.HOST, null, Quantity.formatDuration(ran)))
				: enforced;
	}

	/*
	 * What the guest says of its end, and what the host has counted: the host comes
	 * first. Only an end that is not well is looked into; code that went on after a limit
	 * ended by itself.
	 */
	private SandboxRun.Ending lookInto(SandboxRun.Ending ending, Sandbox sandbox) {
		boolean failed = ending.outcome() == ExecutionOutcome.CODE_ERROR;
		boolean crashed = ending.outcome() == ExecutionOutcome.CRASHED;
		if (!failed && !crashed) {
			return ending;
		}
		// One that broke the protocol still runs, as a rule: there is no end to wait for
		SandboxExit exit = (crashed && ending.error() == null) ? exit(sandbox) : null;
		Integer exitCode = (exit != null) ? Integer.valueOf(exit.code()) : ending.exitCode();
		ExecutionOutcome limit = sandbox.limitHit(ending.error());
		if (limit != null) {
			return ending.as(limit, (failed && ending.error() != null) ? ending.error()
					: ExecutionError.of("LimitExceeded", LimitMessages.of(limit)), exitCode);
		}
		if (failed || ending.error() != null) {
			return ending.as(ending.outcome(), ending.error(), exitCode);
		}
		String how = (exit != null) ? exit.description() : "no exit code";
		return ending.as(ExecutionOutcome.CRASHED,
				ExecutionError.of("Crashed", "The process that ran the code ended with " + how), exitCode);
	}

	private @Nullable SandboxExit exit(Sandbox sandbox) {
		try {
			return sandbox.exit(EXIT_WAIT).orElse(null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
	}

	private ExecuteResult neverStarted(Execution execution, SandboxRun.Ending ending) {
		Timings timings = new Timings((ending.at() - execution.admittedAt()) / 1e6, 0);
		return execution.result(ending.outcome(), null, ending.error(), null, timings, info(),
				enforcement(execution.request().limits()), ending.artifacts());
	}

	/**
	 * Cancels what still runs, refuses what waits for a sandbox, closes all sandboxes and
	 * lets go of the engine. Tools that still run are told so, and not interrupted.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.active.forEach(SandboxRun::cancel);
		this.pool.close();
		this.toolThreads.shutdown();
		try {
			this.provider.close();
		}
		catch (RuntimeException ex) {
			logger.warn("The {} backend of profile '{}' did not close", info().kind(), this.profile.name(), ex);
		}
	}

	/* What the probe found, and of what. */
	private record Found(String fingerprint, Map<Limit, Enforcement> findings) {
	}

}
