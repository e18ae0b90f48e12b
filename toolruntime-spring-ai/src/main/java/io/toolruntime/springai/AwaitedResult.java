package io.toolruntime.springai;

import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.util.ClassUtils;

import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/** Waits for what a method promised instead of returning it. */
final class AwaitedResult {

	/*
	 * The starter does not bring it: 270 classes that most applications would load for
	 * nothing.
	 */
	private static final boolean REACTOR_PRESENT = ClassUtils.isPresent("reactor.core.publisher.Flux",
			AwaitedResult.class.getClassLoader());

	private AwaitedResult() {
	}

	/**
	 * Waits until the call's deadline, or until nobody waits any more.
	 * @param returned what the method returned
	 * @param context until when
	 * @return the result; what the method returned if it was no promise
	 * @throws InvocationTargetException with what the promise failed with
	 * @throws InterruptedException if this thread is interrupted
	 */
	static @Nullable Object of(@Nullable Object returned, ToolCallContext context)
			throws InvocationTargetException, InterruptedException {
		CompletableFuture<?> promised = REACTOR_PRESENT ? ReactiveResult.promisedBy(returned) : null;
		if (promised == null && returned instanceof CompletionStage<?> stage) {
			promised = stage.toCompletableFuture();
		}
		return (promised != null) ? await(promised, context) : returned;
	}

	private static @Nullable Object await(CompletableFuture<?> future, ToolCallContext context)
			throws InvocationTargetException, InterruptedException {
		Duration remaining = context.remaining();
		try (Cancellation.Registration registration = context.cancellation().onCancel(() -> future.cancel(true))) {
			return (remaining != null) ? future.get(remaining.toMillis(), TimeUnit.MILLISECONDS) : future.get();
		}
		catch (ExecutionException ex) {
			throw new InvocationTargetException((ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (TimeoutException ex) {
			future.cancel(true);
			throw new ToolException(null, ToolErrorCode.TIMEOUT, "The tool did not answer in time", ex);
		}
		catch (CancellationException ex) {
			throw new ToolException(null, ToolErrorCode.CANCELLED, "The call was cancelled", ex);
		}
		finally {
			if (!future.isDone()) {
				future.cancel(true);
			}
		}
	}

	/** What promises look like where Reactor is there. */
	private static final class ReactiveResult {

		static @Nullable CompletableFuture<?> promisedBy(@Nullable Object returned) {
			if (returned instanceof Flux<?> flux) {
				return flux.collectList().toFuture();
			}
			return (returned instanceof Publisher<?> publisher) ? Mono.from(publisher).toFuture() : null;
		}

	}

}
