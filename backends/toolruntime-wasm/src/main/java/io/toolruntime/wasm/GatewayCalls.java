package io.toolruntime.wasm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * The calls of the gateway that one execution's guest makes: served on threads of their
 * own, so many at once, their answers kept until the guest takes them.
 */
final class GatewayCalls {

	/** Calls of the gateway that run at once, for one execution. */
	static final int MAX_PARALLEL = 16;

	private static final Logger logger = LoggerFactory.getLogger(GatewayCalls.class);

	private final GuestRun run;

	private final MeteredToolGateway gateway;

	private final GatewayRequests requests;

	private final Executor toolThreads;

	private final GuestJson json;

	private final BlockingQueue<GatewayAnswer> answers = new LinkedBlockingQueue<>();

	private final Deque<GatewayCall> waiting = new ArrayDeque<>();

	private int running;

	private long bytesInFlight;

	GatewayCalls(GuestRun run, Executor toolThreads, GuestJson json) {
		this.run = run;
		this.gateway = run.execution().gateway();
		this.requests = new GatewayRequests(this.gateway, json);
		this.toolThreads = toolThreads;
		this.json = json;
	}

	// The guest's thread

	/**
	 * Starts a call, at once or when others have ended.
	 * @param call the call
	 */
	void call(GatewayCall call) {
		this.waiting.add(call);
		startWaiting();
	}

	/*
	 * Arguments leave the guest's memory, which is bounded, only when their call starts.
	 */
	private void startWaiting() {
		while (!this.waiting.isEmpty() && this.running < MAX_PARALLEL) {
			GatewayCall next = this.waiting.element();
			if (this.running > 0 && this.bytesInFlight + next.size() > GuestJson.MAX_BYTES) {
				return;
			}
			this.waiting.remove();
			this.running++;
			this.bytesInFlight += next.size();
			byte[] arguments = next.arguments().get();
			try {
				this.toolThreads.execute(() -> serve(next, arguments));
			}
			catch (RejectedExecutionException ex) {
				answer(next, null, new GatewayAnswer.Failure(null, ToolErrorCode.UNAVAILABLE,
						"Too many tool calls are running; try again later"));
			}
		}
	}

	/**
	 * Waits for a call to end.
	 * @param deadline when to give up, or {@code null} to wait as long as calls run
	 * @return the answer, or {@code null} if none came
	 */
	@Nullable GatewayAnswer awaitAnswer(@Nullable Long deadline) {
		if (this.running == 0 && deadline == null) {
			return null;
		}
		try {
			GatewayAnswer answer = (deadline == null) ? this.answers.take()
					: this.answers.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
			if (answer != null) {
				this.running--;
				this.bytesInFlight -= answer.size();
				startWaiting();
			}
			return answer;
		}
		catch (InterruptedException ex) {
			throw new GuestStopped();
		}
	}

	/**
	 * Lists names as code writes them, on a thread of a tool.
	 * @param namespace the namespace, or {@code null} for the namespaces
	 * @return the names
	 * @throws ToolException if the gateway refuses
	 */
	List<String> names(@Nullable String namespace) {
		CompletableFuture<List<String>> names = new CompletableFuture<>();
		try {
			this.toolThreads.execute(() -> {
				try {
					names.complete(this.requests.names(namespace));
				}
				catch (RuntimeException | Error ex) {
					names.completeExceptionally(ex);
				}
			});
			return names.get();
		}
		catch (InterruptedException ex) {
			throw new GuestStopped();
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof ToolException failure) ? failure
					: new ToolException(null, ToolErrorCode.INTERNAL, unexpected("list names", ex.getCause()));
		}
		catch (RejectedExecutionException ex) {
			throw new ToolException(null, ToolErrorCode.UNAVAILABLE,
					"Too many tool calls are running; try again later");
		}
	}

	// Threads of tool calls

	private void serve(GatewayCall call, byte[] arguments) {
		try {
			Object value = this.requests.serve(call.method(), call.first(), call.second(), arguments);
			byte[] json = this.json.write(value);
			if (json.length > GuestJson.MAX_BYTES) {
				throw new ToolException(null, ToolErrorCode.OUTPUT_LIMIT,
						"The result is larger than " + (GuestJson.MAX_BYTES >> 20) + " MB; ask for less, page by page");
			}
			answer(call, json, null);
		}
		catch (ToolException ex) {
			answer(call, null, new GatewayAnswer.Failure(ex.getToolId(), ex.getCode(), ex.getMessage()));
			ExecutionOutcome limit = this.gateway.limitReached();
			if (limit != null && this.gateway.isExhausted()) {
				this.run.end(Ending.limit(limit, ex.getMessage()));
			}
		}
		catch (RuntimeException | Error ex) {
			answer(call, null,
					new GatewayAnswer.Failure(null, ToolErrorCode.INTERNAL, unexpected(call.method().called(), ex)));
		}
	}

	private void answer(GatewayCall call, byte @Nullable [] json, GatewayAnswer.@Nullable Failure failure) {
		this.answers.add(new GatewayAnswer(call.id(), call.size(), json, failure));
	}

	/*
	 * The message of an exception that nobody expected may tell what the code must not
	 * know.
	 */
	private String unexpected(String what, @Nullable Throwable cause) {
		logger.warn("Execution {}: could not serve {}", this.run.execution().id(), what, cause);
		return "The call failed inside the host; its log has execution " + this.run.execution().id();
	}

}
