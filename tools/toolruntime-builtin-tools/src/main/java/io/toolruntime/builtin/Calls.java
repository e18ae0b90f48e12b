package io.toolruntime.builtin;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;

/**
 * Runs work in threads of its own, so that nobody waits longer than he wants: opening a
 * file can take for ever, on a network or at a pipe that was put in its place. Work that
 * is no longer waited for ends at its next {@link CallTime#check()}.
 */
final class Calls implements AutoCloseable {

	private static final int MOST = 64;

	private static final long KEEP_ALIVE = 10;

	private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, MOST, KEEP_ALIVE, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (task) -> {
				Thread thread = new Thread(task, "toolruntime-builtin");
				thread.setDaemon(true);
				return thread;
			});

	/**
	 * Runs something.
	 * @param <T> what it gives
	 * @param timeout how long it may take
	 * @param context who asks, until when
	 * @param work what to do
	 * @return its result
	 * @throws Exception as it does, or because it took too long or is not wanted any more
	 */
	<T> T run(Duration timeout, ToolCallContext context, Work<T> work) throws Exception {
		CallTime time = CallTime.of(timeout, context);
		CompletableFuture<T> result = new CompletableFuture<>();
		try (Cancellation.Registration cancelled = context.cancellation()
			.onCancel(() -> result.completeExceptionally(new CancellationException()))) {
			this.threads.execute(() -> {
				try {
					result.complete(work.run(time));
				}
				catch (Throwable ex) {
					result.completeExceptionally(ex);
				}
			});
			return result.get(time.remaining().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			throw Failure.unavailable("too many calls are running", "Try again later", ex);
		}
		catch (TimeoutException ex) {
			throw time.late();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof Exception cause) ? cause : ex;
		}
		finally {
			time.stop();
		}
	}

	@Override
	public void close() {
		this.threads.shutdown();
	}

	/** What is done. */
	interface Work<T> {

		/**
		 * Does it.
		 * @param time until when
		 * @return the result
		 * @throws Exception if it fails
		 */
		T run(CallTime time) throws Exception;

	}

}
