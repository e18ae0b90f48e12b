package io.toolruntime.builtin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.Controller;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Runs commands that are allowed, in a sandbox of their own. */
final class ExecTool implements BuiltinTool {

	static final String NAME = "exec";

	private static final Logger logger = LoggerFactory.getLogger(ExecTool.class);

	/** How long what a command wrote last may take to arrive. */
	private static final long REST_MILLIS = 2000;

	private static final int TIMED_OUT = -1;

	private static final int NOT_ENTERED = 125;

	private final ExecSettings settings;

	private final ExecSandbox sandbox;

	private final ProcessLauncher launcher;

	private final ExecGroups groups;

	private final ProcessTree tree = new ProcessTree(new Proc());

	private final Semaphore free;

	ExecTool(ExecSettings settings, ExecSandbox sandbox, ProcessLauncher launcher, ExecGroups groups) {
		this.settings = settings;
		this.sandbox = sandbox;
		this.launcher = launcher;
		this.groups = groups;
		this.free = new Semaphore(settings.concurrency(), true);
	}

	@Override
	public ToolDescriptor descriptor() {
		Set<String> commands = new TreeSet<>(this.settings.commands().keySet());
		return BuiltinTool.describe(NAME, "Run a command",
				"Runs a program without a shell, where it sees the root's files and can change nothing. Allowed are "
						+ commands,
				Schema.object()
					.required("command", Schema.text("Absolute path of the program"))
					.optional("args", Schema.texts("Its arguments", 1000, 4096))
					.optional("working_dir", Schema.text("Folder to run it in, default the root"))
					.optional("timeout_ms", Schema.positive("Milliseconds that it may take; can only lower the limit")),
				Schema.object()
					.required("stdout", Schema.text("What it wrote to standard output"))
					.required("stderr", Schema.text("What it wrote to standard error"))
					.required("exit_code", Schema.number("Its exit code, -1 if it was ended because of the time"))
					.required("success", Schema.flag("Whether the exit code is 0"))
					.required("duration_ms", Schema.number("How long it took"))
					.required("timed_out", Schema.flag("Whether it was ended because of the time"))
					.required("stdout_truncated", Schema.flag("Whether it wrote more to standard output than is kept"))
					.required("stderr_truncated", Schema.flag("Whether it wrote more to standard error than is kept")),
				new ToolAnnotations(true, false, false, false), Set.of("command", "process", "shell"),
				"An exit code other than 0 is a result, no error. There is no network, no environment and no input.",
				BuiltinTool.example("List files",
						Map.<String, Object>of("command", "/usr/bin/ls", "args", List.of("-l", "src")),
						"stdout, exit_code 0"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		ExecCommand command = command(arguments.text("command"));
		List<String> args = arguments.texts("args");
		command.check(args);
		Path directory = directory(arguments.optionalText("working_dir"));
		List<String> words = new ArrayList<>(List.of(command.path()));
		words.addAll(args);
		CallTime time = CallTime.of(CallTime.lowered(command.timeout(), arguments.value("timeout_ms")), context);
		if (!this.free.tryAcquire(time.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
			throw time.late();
		}
		try {
			return run(words, directory, time, context);
		}
		finally {
			this.free.release();
		}
	}

	private ExecCommand command(String path) throws Failure {
		ExecCommand command = this.settings.commands().get(path);
		if (command == null) {
			throw Failure.command(new Shown(path) + " is not allowed", "Use one of "
					+ new TreeSet<>(this.settings.commands().keySet()) + ", or add it to builtin-tools.exec.commands");
		}
		return command;
	}

	/* Where links in it lead, they lead inside the sandbox. */
	private Path directory(@Nullable String text) throws Failure {
		Place place = this.settings.roots().place((text != null) ? text : ".");
		Folder.open(place).close();
		Path directory = place.root();
		for (String name : place.names()) {
			directory = directory.resolve(name);
		}
		return directory;
	}

	private Map<String, Object> run(List<String> words, Path directory, CallTime time, ToolCallContext context)
			throws Exception {
		String id = "exec-" + UUID.randomUUID();
		long begun = System.nanoTime();
		ControlGroup group = group(id);
		Process process = null;
		boolean gone = false;
		try {
			long addressSpace = this.groups.get().has(Controller.MEMORY) ? 0 : this.settings.memory();
			List<String> wrapped = this.sandbox.wrap(id, (group != null) ? group.entrances() : List.of(), addressSpace,
					this.settings.roots(), directory, words);
			process = start(wrapped);
			OutputHead stdout = new OutputHead(this.settings.maxStdout());
			OutputHead stderr = new OutputHead(this.settings.maxStderr());
			stdout.read(process.getInputStream(), "toolruntime-builtin-stdout");
			stderr.read(process.getErrorStream(), "toolruntime-builtin-stderr");
			process.getOutputStream().close();
			boolean ended = waitFor(process, time, context);
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
			gone = ended && stdout.awaitEnd(REST_MILLIS) && stderr.awaitEnd(REST_MILLIS);
			if (!gone) {
				end(id, process, group);
				gone = stdout.awaitEnd(REST_MILLIS) && stderr.awaitEnd(REST_MILLIS);
			}
			if (context.cancellation().isCancelled()) {
				throw new CancellationException();
			}
			int code = ended ? process.exitValue() : TIMED_OUT;
			requireConfined(code, stderr.text());
			return Map.<String, Object>of("stdout", stdout.text(), "stderr", stderr.text(), "exit_code", code,
					"success", code == 0, "duration_ms", millis, "timed_out", !ended, "stdout_truncated",
					stdout.truncated(), "stderr_truncated", stderr.truncated());
		}
		finally {
			if (process != null && !gone) {
				end(id, process, group);
			}
			if (group != null) {
				group.close();
			}
		}
	}

	private Process start(List<String> command) throws Failure {
		try {
			return this.launcher.start(command, ExecSandbox.ENVIRONMENT, Path.of("/").toFile());
		}
		catch (IOException ex) {
			throw Failure.unavailable("the command could not be started", "Look at the application's log", ex);
		}
	}

	private boolean waitFor(Process process, CallTime time, ToolCallContext context) throws InterruptedException {
		try (Cancellation.Registration cancelled = context.cancellation().onCancel(() -> ProcessTree.kill9(process))) {
			return process.waitFor(time.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	private void end(String id, Process process, @Nullable ControlGroup group) {
		if (group != null) {
			group.kill();
		}
		ProcessTree.kill9(process);
		if (!this.tree.kill(ProcessTree.mark(id))) {
			logger.warn("Processes of command {} may still run", id);
		}
	}

	/*
	 * What prepares the sandbox says its own name before what went wrong, and the command
	 * was never run then.
	 */
	private static void requireConfined(int code, String stderr) throws Failure {
		boolean bubblewrap = code == 1 && stderr.startsWith("bwrap: ");
		boolean before = code == NOT_ENTERED && stderr.startsWith("sh: ")
				|| code == 1 && (stderr.startsWith("prlimit: ") || stderr.startsWith("setpriv: "));
		if (bubblewrap || before) {
			logger.warn("A command's sandbox could not be made: {}", stderr.strip());
			throw Failure.unavailable("the command's sandbox could not be made, so it was not run",
					"See the application's log; bubblewrap needs unprivileged user namespaces, and the program has to"
							+ " be there",
					null);
		}
	}

	private @Nullable ControlGroup group(String id) throws Failure {
		if (this.groups.get().isEmpty()) {
			return null;
		}
		try {
			return this.groups.get()
				.create(id, new Limits(null, (long) this.settings.memory(), null, this.settings.pids(), null, null,
						null, null));
		}
		catch (IOException ex) {
			throw Failure.unavailable("the command's control group could not be made, so it was not run",
					"See the application's log", ex);
		}
	}

}
