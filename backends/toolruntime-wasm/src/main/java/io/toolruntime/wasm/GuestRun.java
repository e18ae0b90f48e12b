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
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.Execution;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * One execution between the thread that waits for it, the thread of its guest, and the
 * threads of its tool calls. Its terminal event is decided here: the first wins.
 */
final class GuestRun implements GuestHost {

	private static final Logger logger = LoggerFactory.getLogger(GuestRun.class);

	/** Calls of the gateway that run at once, for one execution. */
	static final int MAX_PARALLEL_CALLS = 16;

	private final Execution execution;

	private final MeteredToolGateway gateway;

	private final GatewayRequests requests;

	private final Executor toolThreads;

	private final GuestJson json;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private volatile @Nullable Ending ending;

	private volatile long readyAt;

	private volatile boolean ready;

	private volatile @Nullable GuestMemory memory;

	private volatile boolean pooled;

	private boolean guestGone;

	/** The guest's thread while it may be interrupted. */
	private @Nullable Thread guestThread;

	private final BlockingQueue<GatewayAnswer> answers = new LinkedBlockingQueue<>();

	// Only used by the guest's thread

	private final Deque<GatewayCall> waiting = new ArrayDeque<>();

	private int running;

	private long bytesInFlight;

	GuestRun(Execution execution, Executor toolThreads, GuestJson json) {
		this.json = json;
		this.execution = execution;
		this.gateway = execution.gateway();
		this.requests = new GatewayRequests(this.gateway, json);
		this.toolThreads = toolThreads;
	}

	// The thread that waits

	/**
	 * Waits for the terminal event, and is the one to cause it when the time is up.
	 * @param startDeadline when the guest must be ready
	 * @return the terminal event
	 * @throws InterruptedException if this thread is interrupted
	 */
	Ending await(long startDeadline, @Nullable Long timeoutNanos) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			while (true) {
				Ending ending = this.ending;
				if (ending != null) {
					return ending;
				}
				if (this.ready && timeoutNanos == null) {
					this.changed.await();
					continue;
				}
				long deadline = (this.ready && timeoutNanos != null) ? this.readyAt + timeoutNanos : startDeadline;
				long left = deadline - System.nanoTime();
				if (left > 0) {
					this.changed.awaitNanos(left);
				}
				else {
					end(this.ready ? timeout() : Ending.failed(WasmBackend.startedTooLate()));
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private Ending timeout() {
		return Ending.limit(ExecutionOutcome.TIMEOUT,
				"The code ran longer than its timeout of "
						+ this.execution.request().limits().value(io.toolruntime.limit.Limit.TIMEOUT)
						+ "; do less in one execution, or run tool calls at once with Promise.all");
	}

	/**
	 * Waits until the guest's thread is done, but not for long.
	 * @param nanos how long at most
	 */
	void awaitGuestGone(long nanos) {
		boolean interrupted = false;
		long deadline = System.nanoTime() + nanos;
		this.lock.lock();
		try {
			long left = deadline - System.nanoTime();
			while (!this.guestGone && left > 0) {
				try {
					left = this.changed.awaitNanos(left);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	boolean hasEnded() {
		return this.ending != null;
	}

	/**
	 * Returns the terminal event of an execution that has ended.
	 * @return the event
	 */
	Ending ending() {
		return java.util.Objects.requireNonNull(this.ending);
	}

	/**
	 * Returns the guest's memory.
	 * @return the memory, or {@code null} if no guest has begun
	 */
	@Nullable GuestMemory memory() {
		return this.memory;
	}

	boolean isPooled() {
		return this.pooled;
	}

	boolean isReady() {
		return this.ready;
	}

	long readyAt() {
		return this.readyAt;
	}

	/**
	 * Ends the execution unless it has ended already, and stops its guest.
	 * @param ending the terminal event
	 */
	void end(Ending ending) {
		this.lock.lock();
		try {
			if (this.ending != null) {
				return;
			}
			this.ending = ending;
			this.changed.signalAll();
			if (this.guestThread != null && this.guestThread != Thread.currentThread()) {
				this.guestThread.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	// The guest's thread

	/**
	 * The guest is ready: the wall clock of the execution starts.
	 * @param memory the guest's memory
	 * @param pooled whether the guest was made ahead
	 */
	void begin(GuestMemory memory, boolean pooled) {
		this.lock.lock();
		try {
			requireRunning();
			this.memory = memory;
			this.pooled = pooled;
			this.readyAt = System.nanoTime();
			this.ready = true;
			this.guestThread = Thread.currentThread();
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The guest's thread is done with this execution and must not be interrupted for it
	 * any more.
	 */
	void gone() {
		this.lock.lock();
		try {
			this.guestThread = null;
			this.guestGone = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		Thread.interrupted();
	}

	/*
	 * What the host does on the guest's thread is not interrupted: a listener may write
	 * to a channel, which an interrupt would close.
	 */
	private void uninterrupted(Runnable action) {
		Thread thread = Thread.currentThread();
		this.lock.lock();
		try {
			requireRunning();
			this.guestThread = null;
		}
		finally {
			this.lock.unlock();
		}
		try {
			action.run();
		}
		finally {
			this.lock.lock();
			try {
				this.guestThread = thread;
			}
			finally {
				this.lock.unlock();
			}
		}
		requireRunning();
	}

	@Override
	public void requireRunning() {
		if (this.ending != null) {
			throw new GuestStopped();
		}
	}

	@Override
	public void output(boolean error, String text) {
		uninterrupted(() -> {
			if (error) {
				this.execution.output().stderr(text);
			}
			else {
				this.execution.output().stdout(text);
			}
		});
		if (this.execution.output().isFlooded()) {
			end(Ending.limit(ExecutionOutcome.OUTPUT_LIMIT,
					"The code gave more than ten times the output it may; print less, or return a value"));
			throw new GuestStopped();
		}
	}

	@Override
	public void call(GatewayCall call) {
		requireRunning();
		this.waiting.add(call);
		startWaiting();
	}

	/*
	 * Arguments leave the guest's memory, which is bounded, only when their call starts.
	 */
	private void startWaiting() {
		while (!this.waiting.isEmpty() && this.running < MAX_PARALLEL_CALLS) {
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

	@Override
	public @Nullable GatewayAnswer awaitAnswer(@Nullable Long deadline) {
		requireRunning();
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

	@Override
	public List<String> names(@Nullable String namespace) {
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
				end(Ending.limit(limit, ex.getMessage()));
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
		logger.warn("Execution {}: could not serve {}", this.execution.id(), what, cause);
		return "The call failed inside the host; its log has execution " + this.execution.id();
	}

}
