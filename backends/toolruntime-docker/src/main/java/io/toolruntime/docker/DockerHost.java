package io.toolruntime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.github.dockerjava.api.model.Info;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.linux.ControlGroupWatch;
import io.toolruntime.linux.FileSystemSpace;
import io.toolruntime.linux.Proc;

/**
 * An engine that sandboxes are opened with, and what of its machine can be seen from
 * here.
 *
 * @param engine the engine
 * @param runtime what it starts containers with
 * @param definition what they are
 * @param inspection how they are looked at
 * @param watch ends those in which memory ran out
 * @param proc the processes of this machine
 * @param space looks into file systems of this machine
 * @param removals removes what did not become a sandbox
 * @param isHere whether the engine runs on this machine, so that its containers'
 * processes may be seen
 */
record DockerHost(DockerEngine engine, OciRuntime runtime, ContainerDefinition definition,
		ContainerInspection inspection, ControlGroupWatch watch, Proc proc, FileSystemSpace space,
		ScheduledExecutorService removals, boolean isHere) implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(DockerHost.class);

	/** What did not answer in time may be created half a minute later. */
	private static final int DOUBTFUL_ROUNDS = 5;

	private static final long BETWEEN_REMOVALS = 3000;

	private static final long LONGEST_BETWEEN_REMOVALS = 60_000;

	/**
	 * Connects to an engine.
	 * @param connection where it is
	 * @param runtime what it starts containers with
	 * @param definition what they are
	 * @param proc the processes of this machine
	 * @return the engine
	 * @throws RuntimeUnavailableException if it cannot be reached, or cannot do what is
	 * needed
	 */
	static DockerHost connect(DockerConnection connection, OciRuntime runtime, ContainerDefinition definition,
			Proc proc) {
		DockerEngine engine = DockerEngine.connect(runtime.kind(), connection);
		boolean connected = false;
		try {
			Info info = engine.info();
			boolean here = connection.isSocket() && isKernel(String.valueOf(info.getKernelVersion()));
			DockerHost host = new DockerHost(engine, runtime, definition,
					new ContainerInspection(proc, runtime, definition),
					new ControlGroupWatch("toolruntime-" + runtime.kind() + "-memory"), proc,
					new FileSystemSpace(stat()), removals(runtime), here);
			connected = true;
			return host;
		}
		finally {
			if (!connected) {
				engine.close();
			}
		}
	}

	/**
	 * Tells whether the engine's machine may have swap, which would be memory besides
	 * what is limited.
	 * @return {@code false} if it is known to have none
	 */
	boolean mayHaveSwap() {
		return !this.isHere || this.proc.hasSwap();
	}

	/* One thread, which ends when there is nothing to do. */
	private static ScheduledExecutorService removals(OciRuntime runtime) {
		ScheduledThreadPoolExecutor removals = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "toolruntime-" + runtime.kind() + "-removal");
			thread.setDaemon(true);
			return thread;
		});
		removals.setKeepAliveTime(BETWEEN_REMOVALS, TimeUnit.MILLISECONDS);
		removals.allowCoreThreadTimeOut(true);
		return removals;
	}

	private static boolean isKernel(String release) {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/osrelease")).trim().equals(release);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static String stat() {
		return Stream.of("/usr/bin/stat", "/bin/stat")
			.filter((path) -> Files.exists(Path.of(path)))
			.findFirst()
			.orElse("stat");
	}

	/**
	 * Removes, in the background, a container that was to become a sandbox and did not.
	 * For a while also if it is not there: it may still be in the making.
	 * @param name its id or name
	 * @param streams its streams, if it has any
	 */
	void abandon(String name, @Nullable AttachedStreams streams) {
		if (streams != null) {
			streams.close();
		}
		schedule(name, 1, DOUBTFUL_ROUNDS, () -> {
		});
	}

	/**
	 * Removes, in the background, a container that was a sandbox and could not be
	 * removed: until it is gone, or this is closed and the next application that starts
	 * does it.
	 * @param container its id
	 * @param whenGone what to do then
	 */
	void removeLater(String container, Runnable whenGone) {
		schedule(container, 1, 1, whenGone);
	}

	private void schedule(String container, int round, int rounds, Runnable whenGone) {
		long pause = (round == 1) ? 0 : Math.min(BETWEEN_REMOVALS * (round - 1), LONGEST_BETWEEN_REMOVALS);
		try {
			this.removals.schedule(() -> remove(container, round, rounds, whenGone), pause, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Container {} is left to the next application that starts", container);
		}
	}

	private void remove(String container, int round, int rounds, Runnable whenGone) {
		boolean gone = false;
		try {
			this.engine.remove(container);
			gone = !this.engine.has(container);
		}
		catch (ToolRuntimeException ex) {
			logger.debug("Container {} is not removed yet", container, ex);
		}
		if (gone && round >= rounds) {
			whenGone.run();
		}
		else {
			schedule(container, round + 1, rounds, whenGone);
		}
	}

	@Override
	public void close() {
		this.removals.shutdownNow();
		this.watch.close();
		this.engine.close();
	}

}
