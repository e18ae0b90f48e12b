package io.toolruntime.isolation;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.egress.EgressLimits;
import io.toolruntime.egress.EgressPolicy;
import io.toolruntime.egress.EgressProxy;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;
import io.toolruntime.linux.ProcessTree;

/** Starts children. */
final class ChildStarter {

	private static final Logger logger = LoggerFactory.getLogger(ChildStarter.class);

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final Duration LONGEST_START = Duration.ofSeconds(60);

	private static final Duration LONGEST_TRAINING = Duration.ofSeconds(60);

	private static final int NUMBER = 32;

	private static final int SHOWN = 4000;

	private final IsolationSettings settings;

	private final ChildFiles files;

	private final ChildUsers users;

	private final ChildClassPath classPath;

	private final ProcessLauncher launcher;

	private final ControlGroups groups;

	private final HostResolver resolver;

	private final Executor background;

	private final ProcessTree tree = new ProcessTree(new Proc());

	private final Map<ToolSlice, Path> archives = new ConcurrentHashMap<>();

	private final Set<ToolSlice> trained = ConcurrentHashMap.newKeySet();

	/**
	 * Creates it.
	 * @param settings what holds for all children
	 * @param files the files of this application's children
	 * @param users whom they run as
	 * @param classPath what they are made of
	 * @param launcher starts processes
	 * @param groups the control groups that they may have; may be empty
	 * @param resolver finds the addresses of the hosts that they may reach
	 * @param background where archives of classes are made
	 */
	ChildStarter(IsolationSettings settings, ChildFiles files, ChildUsers users, ChildClassPath classPath,
			ProcessLauncher launcher, ControlGroups groups, HostResolver resolver, Executor background) {
		this.settings = settings;
		this.files = files;
		this.users = users;
		this.classPath = classPath;
		this.launcher = launcher;
		this.groups = groups;
		this.resolver = resolver;
		this.background = background;
	}

	/**
	 * Starts a child and lets it make its tool.
	 * @param key what it is for
	 * @param longestMessage bytes of the longest message that it may send
	 * @param deadline when nobody waits any more, as {@link System#nanoTime()} tells it
	 * @return the child
	 * @throws ChildStartException if it does not start, or cannot make the tool
	 * @throws InterruptedException if this thread is interrupted
	 */
	Child start(ChildKey key, int longestMessage, long deadline) throws ChildStartException, InterruptedException {
		Child child = start(key, longestMessage, deadline, null);
		if (this.settings.archive() && this.trained.add(key.slice())) {
			this.background.execute(() -> train(key));
		}
		return child;
	}

	/**
	 * Makes the archive of classes from which later children of a slice start. One that
	 * cannot be made only costs time.
	 */
	private void train(ChildKey key) {
		Path work = null;
		try {
			Path target = this.files.folder().resolve("classes").resolve("a-" + UUID.randomUUID() + ".jsa");
			Child child = start(key, 1 << 20, System.nanoTime() + LONGEST_START.toNanos(), target);
			try {
				child.answer(Map.of("type", "train"));
				child.process().process().waitFor(LONGEST_TRAINING.toSeconds(), TimeUnit.SECONDS);
				work = ChildFiles.work(child.process().folder()).resolve("a.jsa");
			}
			finally {
				child.close();
			}
			if (Files.exists(target)) {
				this.archives.put(key.slice(), target);
			}
		}
		catch (ChildStartException | IOException ex) {
			logger.debug("No archive of classes can be made at {}", work, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Child start(ChildKey key, int longestMessage, long deadline, @Nullable Path training)
			throws ChildStartException, InterruptedException {
		Opening opening = new Opening("c-" + UUID.randomUUID(), deadline);
		boolean started = false;
		try {
			Child child = opening.start(key, longestMessage, training);
			started = true;
			return child;
		}
		catch (IOException ex) {
			throw new ChildStartException("the process of the tool does not start: " + ex.getMessage(), ex, null);
		}
		finally {
			if (!started) {
				opening.discard();
			}
		}
	}

	/** A child that is being started. */
	private final class Opening {

		private final String id;

		private final long deadline;

		private final OutputTail output = new OutputTail(SHOWN);

		private @Nullable ChildUser user;

		private @Nullable Path folder;

		private @Nullable ControlGroup group;

		private @Nullable Process process;

		private @Nullable SocketChannel connection;

		private @Nullable EgressProxy proxy;

		Opening(String id, long deadline) {
			this.id = id;
			this.deadline = deadline;
		}

		Child start(ChildKey key, int longestMessage, @Nullable Path training)
				throws IOException, ChildStartException, InterruptedException {
			List<Path> jars = ChildStarter.this.classPath.entries();
			this.user = ChildStarter.this.users.take();
			Path own = ChildStarter.this.files.createChild(this.id.substring(0, 12), this.user);
			this.folder = own;
			ChildCommand command = new ChildCommand(key, this.id, own, this.user, jars,
					ChildStarter.this.settings.jvmArguments());
			try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
				server.bind(UnixDomainSocketAddress.of(command.socket()));
				Files.setPosixFilePermissions(command.socket(), PosixFilePermissions.fromString("rw-------"));
				ChildFiles.give(command.socket(), this.user);
				if (command.isProxied()) {
					openEgress(key, command.egress());
				}
				this.group = group(key);
				Path written = (training != null) ? ChildFiles.work(own).resolve("a.jsa") : null;
				Process running = ChildStarter.this.launcher.start(
						command.of((this.group != null) ? this.group.entrances() : List.of(), written,
								ChildStarter.this.archives.get(key.slice())),
						command.environment(), ChildFiles.work(own).toFile());
				this.process = running;
				this.output.read(running.getInputStream(), "toolruntime-isolation-output");
				running.getErrorStream().close();
				String token = token(running);
				// One that ends before it connects is not waited for
				running.onExit().thenRun(() -> closeQuietly(server));
				FrameChannel channel = within("start", () -> greeted(server, token, longestMessage));
				within("make its tool", () -> ready(channel));
				Files.delete(command.socket());
				return child(channel, written, training);
			}
		}

		private Child child(FrameChannel channel, @Nullable Path written, @Nullable Path training) {
			EgressProxy way = this.proxy;
			ChildUser whom = this.user;
			Path own = Objects.requireNonNull(this.folder);
			ChildProcess all = new ChildProcess(this.id, Objects.requireNonNull(this.process), this.group,
					ChildStarter.this.tree, own, () -> ChildStarter.this.users.giveBack(whom), () -> {
						if (way != null) {
							way.close();
						}
						keep(written, training);
					});
			return new Child(all, channel, this.output, ChildStarter.this.background);
		}

		/* Nothing of the child runs any more that could change what is kept. */
		private static void keepQuietly(ChildFiles files, Path written, Path training) {
			try {
				if (Files.isRegularFile(written, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
					Files.move(written, training, StandardCopyOption.ATOMIC_MOVE);
					files.share(training);
				}
			}
			catch (IOException ex) {
				logger.debug("{} cannot be kept", written, ex);
			}
		}

		private void keep(@Nullable Path written, @Nullable Path training) {
			if (written != null && training != null) {
				keepQuietly(ChildStarter.this.files, written, training);
			}
		}

		private void openEgress(ChildKey key, Path socket) throws IOException {
			EgressProxy started = new EgressProxy(UnixDomainSocketAddress.of(socket), EgressPolicy.of(key.hosts()),
					EgressLimits.DEFAULTS, ChildStarter.this.resolver, (event) -> {
						if (!event.allowed()) {
							logger.info("{} was refused {} port {}: {}", key.slice().toolId(), event.host(),
									event.port(), event.reason());
						}
					});
			started.start();
			this.proxy = started;
			ChildFiles.give(socket, this.user);
		}

		private @Nullable ControlGroup group(ChildKey key) throws IOException {
			return ChildStarter.this.groups.isEmpty() ? null : ChildStarter.this.groups.create(this.id, key.limits());
		}

		private FrameChannel greeted(ServerSocketChannel server, String token, int longestMessage) throws IOException {
			return new Greeting(token, this.user).await(server, longestMessage, (socket) -> this.connection = socket);
		}

		private Boolean ready(FrameChannel channel) throws IOException, ChildStartException {
			Map<String, Object> message = channel.receive();
			if (message == null) {
				throw new IOException("the process ended while it made its tool");
			}
			if ("cannot_create".equals(message.get("type"))) {
				throw new ChildStartException("the tool cannot be made: " + message.get("message"), null, null);
			}
			if (!"ready".equals(message.get("type"))) {
				throw new IOException("the process says something else than that it is ready");
			}
			return true;
		}

		/* Each ends when the process does, since what it waits for is closed then. */
		private <T> T within(String what, Callable<T> step) throws ChildStartException, InterruptedException {
			FutureTask<T> task = new FutureTask<>(step);
			Thread thread = new Thread(task, "toolruntime-isolation-start");
			thread.setDaemon(true);
			thread.start();
			try {
				long left = Math.min(LONGEST_START.toNanos(), this.deadline - System.nanoTime());
				return task.get(Math.max(1, left), TimeUnit.NANOSECONDS);
			}
			catch (ExecutionException ex) {
				if (ex.getCause() instanceof ChildStartException failure) {
					throw failure;
				}
				throw didNot(what, Objects.requireNonNullElse(ex.getCause(), ex));
			}
			catch (TimeoutException ex) {
				throw new ChildStartException(
						"the process of the tool did not " + what + " in time" + said(this.output.text(SHOWN)), ex,
						null);
			}
		}

		private ChildStartException didNot(String what, Throwable cause) throws InterruptedException {
			Process running = this.process;
			if (running == null || !running.waitFor(1, TimeUnit.SECONDS)) {
				return new ChildStartException("the process of the tool did not " + what + ": " + cause, cause, null);
			}
			this.output.awaitEnd();
			ChildEnd end = new ChildEnd(running.exitValue(), this.output.text(SHOWN),
					this.group != null && this.group.memoryKills() > 0, false);
			return new ChildStartException("the process of the tool did not " + what + ": it ended with "
					+ end.description() + said(end.tail()), cause, end);
		}

		void discard() {
			if (this.connection != null) {
				closeQuietly(this.connection);
			}
			if (this.proxy != null) {
				this.proxy.close();
			}
			if (this.process != null && this.folder != null) {
				new ChildProcess(this.id, this.process, this.group, ChildStarter.this.tree, this.folder,
						() -> ChildStarter.this.users.giveBack(this.user), () -> {
						})
					.end();
				return;
			}
			if (this.group != null) {
				this.group.close();
			}
			if (this.folder != null) {
				ChildFiles.delete(this.folder);
			}
			ChildStarter.this.users.giveBack(this.user);
		}

	}

	private static String said(String output) {
		return output.isEmpty() ? "" : "; it wrote: " + output;
	}

	/* What proves that it is the child that connects. */
	private static String token(Process process) throws IOException {
		byte[] token = new byte[NUMBER];
		RANDOM.nextBytes(token);
		String text = HexFormat.of().formatHex(token);
		try (var stdin = process.getOutputStream()) {
			stdin.write(text.getBytes(StandardCharsets.US_ASCII));
		}
		return text;
	}

	private static void closeQuietly(AutoCloseable closeable) {
		try {
			closeable.close();
		}
		catch (Exception ex) {
			logger.trace("Closed already", ex);
		}
	}

}
