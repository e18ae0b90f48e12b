package io.toolruntime.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * Runs single tool calls, and stops waiting for them at their deadline. A tool that does
 * not stop when it is told to goes on where it is; how many such there can be is bounded.
 */
final class ToolCalls {

	private final int maxConcurrent;

	private final ExecutorService threads;

	ToolCalls(int maxConcurrent) {
		this.maxConcurrent = maxConcurrent;
		this.threads = new ThreadPoolExecutor(0, maxConcurrent, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> {
					Thread thread = new Thread(task, "toolruntime-tool-call");
					thread.setDaemon(true);
					return thread;
				});
	}

	/**
	 * Runs a tool.
	 * @param gateway the gateway of this one call
	 * @param id the tool
	 * @param arguments its arguments
	 * @return the tool's result
	 * @throws ToolException if the call failed, or with {@link ToolErrorCode#TIMEOUT}
	 * @throws RuntimeUnavailableException if too many calls run
	 */
	@Nullable Object run(MeteredToolGateway gateway, String id, Map<String, Object> arguments) {
		Future<@Nullable Object> call = submit(gateway, id, arguments);
		Duration remaining = gateway.context().remaining();
		try {
			return (remaining != null) ? call.get(remaining.toNanos(), TimeUnit.NANOSECONDS) : call.get();
		}
		catch (TimeoutException ex) {
			// Not interrupted: it may be in the middle of something that must not be torn
			gateway.close();
			throw new ToolException(id, ToolErrorCode.TIMEOUT, "The tool did not answer in time, and was told to stop");
		}
		catch (InterruptedException ex) {
			gateway.close();
			Thread.currentThread().interrupt();
			throw new ToolException(id, ToolErrorCode.CANCELLED, "The server is stopping");
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : new IllegalStateException(ex);
		}
	}

	private Future<@Nullable Object> submit(MeteredToolGateway gateway, String id, Map<String, Object> arguments) {
		try {
			return this.threads.submit(() -> gateway.runTool(id, arguments));
		}
		catch (RejectedExecutionException ex) {
			throw new RuntimeUnavailableException(
					this.maxConcurrent + " tool calls run already; try again when one has ended", null,
					Duration.ofSeconds(1), ex);
		}
	}

}
