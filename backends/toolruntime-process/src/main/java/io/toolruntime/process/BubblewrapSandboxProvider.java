package io.toolruntime.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.toolruntime.BackendInfo;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.guest.GuestProgram;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.linux.Controller;
import io.toolruntime.linux.Proc;
import io.toolruntime.profile.Isolation;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxExit;
import io.toolruntime.sandbox.SandboxProvider;
import io.toolruntime.sandbox.SandboxSpec;
import io.toolruntime.sandbox.Trials;

/**
 * Opens sandboxes with bubblewrap: real Node and CPython of this machine, in namespaces
 * of their own. Where bubblewrap does not work it is unavailable, and never something
 * less.
 */
public final class BubblewrapSandboxProvider implements SandboxProvider {

	private static final Duration LONGEST_TRIAL = Duration.ofSeconds(5);

	/** Health is asked for often, and a trial takes a tenth of a second. */
	private static final Duration TRIED_FOR = Duration.ofSeconds(10);

	private static final int MOST_OUTPUT = 2000;

	private static final Limits OF_A_TRIAL = new Limits(null, 256L << 20, null, 64, 1L << 20, null, null, null);

	private final BackendInfo info;

	private final ProcessProperties properties;

	private final Proc proc;

	private final Map<String, GuestProgram> guests = new ConcurrentHashMap<>();

	private final HostPrograms programs;

	private final Bubblewrap bubblewrap;

	private final Interpreters interpreters;

	private final Trials trials = new Trials(TRIED_FOR, System::nanoTime);

	private final Object lock = new Object();

	private @Nullable BubblewrapRuntime runtime;

	private boolean closed;

	/**
	 * Creates a provider. Touches nothing.
	 * @param profile name of the profile
	 * @param properties what is configured
	 */
	public BubblewrapSandboxProvider(String profile, ProcessProperties properties) {
		this(profile, properties, GuestProgram.PATH);
	}

	BubblewrapSandboxProvider(String profile, ProcessProperties properties, List<String> path) {
		this(profile, properties, path, new Proc());
	}

	BubblewrapSandboxProvider(String profile, ProcessProperties properties, List<String> path, Proc proc) {
		this.proc = proc;
		this.info = new BackendInfo(ProcessBackendFactory.KIND, profile, Isolation.NAMESPACE, false, Map.of());
		this.properties = properties;
		this.programs = new HostPrograms(path);
		this.bubblewrap = new Bubblewrap(this.programs);
		this.interpreters = new Interpreters(ProcessBackendFactory.KIND, properties.commands(), path);
	}

	@Override
	public BackendInfo info() {
		return this.info;
	}

	@Override
	public Set<String> languages() {
		return this.interpreters.languages();
	}

	@Override
	public String image(String language) {
		return "bubblewrap " + this.bubblewrap.image() + " " + this.interpreters.image(language);
	}

	@Override
	public Map<String, Object> check() {
		Map<String, Object> details = new LinkedHashMap<>();
		BubblewrapRuntime current = runtime();
		this.programs.check();
		details.put("bubblewrap", this.bubblewrap.version());
		details.put("cgroup", current.groups().description());
		for (Controller controller : Controller.values()) {
			if (!current.groups().has(controller)) {
				details.put("cgroup." + controller.key(), current.groups().reason(controller));
			}
		}
		details.put("seccomp", "allowlist for " + System.getProperty("os.arch"));
		details.put("user", current.givesUsers() ? "a user id of its own for each sandbox" : Inspections.SHARED_USER);
		this.interpreters.check();
		for (String language : languages()) {
			details.put(language, this.trials.result(language, image(language), () -> tryIn(current, language)));
		}
		return details;
	}

	/*
	 * Whether the machine allows all of it shows only when it is done. The shell waits,
	 * so that there is something to look at from outside.
	 */
	private String tryIn(BubblewrapRuntime current, String language) {
		Path interpreter = visible(language);
		SandboxSpec spec = new SandboxSpec("check-" + UUID.randomUUID(), language, OF_A_TRIAL, Map.of());
		try (Sandbox sandbox = current.open(spec,
				List.of("/bin/sh", "-c", "\"$0\" --version || exit; read line", interpreter.toString()))) {
			// Not in the common pool, which the application may keep busy
			FutureTask<String> version = new FutureTask<>(() -> line(sandbox.stdout()));
			Thread reader = new Thread(version, "toolruntime-process-check");
			reader.setDaemon(true);
			reader.start();
			try {
				return version.get(LONGEST_TRIAL.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException ex) {
				throw unavailable("A sandbox for " + language + " cannot be used: "
						+ Objects.requireNonNullElse(ex.getCause(), ex).getMessage() + said(sandbox), ex);
			}
			catch (TimeoutException ex) {
				throw unavailable("A sandbox for " + language + " does not start within " + LONGEST_TRIAL.toSeconds()
						+ " seconds", ex);
			}
		}
		catch (IOException | SandboxFailedException ex) {
			throw unavailable("A sandbox for " + language + " cannot be started: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unavailable("Interrupted", ex);
		}
	}

	private static String line(InputStream in) {
		try {
			StringBuilder line = new StringBuilder();
			int read = in.read();
			while (read >= 0 && read != '\n' && line.length() < MOST_OUTPUT) {
				line.append((char) read);
				read = in.read();
			}
			if (line.isEmpty()) {
				throw new IOException("its interpreter does not say its version");
			}
			return line.toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex.getMessage(), ex);
		}
	}

	private String said(Sandbox sandbox) throws IOException, InterruptedException {
		Optional<SandboxExit> exit = sandbox.exit(Duration.ofSeconds(1));
		if (exit.isEmpty()) {
			return "";
		}
		String stderr = text(sandbox.stderr());
		return "; it ended with " + exit.get().description() + (stderr.isEmpty() ? "" : ": " + stderr) + remedy(stderr);
	}

	private String remedy(String stderr) {
		for (String path : this.properties.readOnlyPaths()) {
			Optional<Path> closed = closed(Path.of(path));
			if (stderr.contains(path) && closed.isPresent()) {
				return ". process.read-only-paths has " + path + ", but " + closed.get()
						+ " is closed to other users, and sandboxes have user ids of their own: install it where"
						+ " everybody may read it, such as below /opt";
			}
		}
		if (stderr.contains("proc")) {
			return ". A container that hides parts of /proc does not allow another one inside: run it with an unmasked"
					+ " /proc (Docker: --security-opt systempaths=unconfined)";
		}
		if (Stream.of("unshare", "namespace", "uid map", "uid_map", "mount", "Operation not permitted")
			.anyMatch(stderr::contains)) {
			return ". Allow user namespaces to programs without privileges: sysctl user.max_user_namespaces above 0,"
					+ " kernel.unprivileged_userns_clone=1 and kernel.apparmor_restrict_unprivileged_userns=0 where"
					+ " there are such; in a container, a seccomp profile that allows them";
		}
		return "";
	}

	/* The first folder on the way that others may not go into. */
	private static Optional<Path> closed(Path path) {
		for (int i = 1; i <= path.getNameCount(); i++) {
			Path folder = Path.of("/").resolve(path.subpath(0, i));
			try {
				if (!Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE)) {
					return Optional.of(folder);
				}
			}
			catch (IOException ex) {
				return Optional.empty();
			}
		}
		return Optional.empty();
	}

	private static String text(InputStream in) throws IOException {
		return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
	}

	private static RuntimeUnavailableException unavailable(String message, @Nullable Throwable cause) {
		return new RuntimeUnavailableException(message, ProcessBackendFactory.KIND, null, cause);
	}

	/* Where it is must be among what a sandbox sees, before and after links. */
	private Path visible(String language) {
		Path interpreter = this.interpreters.require(language);
		try {
			for (Path path : List.of(interpreter, interpreter.toRealPath())) {
				if (Stream.concat(BubblewrapCommand.SYSTEM.stream(), this.properties.readOnlyPaths().stream())
					.noneMatch((seen) -> path.startsWith(seen))) {
					throw unavailable("process.commands." + language + " leads to " + path
							+ ", which a sandbox does not see; add the folder that it is installed in to process.read-only-paths",
							null);
				}
			}
			return interpreter;
		}
		catch (IOException ex) {
			throw unavailable("process.commands." + language + ": " + ex.getMessage(), ex);
		}
	}

	/*
	 * Where no sandbox can be opened, this is what one would have: it is open() that
	 * refuses then, with the reason, and never opens something less.
	 */
	@Override
	public LimitsEnforced enforcement(Limits limits) {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		try {
			BubblewrapRuntime current = runtime();
			Inspections.configure(entries, limits, current.groups(), current.givesUsers());
		}
		catch (RuntimeUnavailableException ex) {
			try {
				Inspections.configure(entries, limits, BubblewrapRuntime.findGroups(this.proc, this.properties),
						BubblewrapRuntime.isRoot(this.proc));
			}
			catch (IOException notLinux) {
				throw ex;
			}
		}
		return LimitsEnforced.nothing(limits).with(entries);
	}

	@Override
	public Sandbox open(SandboxSpec spec) {
		BubblewrapRuntime current = runtime();
		Path interpreter = visible(spec.language());
		return current.open(spec,
				this.guests.computeIfAbsent(spec.language(), GuestProgram::of).command(interpreter.toString()));
	}

	/**
	 * Opens a sandbox with another program than the guest.
	 * @param spec what it shall be
	 * @param command program and arguments
	 * @return the sandbox
	 */
	Sandbox open(SandboxSpec spec, List<String> command) {
		return runtime().open(spec, command);
	}

	private BubblewrapRuntime runtime() {
		synchronized (this.lock) {
			if (this.closed) {
				throw unavailable("The backend of profile '" + this.info.profile() + "' is closed", null);
			}
			if (this.runtime == null) {
				if (!this.proc.isThere()) {
					throw unavailable("Bubblewrap needs Linux, with /proc", null);
				}
				this.programs.check();
				this.bubblewrap.version();
				try {
					this.runtime = BubblewrapRuntime.create(this.proc, this.programs, this.properties, this.bubblewrap);
				}
				catch (IOException ex) {
					throw unavailable("The files of sandboxes cannot be written: " + ex.getMessage(), ex);
				}
			}
			return this.runtime;
		}
	}

	@Override
	public void close() {
		synchronized (this.lock) {
			this.closed = true;
			if (this.runtime != null) {
				this.runtime.close();
				this.runtime = null;
			}
		}
	}

}
