package io.toolruntime.docker;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;

/**
 * Calls of an engine, each of which ends in time: docker-java has no timeout that holds
 * on a unix socket, so that each call has a thread that is interrupted when the time is
 * up. More than a few at once wait for one another.
 */
final class EngineCalls implements AutoCloseable {

	/** More would only wait for one another within the engine. */
	private static final int AT_ONCE = 16;

	/** How long a call may wait until it is one of those. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

	private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

	private static final int MOST_TEXT = 1000;

	/** Also those beyond ASCII, and those that turn the direction of text. */
	private static final Pattern NOT_TEXT = Pattern.compile("[\\p{gc=Cc}\\p{gc=Cf}\\p{gc=Zl}\\p{gc=Zp}]+");

	private final String kind;

	private final DockerConnection connection;

	private final ThreadPoolExecutor threads;

	/**
	 * Creates it. Starts no thread before the first call.
	 * @param kind kind of the backend, for errors
	 * @param connection where the engine is, for errors
	 */
	EngineCalls(String kind, DockerConnection connection) {
		this.kind = kind;
		this.connection = connection;
		this.threads = new ThreadPoolExecutor(AT_ONCE, AT_ONCE, KEEP_ALIVE.toMillis(), TimeUnit.MILLISECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, "toolruntime-" + kind + "-engine");
					thread.setDaemon(true);
					return thread;
				});
		this.threads.allowCoreThreadTimeOut(true);
	}

	/**
	 * Calls the engine.
	 * @param <T> type of the answer
	 * @param what what it is asked to do, for errors: {@code create a container}
	 * @param longest how long it may take
	 * @param call the call
	 * @return the answer
	 * @throws NotFoundException if what it is about is not there
	 * @throws RuntimeUnavailableException if the engine cannot be reached
	 * @throws SandboxFailedException if it does not answer in time, or cannot do it
	 */
	<T> T call(String what, Duration longest, Callable<T> call) {
		return call(what, LONGEST_WAIT, longest, call);
	}

	/**
	 * Calls the engine, if it does not take long until it is this call's turn.
	 * @param <T> type of the answer
	 * @param what what it is asked to do, for errors
	 * @param longestWait how long it may wait until it is asked
	 * @param longest how long it may take from then on
	 * @param call the call
	 * @return the answer
	 */
	<T> T call(String what, Duration longestWait, Duration longest, Callable<T> call) {
		CountDownLatch begun = new CountDownLatch(1);
		FutureTask<T> future = new FutureTask<>(() -> {
			begun.countDown();
			return call.call();
		}) {
			@Override
			protected void done() {
				// Also if it never begins
				begun.countDown();
			}
		};
		try {
			this.threads.execute(future);
		}
		catch (RejectedExecutionException ex) {
			throw closed(ex);
		}
		try {
			if (!begun.await(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new RuntimeUnavailableException("The engine at " + this.connection
						+ " is busy: it was not asked to " + what + " within " + longestWait.toSeconds() + " s",
						this.kind, RETRY_AFTER, null);
			}
			return future.get(longest.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			throw failure(what, ex.getCause());
		}
		catch (CancellationException ex) {
			throw closed(ex);
		}
		catch (TimeoutException ex) {
			throw new SandboxFailedException("The engine at " + this.connection + " was asked to " + what
					+ " and did not answer within " + longest.toSeconds() + " s", this.kind, true, null, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SandboxFailedException("Interrupted while the engine was asked to " + what, this.kind, true, null,
					ex);
		}
		finally {
			future.cancel(true);
		}
	}

	private RuntimeUnavailableException closed(@Nullable Throwable cause) {
		return new RuntimeUnavailableException("The connection to the engine at " + this.connection + " is closed",
				this.kind, null, cause);
	}

	private RuntimeException failure(String what, @Nullable Throwable cause) {
		if (cause instanceof NotFoundException missing) {
			return missing;
		}
		if (cause instanceof RuntimeUnavailableException || cause instanceof SandboxFailedException) {
			return (RuntimeException) cause;
		}
		if (cause instanceof DockerException refused) {
			return new SandboxFailedException(
					"The engine at " + this.connection + " was asked to " + what + " and refused: " + text(refused),
					this.kind, refused.getHttpStatus() >= 500, null, refused);
		}
		if (this.threads.isShutdown()) {
			return closed(cause);
		}
		return new RuntimeUnavailableException(
				"The engine at " + this.connection + " cannot be reached (" + text(root(cause))
						+ "). Start it, or set docker.host of the profile to where it listens",
				this.kind, RETRY_AFTER, cause);
	}

	private static @Nullable Throwable root(@Nullable Throwable failure) {
		Throwable root = failure;
		while (root != null && root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root;
	}

	/**
	 * Shortens what an engine says.
	 * @param failure what it threw
	 * @return its message on one line
	 */
	static String text(@Nullable Throwable failure) {
		String message = (failure != null) ? String.valueOf(failure.getMessage()) : "no reason";
		String line = NOT_TEXT.matcher(message).replaceAll(" ").strip();
		return (line.length() <= MOST_TEXT) ? line : line.substring(0, MOST_TEXT) + "…";
	}

	@Override
	public void close() {
		for (Runnable waiting : this.threads.shutdownNow()) {
			((Future<?>) waiting).cancel(false);
		}
	}

}
