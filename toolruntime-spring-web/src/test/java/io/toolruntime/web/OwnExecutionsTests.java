package io.toolruntime.web;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.caller.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Which executions a caller can cancel. */
class OwnExecutionsTests {

	private static final Caller ADA = Caller.named("ada");

	private static final ExecuteRequest MINE = ExecuteRequest.builder().code("1").id("mine").caller(ADA).build();

	@Test
	void anExecutionIsFoundAsSoonAsItsCodeRunsThoughItsHandleIsYetToCome() throws Exception {
		CountDownLatch codeRuns = new CountDownLatch(1);
		CountDownLatch handleIsGiven = new CountDownLatch(1);
		AtomicInteger cancelled = new AtomicInteger();
		OwnExecutions executions = new OwnExecutions(new FakeRuntime((request) -> {
			codeRuns.countDown();
			await(handleIsGiven);
			return new CompletableFuture<>();
		}).onCancel(cancelled::incrementAndGet));
		Background.run(() -> executions.start(MINE, ExecutionListener.NONE));
		await(codeRuns);
		CompletableFuture<Boolean> found = Background.run(() -> executions.cancel("mine", ADA));
		assertThatThrownBy(() -> found.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
		handleIsGiven.countDown();
		assertThat(found.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(cancelled).hasValue(1);
	}

	@Test
	void anExecutionThatIsRefusedLeavesTheOneOfItsId() {
		CompletableFuture<ExecuteResult> first = new CompletableFuture<>();
		AtomicInteger started = new AtomicInteger();
		OwnExecutions executions = new OwnExecutions(new FakeRuntime((request) -> {
			if (started.getAndIncrement() > 0) {
				throw new InvalidRequestException("id: 'mine' is running");
			}
			return first;
		}));
		executions.start(MINE, ExecutionListener.NONE);
		assertThatThrownBy(() -> executions.start(MINE, ExecutionListener.NONE))
			.isInstanceOf(InvalidRequestException.class);
		assertThat(executions.cancel("mine", ADA)).isTrue();
	}

	@Test
	void anExecutionThatHasEndedIsForgotten() {
		CompletableFuture<ExecuteResult> result = new CompletableFuture<>();
		OwnExecutions executions = new OwnExecutions(new FakeRuntime((request) -> result));
		executions.start(MINE, ExecutionListener.NONE);
		result.completeExceptionally(new IllegalStateException("ended"));
		assertThat(executions.cancel("mine", ADA)).isFalse();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
