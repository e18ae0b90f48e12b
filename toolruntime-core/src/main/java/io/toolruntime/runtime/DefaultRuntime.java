package io.toolruntime.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.BackendDeniedException;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionEvents;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ProfileInfo;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.ToolRuntime;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;

/**
 * The router: resolves the profile of a request, checks policy, admits it, and hands it
 * to the profile's backend with a gateway of its own.
 */
public final class DefaultRuntime implements ToolRuntime {

	private static final Logger logger = LoggerFactory.getLogger(DefaultRuntime.class);

	private final RuntimeSettings settings;

	private final BackendRegistry registry;

	private final ProfilePolicy policy;

	private final ProfileGateways gateways;

	private final ExecutionObservation observation;

	private final List<ExecutionListener> listeners;

	private final Transformers transformers;

	private final RequestValidator validator = new RequestValidator();

	private final RunningExecutions running = new RunningExecutions();

	private final ExecutorService threads;

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Creates a runtime from profiles with the defaults of their names.
	 * @param backends what runs each profile, by the profile's name
	 * @param defaultProfile profile of requests that name none
	 * @param denyUnsafeProfiles profiles that must not run on the unsafe host
	 * @param gateway what the code may reach
	 */
	public DefaultRuntime(Map<String, Backend> backends, String defaultProfile, Set<String> denyUnsafeProfiles,
			ToolGateway gateway) {
		this(new RuntimeSettings(RuntimeSettings.DEFAULTS.defaultLanguage(), defaultProfile, denyUnsafeProfiles,
				RuntimeSettings.DEFAULTS.shutdownTimeout()), gateway, ObservationRegistry.NOOP, List.of());
		backends.forEach((name, backend) -> register(SecurityProfile.named(name), backend));
	}

	/**
	 * Creates a runtime without profiles.
	 * @param settings what holds for all
	 * @param gateway what the code may reach
	 * @param observations where executions and tool calls are observed
	 * @param listeners hear of every execution
	 */
	public DefaultRuntime(RuntimeSettings settings, ToolGateway gateway, ObservationRegistry observations,
			List<ExecutionListener> listeners) {
		this(settings, gateway, observations, listeners, List.of());
	}

	/**
	 * Creates a runtime without profiles, that runs more languages than its backends.
	 * @param settings what holds for all
	 * @param gateway what the code may reach
	 * @param observations where executions and tool calls are observed
	 * @param listeners hear of every execution
	 * @param transformers turn languages that a backend does not know into ones that it
	 * does; closed with the runtime
	 */
	public DefaultRuntime(RuntimeSettings settings, ToolGateway gateway, ObservationRegistry observations,
			List<ExecutionListener> listeners, List<CodeTransformer> transformers) {
		this.settings = settings;
		this.registry = new BackendRegistry(settings.defaultProfile());
		this.policy = new ProfilePolicy(settings.denyUnsafeProfiles());
		this.gateways = new ProfileGateways(this.registry, gateway, observations);
		this.observation = new ExecutionObservation(observations);
		this.listeners = List.copyOf(listeners);
		this.transformers = new Transformers(transformers);
		// Threads only while started executions wait or run, which admission bounds
		this.threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "toolruntime-execution");
					thread.setDaemon(true);
					return thread;
				});
	}

	/**
	 * Adds a profile. Executions under it are accepted from now on.
	 * @param profile the profile
	 * @param backend what runs it; closed with the runtime, or when the profile is
	 * removed
	 * @throws IllegalStateException if the profile is registered already, or the runtime
	 * is closed; the backend is the caller's to close then
	 * @throws UnsupportedOperationException if the profile chooses tools and the gateway
	 * cannot
	 */
	public void register(SecurityProfile profile, Backend backend) {
		requireNotClosed(profile);
		this.gateways.requireNarrowable(profile);
		this.registry.register(profile, backend);
		if (this.closed.get() && this.registry.remove(profile.name()).isPresent()) {
			// Closed meanwhile, and did not see it
			requireNotClosed(profile);
		}
	}

	private void requireNotClosed(SecurityProfile profile) {
		if (this.closed.get()) {
			throw new IllegalStateException("The runtime is closed; profile '" + profile.name() + "' is not added");
		}
	}

	/**
	 * Removes a profile: refuses new executions under it, waits a while for those that
	 * run, cancels the rest, and closes its backend. Blocks until that is done.
	 * @param profile the profile's name
	 * @return whether there was such a profile
	 */
	public boolean unregister(String profile) {
		return this.registry.remove(profile).map((registered) -> {
			this.running.drain(registered::equals, this.settings.shutdownTimeout());
			closeBackend(registered);
			return true;
		}).orElse(false);
	}

	/**
	 * Returns the profiles and their backends.
	 * @return the registry
	 */
	public BackendRegistry registry() {
		return this.registry;
	}

	/**
	 * Returns what opens gateways for calls outside any execution.
	 * @return the opener
	 */
	public ProfileGateways gateways() {
		return this.gateways;
	}

	@Override
	public List<ProfileInfo> profiles() {
		String defaultProfile = this.registry.defaultProfile();
		return this.registry.list()
			.stream()
			.map((registered) -> new ProfileInfo(registered.profile().name(), registered.backend().info(),
					this.transformers.languages(registered.backend()), registered.profile().limits(),
					registered.profile().name().equals(defaultProfile)))
			.toList();
	}

	@Override
	public ExecuteResult execute(ExecuteRequest request) {
		return run(admit(request, ExecutionListener.NONE), null);
	}

	@Override
	public ExecutionHandle start(ExecuteRequest request, ExecutionListener listener) {
		AdmittedExecution admitted = admit(request, listener);
		Observation parent = this.observation.current();
		CompletableFuture<ExecuteResult> result = new CompletableFuture<>();
		try {
			this.threads.execute(() -> {
				try {
					result.complete(run(admitted, parent));
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
			});
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// Closed meanwhile, or no memory for a thread's stack
			admitted.abandon();
			throw new RuntimeUnavailableException("No thread could be had for the execution",
					admitted.registered().backend().info().kind(), Duration.ofSeconds(1), ex);
		}
		return new StartedExecution(admitted.request(), admitted.cancellation(), result);
	}

	private ExecuteResult run(AdmittedExecution admitted, @Nullable Observation parent) {
		return this.observation.observe(admitted.request(), admitted.registered(), parent,
				() -> admitted.run(this.gateways, this.transformers));
	}

	private AdmittedExecution admit(ExecuteRequest request, ExecutionListener listener) {
		this.validator.validate(request);
		requireOpen();
		RegisteredBackend registered = this.registry.resolve(request.profile());
		ExecuteRequest resolved = resolve(request, registered);
		try {
			return admit(resolved, registered, listener);
		}
		catch (BackendDeniedException | RuntimeUnavailableException ex) {
			this.observation.observe(resolved, registered, null, () -> {
				throw ex;
			});
			throw ex;
		}
	}

	private AdmittedExecution admit(ExecuteRequest resolved, RegisteredBackend registered, ExecutionListener listener) {
		this.policy.check(registered.profile(), registered.backend(), resolved.limits());
		List<ExecutionListener> all = new ArrayList<>(this.listeners);
		all.add(listener);
		Cancellation cancellation = new Cancellation();
		RunningExecutions.Registration registration = this.running.add(Objects.requireNonNull(resolved.id()),
				registered, cancellation);
		try {
			// Asked after the entry is there: a close() or unregister() from now on sees
			// and drains it
			requireOpen();
			requireRegistered(registered);
			return new AdmittedExecution(resolved, registered, new ExecutionEvents(all), cancellation, registration,
					registered.admission().enter());
		}
		catch (RuntimeException ex) {
			registration.close();
			throw ex;
		}
	}

	/*
	 * What the request left open is written into it: the backend sees the profile, the
	 * language and the limits that are in force, not those that were asked for.
	 */
	private ExecuteRequest resolve(ExecuteRequest request, RegisteredBackend registered) {
		SecurityProfile profile = registered.profile();
		return request.toBuilder()
			.id((request.id() != null) ? request.id() : UUID.randomUUID().toString())
			.language(this.validator.language(request, this.settings.defaultLanguage(),
					this.transformers.languages(registered.backend()), profile.name()))
			.profile(profile.name())
			.limits(profile.limits().tightenedBy(request.limits()))
			.build();
	}

	private void requireRegistered(RegisteredBackend registered) {
		String profile = registered.profile().name();
		if (this.registry.find(profile).filter((current) -> current == registered).isEmpty()) {
			throw new RuntimeUnavailableException("Profile '" + profile + "' was removed in this moment; try another",
					registered.backend().info().kind(), null);
		}
	}

	private void requireOpen() {
		if (this.closed.get()) {
			throw new RuntimeUnavailableException("The runtime is closed", null, null);
		}
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.running.drain((registered) -> true, this.settings.shutdownTimeout());
		this.registry.list()
			.forEach((registered) -> this.registry.remove(registered.profile().name())
				.ifPresent(DefaultRuntime::closeBackend));
		this.transformers.close();
		this.threads.shutdown();
	}

	private static void closeBackend(RegisteredBackend registered) {
		try {
			registered.backend().close();
		}
		catch (RuntimeException ex) {
			logger.warn("The backend of profile '{}' did not close", registered.profile().name(), ex);
		}
	}

}
