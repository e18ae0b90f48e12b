package io.toolruntime.docker;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.BackendInfo;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.guest.GuestProgram;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.Proc;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxProvider;
import io.toolruntime.sandbox.SandboxSpec;
import io.toolruntime.sandbox.Trials;

/**
 * Opens sandboxes as containers of a Docker Engine. Where one is not what it should be,
 * none is used, and never something less.
 */
final class DockerSandboxProvider implements SandboxProvider {

	private static final Logger logger = LoggerFactory.getLogger(DockerSandboxProvider.class);

	/** Health is asked for often, and a trial takes half a second of two processors. */
	private static final Duration TRIED_FOR = Duration.ofMinutes(1);

	private static final Limits OF_A_TRIAL = new Limits(null, 256L << 20, 1.0, 64, 1L << 20, null, null, null);

	private static final String GVISOR_KERNEL = "gVisor";

	private static final String GUEST_KERNEL = "virtual machine";

	private static final String UNFILTERED = "code in gVisor can mount file systems of its own, bounded by memory only:"
			+ " add --oci-seccomp to the runtime's arguments in the engine's daemon.json, and leave docker.seccomp at default";

	/* As runc says it, and as the engine's init does. */
	private static final Pattern MISSING = Pattern
		.compile("(?i)executable file not found|no such file|exit code 12[67]");

	private final BackendInfo info;

	private final OciRuntime runtime;

	private final DockerProperties properties;

	private final @Nullable DockerConnection connection;

	private final ApplicationInstance application;

	private final EngineRequirements requirements;

	private final ContainerDefinition definition;

	private final GuestImages images;

	private final Map<String, GuestProgram> guests = new ConcurrentHashMap<>();

	private final Trials trials = new Trials(TRIED_FOR, System::nanoTime);

	/** What was tried and has a kernel of its own. */
	private final Set<String> tried = ConcurrentHashMap.newKeySet();

	/** The kernel that a trial met; {@code null} before there was one. */
	private volatile @Nullable Enforcement kernel;

	/** Whether code in gVisor is kept from mounting; {@code null} before it was tried. */
	private volatile @Nullable Boolean filtered;

	/** Whether the sandbox of the last trial could be looked at from the host. */
	private volatile boolean seen;

	private final Object lock = new Object();

	private @Nullable DockerHost host;

	private @Nullable FutureTask<DockerHost> connecting;

	private boolean closed;

	/**
	 * Creates a provider. Touches no engine.
	 * @param profile name of the profile
	 * @param properties what is configured
	 * @param runtime what containers run on
	 * @param connection where the engine is, or {@code null} to find it as it is
	 * configured
	 * @param application this application
	 * @param startTimeout how long an execution waits for an image that is being pulled
	 * @throws IllegalArgumentException if something that is configured cannot be used
	 */
	DockerSandboxProvider(String profile, DockerProperties properties, OciRuntime runtime,
			@Nullable DockerConnection connection, ApplicationInstance application, Duration startTimeout) {
		this.info = new BackendInfo(runtime.kind(), profile, runtime.isolation(), false, (runtime.name() != null)
				? Map.of("engine", DockerBackendFactory.KIND, "oci-runtime", runtime.name()) : Map.of());
		this.runtime = runtime;
		this.properties = properties;
		this.connection = (connection != null) ? connection : ConnectionFinder.configured(properties);
		this.application = application;
		if (runtime.hasOwnKernel() && properties.apparmor() != null) {
			throw new IllegalArgumentException("docker.apparmor is '" + properties.apparmor() + "', and "
					+ runtime.kind() + " has a kernel of its own, which knows no AppArmor; take the key out");
		}
		this.requirements = new EngineRequirements(runtime, properties);
		this.definition = new ContainerDefinition(runtime,
				SeccompProfile.of(String.valueOf(properties.seccomp()), runtime), properties.apparmor());
		this.images = new GuestImages(runtime.kind(), properties, startTimeout);
	}

	@Override
	public BackendInfo info() {
		return this.info;
	}

	@Override
	public Set<String> languages() {
		return GuestProgram.languages();
	}

	@Override
	public String image(String language) {
		DockerHost current;
		synchronized (this.lock) {
			current = this.host;
		}
		DockerEngine engine = (current != null) ? current.engine() : null;
		return ((engine != null) ? engine.description() : "docker") + " " + this.runtime.name() + " "
				+ this.images.digest(engine, language);
	}

	@Override
	public Map<String, Object> check() {
		try {
			DockerHost current = host();
			Info engine = current.engine().info();
			requireAble(current, engine);
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("engine", "Docker " + current.engine().description());
			details.put("oci-runtime", (this.runtime.name() != null) ? this.runtime.name() : "the engine's default");
			details.put("cgroup", "v" + engine.getCGroupVersion() + " " + engine.getCGroupDriver());
			for (String language : new TreeSet<>(languages())) {
				this.images.look(current.engine(), language);
				details.put(language, this.trials.result(language, image(language), () -> attempt(current, language)));
				details.put(language + ".image", this.images.digest(current.engine(), language));
			}
			details.put("observed", observed(current));
			return details;
		}
		catch (SandboxFailedException ex) {
			forget();
			throw new RuntimeUnavailableException(String.valueOf(ex.getMessage()), this.runtime.kind(), null, ex);
		}
		catch (RuntimeUnavailableException ex) {
			forget();
			throw ex;
		}
	}

	/* It may be another engine, or one that was set up anew, that answers next. */
	private void forget() {
		this.tried.clear();
		this.trials.forget();
		this.filtered = null;
		this.kernel = null;
		this.seen = false;
	}

	private String observed(DockerHost current) {
		if (this.seen) {
			return "the engine runs on this machine: its containers are looked at";
		}
		return current.isHere()
				? "the engine's containers cannot be seen from here: limits are as it says."
						+ " An application in a container sees them with the host's process namespace (--pid=host)"
				: "the engine runs elsewhere: limits are as it says";
	}

	private void requireAble(DockerHost current, Info engine) {
		this.requirements.missing(engine, current.mayHaveSwap()).ifPresent((missing) -> {
			throw unavailable(missing);
		});
	}

	/* Whether all of it works shows only when it is done. */
	private String attempt(DockerHost current, String language) {
		GuestImage image = this.images.of(current.engine(), language);
		SandboxSpec spec = new SandboxSpec("tr-check-" + UUID.randomUUID(), language, OF_A_TRIAL,
				Map.of(SandboxSpec.INSTANCE, ContainerReaper.label(this.application), SandboxSpec.PROFILE,
						this.info.profile()));
		KernelTrial trial = new KernelTrial(this.runtime.kind(), language);
		String interpreter = interpreter(language);
		try (DockerSandbox sandbox = open(current, spec, image, trial.command(interpreter))) {
			KernelTrial.Met met = met(trial, sandbox, language, interpreter);
			this.seen = sandbox.isSeen();
			if (this.runtime.hasOwnKernel()) {
				requireOwnKernel(current, met.kernel());
				this.filtered = met.filtered() && DockerProperties.DEFAULT_SECCOMP.equals(this.properties.seccomp());
				this.kernel = Enforcement.measured(null, this.runtime.isGvisor() ? GVISOR_KERNEL : GUEST_KERNEL,
						Observer.GUEST, met.kernel().release(), null);
				this.tried.add(image(language));
			}
			return met.runtime() + (this.runtime.hasOwnKernel() ? " on kernel " + met.kernel().release() : "");
		}
	}

	private KernelTrial.Met met(KernelTrial trial, Sandbox sandbox, String language, String interpreter) {
		try {
			return trial.in(sandbox);
		}
		catch (SandboxFailedException ex) {
			throw explained(ex, language, interpreter);
		}
	}

	private void requireOwnKernel(DockerHost current, KernelIdentity kernel) {
		String release = String.valueOf(current.engine().info().getKernelVersion());
		KernelIdentity host = KernelIdentity.ofThisMachine()
			.filter((own) -> current.isHere())
			.orElse(new KernelIdentity(release, "", ""));
		kernel.sharedWith(host).ifPresent((reason) -> {
			throw unavailable("Runtime '" + this.runtime.name() + "' of the engine is not " + this.runtime.kind() + ": "
					+ reason);
		});
	}

	/*
	 * Of gVisor it takes a sandbox to tell. Where none has been tried yet, this is what
	 * one would have: it is open() that refuses then, with the reason. Nobody waits here.
	 */
	@Override
	public LimitsEnforced enforcement(Limits limits) {
		return LimitsEnforced.nothing(limits).with(configured(limits));
	}

	private Map<Limit, Enforcement> configured(Limits limits) {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		boolean gvisor = this.runtime.isGvisor();
		boolean own = this.runtime.hasOwnKernel();
		entries.put(Limit.NETWORK, Enforcement.configured(null, ContainerInspection.NETWORK));
		entries.put(Limit.ROOT_FILESYSTEM, Enforcement.configured(null, ContainerInspection.ROOT_FILESYSTEM));
		entries.put(Limit.USER, Enforcement.configured(null, ContainerInspection.USER));
		entries.put(Limit.CAPABILITIES, Enforcement.configured(null, ContainerInspection.CAPABILITIES));
		entries.put(Limit.ENVIRONMENT, Enforcement.configured(null, ContainerInspection.ENVIRONMENT));
		entries.put(Limit.SYSTEM_CALLS,
				Enforcement.configured(null,
						own ? (gvisor ? "gVisor's own kernel serves them" : "a guest kernel serves them")
								: ContainerInspection.SYSTEM_CALLS));
		entries.put(Limit.KERNEL, kernel());
		configure(entries, limits, Limit.MEMORY, "cgroup memory limit");
		configure(entries, limits, Limit.CPUS, "cgroup cpu quota");
		configure(entries, limits, Limit.PIDS,
				gvisor ? "rlimit nproc in gVisor, cgroup pids.max above it" : "cgroup pids.max");
		configure(entries, limits, Limit.DISK,
				gvisor ? "tmpfs size, no mounts by seccomp; files are bounded by memory" : ContainerInspection.DISK);
		if (gvisor && Boolean.FALSE.equals(this.filtered) && limits.value(Limit.DISK) != null) {
			entries.put(Limit.DISK, Enforcement.notEnforced(limits.value(Limit.DISK), UNFILTERED));
		}
		return entries;
	}

	private Enforcement kernel() {
		if (!this.runtime.hasOwnKernel()) {
			return Enforcement.notEnforced(null, "the sandbox runs on the kernel of the engine's machine");
		}
		Enforcement met = this.kernel;
		return (met != null) ? met
				: Enforcement.configured(null, this.runtime.isGvisor() ? GVISOR_KERNEL : GUEST_KERNEL);
	}

	private static void configure(Map<Limit, Enforcement> entries, Limits limits, Limit limit, String mechanism) {
		Object requested = limits.value(limit);
		if (requested != null) {
			entries.put(limit, Enforcement.configured(requested, mechanism));
		}
	}

	/*
	 * The connection looks for what dead applications left; images may have to be pulled;
	 * and what holds on a kernel of its own is known before somebody asks.
	 */
	@Override
	public Optional<Runnable> preparation() {
		return Optional.of(() -> {
			DockerHost current = host();
			for (String language : languages()) {
				prepare(current, language);
			}
		});
	}

	private void prepare(DockerHost current, String language) {
		try {
			this.images.prepare(current.engine(), language);
			requireTried(current, language);
		}
		catch (ToolRuntimeException ex) {
			// Health says so too, and the other languages may do
			logger.warn("Profile '{}' cannot run {}: {}", this.info.profile(), language, ex.getMessage());
		}
	}

	@Override
	public Sandbox open(SandboxSpec spec) {
		DockerHost current = host();
		GuestImage image = this.images.of(current.engine(), spec.language());
		requireTried(current, spec.language());
		List<String> command = this.guests.computeIfAbsent(spec.language(), GuestProgram::of)
			.command(interpreter(spec.language()));
		return open(current, spec, image, command);
	}

	private void requireTried(DockerHost current, String language) {
		if (!this.runtime.hasOwnKernel() || this.tried.contains(image(language))) {
			return;
		}
		boolean unknown = this.filtered == null;
		this.trials.result(language, image(language), () -> attempt(current, language));
		if (!this.tried.contains(image(language))) {
			attempt(current, language);
		}
		if (unknown && Boolean.FALSE.equals(this.filtered)) {
			// Policy has believed more of it when it let this execution pass
			throw new RuntimeUnavailableException("What the engine's gVisor enforces is known only now: " + UNFILTERED
					+ ". Try again where that is enough", this.runtime.kind(), Duration.ofSeconds(1));
		}
	}

	private String interpreter(String language) {
		return this.properties.commands().getOrDefault(language, GuestProgram.interpreterOf(language));
	}

	private DockerSandbox open(DockerHost current, SandboxSpec spec, GuestImage image, List<String> command) {
		Created created = create(current, spec, image, command);
		String container = created.id();
		AttachedStreams streams = null;
		boolean opened = false;
		try {
			streams = current.engine().attach(container);
			current.engine().start(container);
			opened = true;
			return new DockerSandbox(spec, created.asked(), current, container, command.get(0), streams, this.seen);
		}
		catch (NotFoundException ex) {
			throw new SandboxFailedException("Somebody removed the container of a sandbox before it was started",
					this.runtime.kind(), true, null, ex);
		}
		catch (SandboxFailedException ex) {
			throw explained(ex, spec.language(), command.get(0));
		}
		finally {
			if (!opened) {
				current.abandon(container, streams);
			}
		}
	}

	private Created create(DockerHost current, SandboxSpec spec, GuestImage image, List<String> command) {
		DockerEngine engine = current.engine();
		boolean doubtful = true;
		try {
			CreateContainerCmd asked = this.definition.define(engine.newContainer(image.id()), spec, image, command);
			CreateContainerResponse created;
			try {
				created = engine.create(asked);
			}
			catch (NotFoundException ex) {
				// Somebody removed the image, or it has another digest now
				GuestImage other = this.images.refresh(engine, spec.language());
				asked = this.definition.define(engine.newContainer(other.id()), spec, other, command);
				created = engine.create(asked);
			}
			requireNothingDiscarded(created);
			doubtful = false;
			return new Created(created.getId(), Objects.requireNonNull(asked.getHostConfig()));
		}
		catch (NotFoundException ex) {
			doubtful = false;
			throw new RuntimeUnavailableException(
					"The engine has lost the image of " + spec.language() + " twice: " + EngineCalls.text(ex),
					this.runtime.kind(), null, ex);
		}
		finally {
			if (doubtful) {
				// Its name will do: what did not answer in time may be created all the
				// same
				current.abandon(spec.id(), null);
			}
		}
	}

	/* An engine that cannot hold a limit says so, and starts the container without. */
	private void requireNothingDiscarded(CreateContainerResponse created) {
		String[] warnings = created.getWarnings();
		for (String warning : (warnings != null) ? warnings : new String[0]) {
			if (warning.contains("iscarded")) {
				throw unavailable("The engine does not hold what it was asked for: " + warning);
			}
			logger.debug("The engine warns: {}", warning);
		}
	}

	private SandboxFailedException explained(SandboxFailedException failure, String language, String interpreter) {
		String message = String.valueOf(failure.getMessage());
		String remedy = "";
		if (message.contains("docker-init")) {
			remedy = ". The engine lacks its init program: install tini, or Docker's own packages";
		}
		else if (MISSING.matcher(message).find()) {
			remedy = ". Image " + this.properties.images().get(language) + " seems to have no " + interpreter + " on "
					+ ContainerDefinition.PATH + "; name another in docker.images." + language
					+ ", or its absolute path in docker.commands." + language;
		}
		return remedy.isEmpty() ? failure
				: new SandboxFailedException(message + remedy, this.runtime.kind(), false, null, failure);
	}

	/* Whoever asks while it is connected to waits for the same attempt. */
	private DockerHost host() {
		FutureTask<DockerHost> attempt;
		boolean first = false;
		synchronized (this.lock) {
			requireOpen();
			if (this.host != null) {
				return this.host;
			}
			if (this.connecting == null) {
				this.connecting = new FutureTask<>(this::connect);
				first = true;
			}
			attempt = this.connecting;
		}
		if (first) {
			attempt.run();
		}
		try {
			return attempt.get();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure
					: unavailable("The engine cannot be connected to: " + ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unavailable("Interrupted while the engine was connected to");
		}
	}

	private DockerHost connect() {
		DockerHost connected = null;
		boolean kept = false;
		try {
			DockerConnection engine = (this.connection != null) ? this.connection
					: new ConnectionFinder().find(this.runtime.kind());
			connected = DockerHost.connect(engine, this.runtime, this.definition, new Proc());
			requireAble(connected, connected.engine().info());
			synchronized (this.lock) {
				requireOpen();
				this.host = connected;
				kept = true;
			}
			reap(connected.engine());
			return connected;
		}
		finally {
			synchronized (this.lock) {
				this.connecting = null;
			}
			if (connected != null && !kept) {
				connected.close();
			}
		}
	}

	private void requireOpen() {
		if (this.closed) {
			throw unavailable("The backend of profile '" + this.info.profile() + "' is closed");
		}
	}

	/* Nobody waits for that. */
	private void reap(DockerEngine engine) {
		Thread thread = new Thread(() -> new ContainerReaper(engine, this.application).reap(),
				"toolruntime-" + this.runtime.kind() + "-reaper");
		thread.setDaemon(true);
		thread.start();
	}

	private RuntimeUnavailableException unavailable(String message) {
		return new RuntimeUnavailableException(message, this.runtime.kind(), null);
	}

	@Override
	public void close() {
		synchronized (this.lock) {
			this.closed = true;
			if (this.host != null) {
				this.host.close();
				this.host = null;
			}
		}
	}

	/**
	 * A container.
	 *
	 * @param id its id
	 * @param asked what the engine was asked for
	 */
	private record Created(String id, HostConfig asked) {
	}

}
