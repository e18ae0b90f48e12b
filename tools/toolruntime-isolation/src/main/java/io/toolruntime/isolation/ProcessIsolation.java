package io.toolruntime.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import io.toolruntime.isolation.BrokeredCall.Answer;
import io.toolruntime.isolation.Child.KillReason;
import io.toolruntime.isolation.ChildPool.Lease;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.HiddenFailures;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolRun;

/** Runs tools in children: modes {@code local} and {@code local_network}. */
final class ProcessIsolation implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ProcessIsolation.class);

	/** What a tool has to end by itself, once it is told that nobody waits. */
	private static final Duration GRACE = Duration.ofMillis(200);

	/** For a child that is free, and for a new one to start. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

	private static final Duration LONGEST_CALL = Duration.ofDays(365);

	private static final Duration LONGEST_END = Duration.ofSeconds(15);

	/** Output beyond the limit is dropped; so many times as much ends the call. */
	private static final int TOO_MUCH = 10;

	private static final long LOOK_MILLIS = 100;

	private static final int MOST_FILES = 20_000;

	private static final int LARGEST = 512 << 20;

	private final IsolationSettings settings;

	private final ChildStarter starter;

	private final ScheduledExecutorService clock;

	private final ExecutorService threads;

	private final ChildPool pool;

	private final Map<Child, Bounds> watched = new ConcurrentHashMap<>();

	private final HiddenFailures failures = new HiddenFailures();

	/**
	 * Creates it. Starts nothing but a clock.
	 * @param settings what holds for all children
	 * @param starter starts them
	 * @param clock tells when the time of a call is up
	 * @param threads serve what tools ask, and end children
	 */
	ProcessIsolation(IsolationSettings settings, ChildStarter starter, ScheduledExecutorService clock,
			ExecutorService threads) {
		this.settings = settings;
		this.starter = starter;
		this.clock = clock;
		this.threads = threads;
		this.pool = new ChildPool(settings);
		long idle = Math.max(20, Math.min(1000, settings.idle().toMillis() / 2));
		clock.scheduleWithFixedDelay(() -> threads.execute(this.pool::endIdle), idle, idle, TimeUnit.MILLISECONDS);
		clock.scheduleWithFixedDelay(() -> threads.execute(this::look), LOOK_MILLIS, LOOK_MILLIS,
				TimeUnit.MILLISECONDS);
	}

	/** How many children there are. */
	int children() {
		return this.pool.live();
	}

	/**
	 * Runs a tool.
	 * @param slice what of the application has to be in the child
	 * @param decision where it runs
	 * @param arguments its arguments
	 * @param context the call
	 * @return its result
	 * @throws ToolException if it failed
	 */
	@Nullable Object call(ToolSlice slice, IsolationDecision decision, Map<String, Object> arguments, ToolCallContext context) {
		IsolationLimits limits = decision.limits().tightenedBy(context.limits());
		Call call = new Call(decision, limits, context, Duration.ZERO, 0);
		context.output().ran(ToolRun.in(decision.mode()));
		ChildKey key = ChildKey.of(slice, decision, limits, context.caller().tenant());
		// To get a child is no part of the tool's own time, but of its caller's
		long latest = System.nanoTime() + timeout(call).plus(LONGEST_WAIT).toNanos();
		long deadline = Math.min(latest, System.nanoTime() + left(context).toNanos());
		Lease lease = null;
		boolean reusable = false;
		try {
			lease = this.pool.acquire(key, deadline, context.cancellation(),
					() -> this.starter.start(key, longestMessage(limits), deadline));
			if (lease == null) {
				throw call.isCancelled() ? call.cancelled(null)
						: call.failed(ToolErrorCode.UNAVAILABLE,
								"All " + this.settings.maxChildren() + " processes for tools are busy; try again later",
								null, null);
			}
			reusable = true;
			Duration timeout = timeout(call);
			call = new Call(decision, limits, context, timeout, System.nanoTime() + timeout.toNanos());
			reusable = false;
			Child child = lease.child();
			Answer answer = run(call, child, message(call, arguments));
			reusable = isReusable(answer) && child.killed() == null;
			return value(call, child, answer);
		}
		catch (ChildStartException ex) {
			throw call.startFailed(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw call.cancelled(null);
		}
		finally {
			if (lease != null) {
				this.pool.release(lease, reusable);
			}
		}
	}

	private static int longestMessage(IsolationLimits limits) {
		long result = Math.min(limits.limits().outputOrMax(), LARGEST);
		// A piece of a file in Base64 is a third longer
		return (int) Math.max(result, ChildOutput.PIECE * 3L / 2) + FrameChannel.BESIDES;
	}

	private static Duration timeout(Call call) {
		Duration own = call.limits().limits().timeoutOrNull();
		Duration left = left(call.context());
		Duration timeout = (own == null || left.compareTo(own) < 0) ? left : own;
		if (timeout.isZero()) {
			throw call.failed(ToolErrorCode.TIMEOUT, "There was no time left to run the tool", null, null);
		}
		return timeout;
	}

	private static Duration left(ToolCallContext context) {
		Duration left = context.remaining();
		return (left == null || left.compareTo(LONGEST_CALL) > 0) ? LONGEST_CALL : left;
	}

	/* Who asks is the application's word; the arguments are the model's, and apart. */
	private Map<String, @Nullable Object> message(Call call, Map<String, Object> arguments) {
		ToolCallContext context = call.context();
		Map<String, @Nullable Object> message = new LinkedHashMap<>();
		message.put("arguments", arguments);
		message.put("caller", context.caller().name());
		message.put("tenant", context.caller().tenant());
		message.put("authorities", List.copyOf(context.caller().authorities()));
		message.put("executionId", context.executionId());
		message.put("profile", context.profile());
		message.put("values", context.values());
		message.put("timeout", Math.max(1, (call.deadline() - System.nanoTime()) / 1_000_000));
		message.put("output", Math.min(call.limits().limits().outputOrMax(), LARGEST));
		Map<String, String> log = new LinkedHashMap<>();
		for (String name : this.settings.mdcKeys()) {
			String value = MDC.get(name);
			if (value != null) {
				log.put(name, value);
			}
		}
		if (!log.isEmpty()) {
			message.put("log", log);
		}
		return message;
	}

	private Answer run(Call call, Child child, Map<String, @Nullable Object> message) throws InterruptedException {
		Limits limits = call.limits().limits();
		BrokeredCall brokered = new BrokeredCall(child, call.context(), limits.toolCallsOrMax(), this.threads);
		long left = Math.max(1, call.deadline() - System.nanoTime());
		// Before it is sent: a child that does not read holds up whoever writes
		ScheduledFuture<?> end = this.clock.schedule(() -> end(child, brokered, KillReason.TIMEOUT), left,
				TimeUnit.NANOSECONDS);
		Cancellation.Registration registration = call.context()
			.cancellation()
			.onCancel(() -> this.clock.execute(() -> end(child, brokered, KillReason.CANCELLED)));
		this.watched.put(child, Bounds.of(child, limits));
		boolean answered = false;
		try {
			child.start(brokered, message);
			child.read(brokered);
			Answer answer = brokered.answer().get(call.timeout().plus(LONGEST_END).toNanos(), TimeUnit.NANOSECONDS);
			answered = true;
			return answer;
		}
		catch (ExecutionException | TimeoutException ex) {
			// It was killed and is still there
			child.kill(KillReason.TIMEOUT);
			return new Answer(null, new ChildEnd(-1, child.tail(), false, false));
		}
		finally {
			if (!answered) {
				child.kill(KillReason.CANCELLED);
			}
			end.cancel(false);
			registration.close();
			this.watched.remove(child);
			brokered.close();
			child.finish();
		}
	}

	/* The tool is told, and has a moment; then all of it is killed. */
	private void end(Child child, BrokeredCall call, KillReason reason) {
		child.doom(reason);
		this.threads.execute(() -> child.cancel(call));
		this.clock.schedule(() -> this.threads.execute(() -> child.kill(reason)), GRACE.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	private void look() {
		this.watched.forEach((child, bounds) -> {
			if (child.written() - bounds.written() > bounds.output()) {
				child.kill(KillReason.OUTPUT);
			}
			else if (bounds.disk() < Long.MAX_VALUE
					&& size(ChildFiles.work(child.process().folder())) > bounds.disk()) {
				child.kill(KillReason.DISK);
			}
		});
	}

	/* Follows no links; of more files than any needs, as if they were too large. */
	private static long size(Path folder) {
		long[] size = { 0, 0 };
		try {
			Files.walkFileTree(folder, new SimpleFileVisitor<>() {
				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					size[0] += attributes.size();
					return (++size[1] > MOST_FILES) ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult visitFileFailed(Path file, IOException ex) {
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path file, @Nullable IOException ex) {
					return FileVisitResult.CONTINUE;
				}
			});
		}
		catch (IOException | UncheckedIOException ex) {
			logger.trace("{} cannot be looked at", folder, ex);
		}
		return (size[1] > MOST_FILES) ? Long.MAX_VALUE : size[0];
	}

	/* After anything but an answer of the tool itself, nobody knows what still runs. */
	private static boolean isReusable(Answer answer) {
		return answer.message() != null && !"machine".equals(answer.message().get("kind"))
				&& !answer.message().containsKey("unclean");
	}

	private @Nullable Object value(Call call, Child child, Answer answer) {
		KillReason killed = child.killed();
		if (killed != null) {
			throw killed(call, killed, answer, child);
		}
		if (answer.end() != null) {
			throw ended(call, answer.end());
		}
		Map<String, Object> message = Objects.requireNonNull(answer.message());
		if ("result".equals(message.get("type"))) {
			return message.get("value");
		}
		throw failed(call, message, child);
	}

	private static ToolException killed(Call call, KillReason reason, Answer answer, Child child) {
		ChildEnd end = (answer.end() != null) ? answer.end() : new ChildEnd(-1, child.tail(), false, false);
		Limits limits = call.limits().limits();
		return switch (reason) {
			case TIMEOUT -> call.failed(ToolErrorCode.TIMEOUT,
					"The tool did not end within " + Quantity.formatDuration(call.timeout()), end, null);
			case CANCELLED -> call.cancelled(end);
			case OUTPUT -> call.failed(ToolErrorCode.OUTPUT_LIMIT,
					"The tool gave more output than it may: " + Quantity.formatBytes(limits.outputOrMax())
							+ " for its result, " + TOO_MUCH + " times that for what it prints (limits.output)",
					end, null);
			case DISK -> call.failed(ToolErrorCode.OUTPUT_LIMIT, "The files of the tool grew by more than "
					+ Quantity.formatBytes(limits.diskOrMax()) + " (limits.disk)", end, null);
		};
	}

	private static ToolException ended(Call call, ChildEnd end) {
		Limits limits = call.limits().limits();
		if (call.isCancelled()) {
			return call.cancelled(end);
		}
		if (end.outOfMemory()) {
			return call.failed(ToolErrorCode.MEMORY_LIMIT,
					"The tool used more memory than " + Quantity.formatBytes(limits.memoryOrMax()) + " (limits.memory)",
					end, null);
		}
		if (end.processesRefused()) {
			return call.failed(ToolErrorCode.CRASHED, "The tool wanted more than " + limits.pids()
					+ " processes and threads (limits.pids), and ended with " + end.description(), end, null);
		}
		if (end.exitCode() == 0) {
			return call.failed(ToolErrorCode.NO_RESULT, "The tool's process ended without a result", end, null);
		}
		return call.failed(ToolErrorCode.CRASHED, "The tool's process ended with " + end.description(), end, null);
	}

	private ToolException failed(Call call, Map<String, Object> message, Child child) {
		String id = call.decision().toolId();
		String kind = String.valueOf(message.get("kind"));
		String trace = String.valueOf(message.get("trace"));
		switch (kind) {
			case "tool" -> {
				Object toolId = message.get("toolId");
				return new ToolException((toolId instanceof String text) ? text : id, code(message),
						String.valueOf(message.get("message")));
			}
			case "output" -> {
				return call.failed(ToolErrorCode.OUTPUT_LIMIT,
						"The tool ran, but its result has " + message.get("bytes") + " bytes, and "
								+ Quantity.formatBytes(call.limits().limits().outputOrMax())
								+ " is the most (limits.output)",
						null, null);
			}
			case "machine" -> {
				ChildEnd end = new ChildEnd(-1, trace, false, child.process().processRefusals() > 0);
				if (end.processesRefused()) {
					return call.failed(ToolErrorCode.EXECUTION_FAILED, "The tool wanted more than "
							+ call.limits().limits().pids() + " processes and threads (limits.pids)", end, null);
				}
				return trace.contains("OutOfMemoryError") ? call.failed(ToolErrorCode.MEMORY_LIMIT,
						"The tool ran out of memory (limits.memory)", end, null) : hidden(call, end, trace);
			}
			default -> {
				return hidden(call, null, trace);
			}
		}
	}

	private ToolException hidden(Call call, @Nullable ChildEnd end, String trace) {
		call.context()
			.output()
			.ran(new ToolRun(call.decision().mode(), null, null, trace.substring(0, Math.min(trace.length(), 4000))));
		return this.failures.hide(call.decision().toolId(), ToolErrorCode.EXECUTION_FAILED,
				new RemoteFailure(trace.strip()));
	}

	private static ToolErrorCode code(Map<String, Object> message) {
		try {
			return ToolErrorCode.of(String.valueOf(message.get("code")));
		}
		catch (IllegalArgumentException ex) {
			return ToolErrorCode.EXECUTION_FAILED;
		}
	}

	@Override
	public void close() {
		this.pool.close();
	}

	/**
	 * A call, and how it fails.
	 *
	 * @param decision where it runs
	 * @param limits what it may use
	 * @param context the call as the application knows it
	 * @param timeout how long it may take
	 * @param deadline when that is over, as {@link System#nanoTime()} tells it
	 */
	private record Call(IsolationDecision decision, IsolationLimits limits, ToolCallContext context, Duration timeout,
			long deadline) {

		boolean isCancelled() {
			return this.context.cancellation().isCancelled();
		}

		ToolException cancelled(@Nullable ChildEnd end) {
			return failed(ToolErrorCode.CANCELLED, "The call was cancelled", end, null);
		}

		ToolException startFailed(ChildStartException failure) {
			logger.warn("The process for tool {} cannot be started: {}", this.decision.toolId(), failure.getMessage());
			return isCancelled() ? cancelled(failure.end()) : failed(ToolErrorCode.START_FAILED,
					"The tool's process could not be started", failure.end(), failure);
		}

		ToolException failed(ToolErrorCode code, String message, @Nullable ChildEnd end, @Nullable Throwable cause) {
			ToolRun run = (end != null) ? end.run(this.decision.mode()) : ToolRun.in(this.decision.mode());
			this.context.output().ran(run);
			return new IsolatedToolException(this.decision.toolId(), code, message, run, cause);
		}

	}

	/**
	 * What is watched while a call runs.
	 *
	 * @param written bytes that the child had printed before
	 * @param output bytes that it may print
	 * @param disk bytes that its files may have; it begins each call without any
	 */
	private record Bounds(long written, long output, long disk) {

		static Bounds of(Child child, Limits limits) {
			long output = limits.outputOrMax();
			long disk = limits.diskOrMax();
			return new Bounds(child.written(),
					(output > Long.MAX_VALUE / TOO_MUCH) ? Long.MAX_VALUE : TOO_MUCH * output, disk);
		}

	}

	/** What a tool threw in a child. */
	private static final class RemoteFailure extends RuntimeException {

		private static final long serialVersionUID = 1L;

		RemoteFailure(String trace) {
			super(trace, null, false, false);
		}

	}

}
