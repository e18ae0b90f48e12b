package io.toolruntime.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.egress.HostResolver;
import io.toolruntime.isolation.IsolationFinding.Severity;
import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Controller;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;
import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolRun;
import io.toolruntime.tool.ToolSource;

/**
 * Runs each tool where it is decided that it runs. Wraps tools and sources of tools; what
 * it gives looks like what it was given. Needs no Spring. Safe for use by several
 * threads.
 */
public final class ToolIsolator implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ToolIsolator.class);

	private final IsolationSelection selection;

	private final Function<Tool, @Nullable ToolSlice> slices;

	private final List<ContextContributor> contributors;

	private final IsolationSettings settings;

	private final HostResolver resolver;

	private final Function<IsolationMode, @Nullable String> machine;

	private @Nullable Processes processes;

	private boolean closed;

	/**
	 * Creates one. Starts nothing before the first call that needs it.
	 * @param selection decides where tools run
	 * @param slices tells what a tool needs in a process of its own; {@code null} if it
	 * cannot be made there
	 * @param contributors tell what tools are told of a call
	 * @param settings what holds for all processes
	 */
	public ToolIsolator(IsolationSelection selection, Function<Tool, @Nullable ToolSlice> slices,
			List<ContextContributor> contributors, IsolationSettings settings) {
		this(selection, slices, contributors, settings, HostResolver.system(), ToolIsolator::missing);
	}

	ToolIsolator(IsolationSelection selection, Function<Tool, @Nullable ToolSlice> slices,
			List<ContextContributor> contributors, IsolationSettings settings, HostResolver resolver,
			Function<IsolationMode, @Nullable String> machine) {
		this.selection = selection;
		this.slices = slices;
		this.contributors = List.copyOf(contributors);
		this.settings = settings;
		this.resolver = resolver;
		this.machine = machine;
	}

	/* What this machine lacks for a mode. */
	private static @Nullable String missing(IsolationMode mode) {
		return switch (mode) {
			case NONE, LOCAL -> null;
			case LOCAL_NETWORK -> Programs.find("bwrap").isPresent() ? null
					: "mode local_network needs bubblewrap, which is not installed (apt-get install bubblewrap)";
			case DOCKER -> "mode docker is not available in this build; use local_network or local";
		};
	}

	/**
	 * Wraps a source, so that each of its tools runs where it is decided.
	 * @param source the source
	 * @return the same source with the same tools
	 */
	public ToolSource isolate(ToolSource source) {
		return new IsolatedToolSource(source, this);
	}

	/**
	 * Wraps a tool, so that it runs where it is decided.
	 * @param tool the tool
	 * @return a tool with the same description
	 */
	public Tool isolate(Tool tool) {
		IsolationDecision decision = this.selection.decide(tool);
		ToolSlice slice = (decision.mode() != IsolationMode.NONE) ? this.slices.apply(tool) : null;
		return new IsolatedTool(tool, decision, slice);
	}

	/**
	 * Tells where tools run, and why.
	 * @param tools the tools
	 * @return a decision for each
	 */
	public List<IsolationDecision> explain(Collection<? extends Tool> tools) {
		return tools.stream()
			.map((tool) -> (tool instanceof IsolatedTool isolated) ? isolated.decision : this.selection.decide(tool))
			.toList();
	}

	/**
	 * Looks whether all that is asked for can happen.
	 * @param tools the tools that are known
	 * @param away tells of the id of a tool that is not known whether it may be one of a
	 * source that is configured and away at the moment
	 * @return what is wrong; empty if nothing is
	 */
	public List<IsolationFinding> check(Collection<? extends Tool> tools, Predicate<ToolId> away) {
		List<IsolationFinding> findings = new ArrayList<>(this.selection.check(tools, away));
		for (Tool tool : tools) {
			IsolationDecision decision = this.selection.decide(tool);
			String problem = this.machine.apply(decision.mode());
			if (problem != null) {
				findings.add(new IsolationFinding(Severity.ERROR, decision.reason(), decision.mode().value(), problem,
						"It is asked for tool " + decision.toolId()));
			}
			else if (decision.mode() != IsolationMode.NONE && this.slices.apply(tool) == null) {
				findings.add(new IsolationFinding(Severity.ERROR, decision.reason(), decision.mode().value(),
						"tool " + decision.toolId() + " cannot be made in a process of its own",
						"Give its class a constructor without parameters, name a configuration class in"
								+ " @ToolIsolation, or set its mode to none"));
			}
		}
		return findings;
	}

	/**
	 * Tells what the processes of tools are held by on this machine.
	 * @return texts: {@code user}, {@code memory}, {@code pids}, {@code cpu},
	 * {@code network}
	 */
	public Map<String, String> status() {
		return processes().status();
	}

	/**
	 * Counts the processes.
	 * @return how many there are, those that are being started included
	 */
	public synchronized int children() {
		return (this.processes != null) ? this.processes.isolation().children() : 0;
	}

	private synchronized Processes processes() {
		if (this.closed) {
			throw new ToolException(null, ToolErrorCode.UNAVAILABLE, "The application is ending");
		}
		if (this.processes == null) {
			try {
				this.processes = Processes.create(this.settings, this.resolver);
			}
			catch (IOException ex) {
				throw new UncheckedIOException("The files of isolated tools cannot be written: " + ex.getMessage(), ex);
			}
		}
		return this.processes;
	}

	@Override
	public void close() {
		Processes running;
		synchronized (this) {
			this.closed = true;
			running = this.processes;
		}
		if (running != null) {
			running.close();
		}
	}

	private final class IsolatedTool implements Tool {

		private final Tool tool;

		private final IsolationDecision decision;

		private final @Nullable ToolSlice slice;

		IsolatedTool(Tool tool, IsolationDecision decision, @Nullable ToolSlice slice) {
			this.tool = tool;
			this.decision = decision;
			this.slice = slice;
		}

		@Override
		public ToolDescriptor descriptor() {
			return this.tool.descriptor();
		}

		@Override
		public @Nullable Object call(Map<String, Object> arguments, ToolCallContext context) throws Exception {
			ToolCallContext told = context.withValues(values(context));
			if (this.decision.mode() == IsolationMode.NONE) {
				return this.tool.call(arguments, told);
			}
			String problem = ToolIsolator.this.machine.apply(this.decision.mode());
			if (problem != null || this.slice == null) {
				logger.warn("Tool {} does not run: {}", this.decision.toolId(),
						(problem != null) ? problem : "it cannot be made in a process of its own");
				throw new ToolException(this.decision.toolId(), ToolErrorCode.UNAVAILABLE,
						(problem != null) ? "The tool cannot run here: " + problem
								: "The tool cannot run here: it cannot be made in a process of its own");
			}
			if (this.slice.isItsOwn()) {
				told.output().ran(ToolRun.in(this.decision.mode()));
				return this.tool.call(arguments, told);
			}
			return processes().isolation().call(this.slice, this.decision, arguments, told);
		}

		private Map<String, String> values(ToolCallContext context) {
			Map<String, String> values = new LinkedHashMap<>(context.values());
			ToolIsolator.this.contributors.forEach((contributor) -> values.putAll(contributor.values(context)));
			return values;
		}

	}

	private record IsolatedToolSource(ToolSource source, ToolIsolator isolator) implements ToolSource {

		@Override
		public String name() {
			return this.source.name();
		}

		@Override
		public @Nullable String namespace() {
			return this.source.namespace();
		}

		@Override
		public List<Tool> tools() {
			return this.source.tools().stream().map(this.isolator::isolate).toList();
		}

		@Override
		public void onChange(Runnable listener) {
			this.source.onChange(listener);
		}

	}

	/**
	 * All that is there once a tool runs in a process of its own.
	 *
	 * @param isolation runs tools
	 * @param status what holds them
	 * @param onClose what else to do at the end
	 */
	private record Processes(ProcessIsolation isolation, Map<String, String> status, Runnable onClose) {

		static Processes create(IsolationSettings settings, HostResolver resolver) throws IOException {
			Proc proc = new Proc();
			ApplicationInstance application = ApplicationInstance.create(proc);
			Path java = Path.of(System.getProperty("java.home"), "bin", "java");
			boolean readable = ChildClassPath.isReadByOthers(java);
			ChildUsers users = ChildUsers.find(settings.otherUser() && readable);
			ChildFiles files = ChildFiles.create(application, users.group());
			ControlGroups groups = groups(proc, application);
			ProcessLauncher launcher = new ProcessLauncher("toolruntime-isolation-launcher");
			ExecutorService threads = Executors.newCachedThreadPool((task) -> {
				Thread thread = new Thread(task, "toolruntime-isolation");
				thread.setDaemon(true);
				return thread;
			});
			ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "toolruntime-isolation-clock");
				thread.setDaemon(true);
				return thread;
			});
			clock.setRemoveOnCancelPolicy(true);
			ChildClassPath classPath = new ChildClassPath(files, System.getProperty("java.class.path"),
					users.problem() == null);
			ChildStarter starter = new ChildStarter(settings, files, users, classPath, launcher, groups, resolver,
					threads);
			return new Processes(new ProcessIsolation(settings, starter, clock, threads),
					status(users, readable, groups), () -> {
						clock.shutdownNow();
						threads.shutdown();
						launcher.close();
						groups.removeParent();
						files.close();
					});
		}

		private static Map<String, String> status(ChildUsers users, boolean readable, ControlGroups groups) {
			Map<String, String> status = new LinkedHashMap<>();
			String problem = readable ? users.problem() : "other users cannot read the Java runtime";
			status.put("user", (problem == null) ? "each process has a user of its own"
					: "the application's own (" + problem + "): this contains crashes, not malice");
			for (Controller controller : Controller.values()) {
				status.put(controller.key(),
						groups.has(controller) ? "held by a control group" : "not held: " + groups.reason(controller));
			}
			String missing = missing(IsolationMode.LOCAL_NETWORK);
			status.put("network", (missing == null) ? "a namespace of its own in mode local_network" : missing);
			return status;
		}

		private static ControlGroups groups(Proc proc, ApplicationInstance application) {
			try {
				long own = ProcessHandle.current().pid();
				ControlGroups found = ControlGroups.find(proc.read(own, "mountinfo"), proc.read(own, "cgroup"), null);
				found.removeIf(application::isDead);
				return found.createParent(application.name(), proc.hasSwap());
			}
			catch (IOException ex) {
				logger.debug("There are no control groups for isolated tools", ex);
				return ControlGroups.find("", "", null);
			}
		}

		void close() {
			this.isolation.close();
			this.onClose.run();
		}

	}

}
