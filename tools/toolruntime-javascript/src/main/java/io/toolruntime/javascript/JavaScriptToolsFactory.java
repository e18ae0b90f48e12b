package io.toolruntime.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.egress.EgressPolicy;
import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;

/** Makes {@link JavaScriptTools} of what is configured. Needs no Spring. */
public final class JavaScriptToolsFactory {

	private static final Logger logger = LoggerFactory.getLogger(JavaScriptToolsFactory.class);

	private static final long KEEP_ALIVE = 10;

	private final ApplicationVariables environment;

	private final ClassLoader classes;

	private final JavaScriptToolsObserver observer;

	/** Creates a factory: tools get variables of the process's environment. */
	public JavaScriptToolsFactory() {
		this(System::getenv, JavaScriptToolsFactory.class.getClassLoader(), JavaScriptToolsObserver.NOBODY);
	}

	/**
	 * Creates a factory.
	 * @param environment the value of a variable that tools may have by its name, or
	 * {@code null} if there is none
	 * @param classes where entrypoints that begin with {@code classpath:} are
	 * @param observer hears what comes of calls, and what becomes of workers
	 */
	public JavaScriptToolsFactory(ApplicationVariables environment, ClassLoader classes,
			JavaScriptToolsObserver observer) {
		this.environment = environment;
		this.classes = classes;
		this.observer = observer;
	}

	/**
	 * Makes tools. Starts no process.
	 * @param properties what is configured
	 * @return the tools, to be closed
	 * @throws IllegalArgumentException if something that is configured cannot be used,
	 * with the key
	 */
	public JavaScriptTools create(JavaScriptToolsProperties properties) {
		Map<String, JavaScriptSource> sources = properties.toSources();
		Map<JavaScriptRuntime, Path> commands = new LinkedHashMap<>();
		sources.values().forEach((source) -> commands.putAll(source.commands()));
		RuntimeFinder finder = new RuntimeFinder(commands);
		try {
			return create(sources, finder, Boolean.TRUE.equals(properties.reload()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The files of JavaScript tools cannot be written: " + ex.getMessage(), ex);
		}
	}

	private JavaScriptTools create(Map<String, JavaScriptSource> sources, RuntimeFinder finder, boolean reload)
			throws IOException {
		Proc proc = new Proc();
		ApplicationInstance application = ApplicationInstance.create(proc);
		WorkerFiles files = WorkerFiles.create(application);
		boolean created = false;
		ControlGroups groups = groups(proc, application);
		ProcessLauncher launcher = new ProcessLauncher("toolruntime-javascript-launcher");
		ScheduledThreadPoolExecutor clock = clock();
		ExecutorService closer = closer();
		try {
			Path filter = filter(files);
			String bubblewrap = WorkerCommand.program("bwrap").orElse(null);
			Map<String, SourceRunner> runners = new LinkedHashMap<>();
			for (JavaScriptSource configured : sources.values()) {
				JavaScriptSource source = configured.rootedIn(files.file(configured.name()));
				if (!source.permissions().unlimited().isEmpty()) {
					logger.warn("Tools of '{}' may use everything of {}", source.name(),
							source.permissions().unlimited());
				}
				warn(source);
				EntrypointFinder entrypoints = new EntrypointFinder(source, files, this.classes);
				Path entrypoint = entrypoints.find();
				JavaScriptSource describing = source.describing();
				TypeDescriber types = new TypeDescriber(describing, entrypoint, finder,
						new Confinement(describing, bubblewrap, filter),
						new WorkerStarter(describing, files, launcher, groups, JavaScriptToolsObserver.NOBODY));
				runners.put(source.name(),
						new SourceRunner(source, entrypoint, entrypoints, finder,
								new Confinement(source, bubblewrap, filter),
								new WorkerStarter(source, files, launcher, groups, this.observer),
								egress(source, files), clock, closer, this.environment, types, reload));
			}
			created = true;
			return new JavaScriptTools(runners, finder, this.observer,
					() -> close(clock, closer, launcher, groups, files));
		}
		finally {
			if (!created) {
				close(clock, closer, launcher, groups, files);
			}
		}
	}

	/* What can be used, and is probably not meant. */
	private static void warn(JavaScriptSource source) {
		String home = System.getProperty("user.home");
		if (home != null && source.root().equals(Path.of(home).toAbsolutePath().normalize())) {
			logger.warn(
					"{}project-root is {}, the home folder, all of which tools may read; write the folder of the tools",
					source.keys(), source.root());
		}
		Map<String, Permission> paths = Map.of("read", source.permissions().read(), "write",
				source.permissions().write());
		paths.forEach((kind, permission) -> permission.names()
			.stream()
			.filter((path) -> !Files.exists(source.root().resolve(path)))
			.forEach((path) -> logger.warn("{}permissions.{} names {}, which is not there: tools will not have it",
					source.keys(), kind, path)));
	}

	private static void close(ScheduledThreadPoolExecutor clock, ExecutorService closer, ProcessLauncher launcher,
			ControlGroups groups, WorkerFiles files) {
		clock.shutdownNow();
		closer.shutdown();
		launcher.close();
		groups.removeParent();
		files.close();
	}

	/* One thread, which ends when there is nothing to do. */
	private static ScheduledThreadPoolExecutor clock() {
		ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "toolruntime-javascript-clock");
			thread.setDaemon(true);
			return thread;
		});
		clock.setRemoveOnCancelPolicy(true);
		clock.setKeepAliveTime(KEEP_ALIVE, TimeUnit.SECONDS);
		clock.allowCoreThreadTimeOut(true);
		return clock;
	}

	private static ExecutorService closer() {
		return Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "toolruntime-javascript-closer");
			thread.setDaemon(true);
			return thread;
		});
	}

	private static @Nullable SourceEgress egress(JavaScriptSource source, WorkerFiles files) {
		Permission net = source.permissions().net();
		if (net.isNone() || net.all()) {
			return null;
		}
		try {
			return new SourceEgress(source.name(), EgressPolicy.of(net.names()),
					files.file("egress-" + source.name().hashCode() + ".sock"));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(source.keys() + "permissions.net: " + ex.getMessage(), ex);
		}
	}

	private static @Nullable Path filter(WorkerFiles files) throws IOException {
		Optional<byte[]> program = NoProcessesFilter.assemble(System.getProperty("os.arch"));
		return program.isPresent() ? Files.write(files.file("no-processes.bpf"), program.get()) : null;
	}

	/* Without any, memory is bounded by what the runtime itself makes of it. */
	private static ControlGroups groups(Proc proc, ApplicationInstance application) {
		try {
			long own = ProcessHandle.current().pid();
			ControlGroups found = ControlGroups.find(proc.read(own, "mountinfo"), proc.read(own, "cgroup"), null);
			found.removeIf(application::isDead);
			return found.createParent(application.name(), proc.hasSwap());
		}
		catch (IOException ex) {
			logger.debug("There are no control groups for JavaScript tools", ex);
			return ControlGroups.find("", "", null);
		}
	}

}
