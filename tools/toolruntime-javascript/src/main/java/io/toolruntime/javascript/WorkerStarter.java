package io.toolruntime.javascript;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Controller;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;
import io.toolruntime.linux.ProcessTree;

/** Starts the workers of a source. */
final class WorkerStarter {

	private static final Logger logger = LoggerFactory.getLogger(WorkerStarter.class);

	private static final SecureRandom RANDOM = new SecureRandom();

	static final Duration LONGEST_START = Duration.ofSeconds(20);

	private static final int NUMBER = 16;

	/** Threads count too, of which a runtime has some tens. */
	private static final int MOST_PROCESSES = 512;

	private static final int SHOWN = 4000;

	/** Bytes of what is said of tools. */
	private static final long MOST_DESCRIBED = 4 << 20;

	private final JavaScriptSource source;

	private final WorkerFiles files;

	private final ProcessLauncher launcher;

	private final ControlGroups groups;

	private final JavaScriptToolsObserver observer;

	private final ProcessTree tree = new ProcessTree(new Proc());

	/**
	 * Creates it.
	 * @param source the source
	 * @param files the files of this application's workers
	 * @param launcher starts processes
	 * @param groups the control groups that workers may have; may be empty
	 * @param observer hears what becomes of workers
	 */
	WorkerStarter(JavaScriptSource source, WorkerFiles files, ProcessLauncher launcher, ControlGroups groups,
			JavaScriptToolsObserver observer) {
		this.source = source;
		this.files = files;
		this.launcher = launcher;
		this.groups = groups;
		this.observer = observer;
	}

	/**
	 * Starts a worker and lets it load its tools.
	 * @param command what starts it
	 * @param entrypoint the file of tools
	 * @param egress its way out, or {@code null} if it has none or the machine's network
	 * @param deadline when nobody waits for it any more, as {@link System#nanoTime()}
	 * tells it
	 * @return the worker
	 * @throws WorkerStartException if it does not start, or cannot load them
	 * @throws InterruptedException if this thread is interrupted
	 */
	Worker start(WorkerCommand command, Path entrypoint, @Nullable SourceEgress egress, long deadline)
			throws WorkerStartException, InterruptedException {
		long began = System.nanoTime();
		JavaScriptRuntime runtime = command.runtime().runtime();
		return start(command, entrypoint, egress, null, deadline, (started) -> {
			List<ToolExport> tools = loaded(started.ask("load its tools", "load", entrypoint));
			this.observer.workerStarted(this.source.name(), runtime, Duration.ofNanos(System.nanoTime() - began));
			return new Worker(started.process(), started.channel(), started.stderr(), tools,
					(exit) -> this.observer.workerEnded(this.source.name(), runtime, exit));
		});
	}

	/**
	 * Starts a worker that only reads the file of tools, and ends it.
	 * @param command what starts it
	 * @param entrypoint the file of tools
	 * @return what it says of them, which is not to be trusted
	 * @throws WorkerStartException if it does not start, or does not answer in time
	 * @throws InterruptedException if this thread is interrupted
	 */
	Map<String, Object> describe(WorkerCommand command, Path entrypoint)
			throws WorkerStartException, InterruptedException {
		Path typescript;
		try {
			typescript = this.files.typescript();
		}
		catch (IOException ex) {
			throw WorkerStartException.didNotStart("TypeScript's compiler cannot be written: " + ex.getMessage(), ex,
					null);
		}
		long deadline = System.nanoTime() + LONGEST_START.toNanos();
		return start(command, entrypoint, null, typescript, deadline, (started) -> {
			Map<String, Object> answer = started.ask("describe its tools", "describe", entrypoint);
			started.end();
			return answer;
		});
	}

	private <T> T start(WorkerCommand command, Path entrypoint, @Nullable SourceEgress egress,
			@Nullable Path typescript, long deadline, Task<T> task) throws WorkerStartException, InterruptedException {
		String id = "w-" + UUID.randomUUID();
		Path socket = this.files.file(id.substring(0, 10) + ".sock");
		ControlGroup group = null;
		Process process = null;
		SocketChannel connection = null;
		boolean done = false;
		OutputTail stderr = new OutputTail(Math.toIntExact(this.source.maxStderr()));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(socket));
			group = group(id);
			Path folder = (typescript != null) ? typescript : this.source.root();
			process = this.launcher.start(
					command.of(id, (group != null) ? group.entrances() : List.of(),
							new WorkerPlaces(this.files.worker(), socket, (egress != null) ? egress.socket() : null,
									typescript),
							entrypoint),
					command.environment(this.files.file("cache")), folder.toFile());
			stderr.read(process.getErrorStream(), "toolruntime-javascript-stderr");
			new OutputTail(1).read(process.getInputStream(), "toolruntime-javascript-stdout");
			String token = token(process);
			Process running = process;
			// One that ends before it connects is not waited for
			process.onExit().thenRun(() -> closeQuietly(server));
			connection = accept(server, running, stderr, deadline);
			WorkerChannel channel = new WorkerChannel(connection,
					(typescript != null) ? MOST_DESCRIBED : this.source.maxOutput());
			T result = task.of(new Started(this.source, new WorkerProcess(id, process, group, this.tree), channel,
					stderr, token, deadline));
			done = true;
			return result;
		}
		catch (IOException ex) {
			throw WorkerStartException.didNotStart(String.valueOf(ex.getMessage()), ex, null);
		}
		finally {
			deleteQuietly(socket);
			if (!done) {
				discard(id, process, connection, group);
			}
		}
	}

	private void discard(String id, @Nullable Process process, @Nullable SocketChannel connection,
			@Nullable ControlGroup group) {
		if (connection != null) {
			closeQuietly(connection);
		}
		if (process != null) {
			new WorkerProcess(id, process, group, this.tree).end();
		}
		else if (group != null) {
			group.close();
		}
	}

	/** Whether a worker's memory is held by the kernel. */
	boolean boundsMemory() {
		return this.groups.has(Controller.MEMORY);
	}

	private @Nullable ControlGroup group(String id) throws IOException {
		if (this.groups.isEmpty()) {
			return null;
		}
		Long memory = (this.source.memory() > 0) ? this.source.memory() : null;
		return this.groups.create(id, new Limits(null, memory, null, MOST_PROCESSES, null, null, null, null));
	}

	/* What proves that it is the worker that connects, and nobody else of this user. */
	private static String token(Process process) throws IOException {
		byte[] token = new byte[NUMBER];
		RANDOM.nextBytes(token);
		String text = HexFormat.of().formatHex(token);
		try (var stdin = process.getOutputStream()) {
			stdin.write(text.getBytes(StandardCharsets.US_ASCII));
		}
		return text;
	}

	private static SocketChannel accept(ServerSocketChannel server, Process process, OutputTail stderr, long deadline)
			throws WorkerStartException, InterruptedException {
		return within("connect", process, stderr, deadline, server::accept);
	}

	private List<ToolExport> loaded(Map<String, Object> loaded) throws WorkerStartException {
		if (!"loaded".equals(loaded.get("type")) || !(loaded.get("tools") instanceof List<?> tools)) {
			throw WorkerStartException.cannotLoad(this.source.entrypoint() + " cannot be loaded: "
					+ ((loaded.get("error") instanceof Map<?, ?> error) ? error.get("message") : "no reason"));
		}
		List<ToolExport> exports = new ArrayList<>();
		for (Object tool : tools) {
			try {
				exports.add(ToolExport.of((Map<?, ?>) tool));
			}
			catch (IllegalArgumentException ex) {
				logger.warn("A function of {} is no tool: {}", this.source.entrypoint(), ex.getMessage());
			}
		}
		return exports;
	}

	/* Each ends when the process does, since what it waits for is closed then. */
	private static <T> T within(String what, Process process, OutputTail stderr, long deadline, Callable<T> step)
			throws WorkerStartException, InterruptedException {
		FutureTask<T> task = new FutureTask<>(step);
		Thread thread = new Thread(task, "toolruntime-javascript-start");
		thread.setDaemon(true);
		thread.start();
		try {
			long left = Math.min(LONGEST_START.toNanos(), deadline - System.nanoTime());
			return task.get(Math.max(1, left), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof WorkerStartException failure) {
				throw failure;
			}
			WorkerEnd end = process.waitFor(1, TimeUnit.SECONDS)
					? new WorkerEnd(process.exitValue(), stderr.text(SHOWN), false) : null;
			String how = (end != null) ? "it ended with " + end.description() + said(end.stderr())
					: String.valueOf(ex.getCause());
			throw WorkerStartException.didNotStart("the process did not " + what + ": " + how, ex.getCause(), end);
		}
		catch (TimeoutException ex) {
			throw WorkerStartException
				.didNotStart("the process did not " + what + " in time" + said(stderr.text(SHOWN)), ex, null);
		}
	}

	private static String said(String stderr) {
		return stderr.isEmpty() ? "" : "; it wrote: " + stderr;
	}

	private static void closeQuietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			logger.trace("Closed already", ex);
		}
	}

	private static void deleteQuietly(Path path) {
		try {
			Files.deleteIfExists(path);
		}
		catch (IOException ex) {
			logger.debug("{} cannot be removed", path, ex);
		}
	}

	/** What a process is started for. */
	private interface Task<T> {

		T of(Started started) throws WorkerStartException, InterruptedException;

	}

	/** A process that has connected, and has not said yet who it is. */
	private record Started(JavaScriptSource source, WorkerProcess process, WorkerChannel channel, OutputTail stderr,
			String token, long deadline) {

		Map<String, Object> ask(String what, String type, Path entrypoint)
				throws WorkerStartException, InterruptedException {
			return within(what, this.process.process(), this.stderr, this.deadline, () -> {
				Map<String, Object> hello = this.channel.receive();
				if (hello == null || !"hello".equals(hello.get("type"))
						|| !MessageDigest.isEqual(this.token.getBytes(StandardCharsets.US_ASCII),
								String.valueOf(hello.get("token")).getBytes(StandardCharsets.US_ASCII))) {
					throw new IOException("what connected is not the worker");
				}
				this.channel
					.send(this.channel.encode(Map.<String, Object>of("type", type, "entrypoint", entrypoint.toString(),
							"root", this.source.root().toString(), "mostOutput", this.source.maxOutput())));
				Map<String, Object> answer = this.channel.receive();
				if (answer == null) {
					throw new IOException("the process ended before it had done so");
				}
				return answer;
			});
		}

		void end() {
			closeQuietly(this.channel);
			this.process.end();
		}

	}

}
