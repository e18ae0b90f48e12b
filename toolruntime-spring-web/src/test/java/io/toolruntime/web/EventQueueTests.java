package io.toolruntime.web;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolCallRecord;

import static org.assertj.core.api.Assertions.assertThat;

class EventQueueTests {

	private static final Duration SOON = Duration.ofMillis(1);

	private final AtomicInteger overflows = new AtomicInteger();

	private final EventQueue queue = new EventQueue(new JsonAnswers(), 10_000, this.overflows::incrementAndGet);

	@Test
	void outputOfOneKindThatWaitsIsOneEvent() throws Exception {
		this.queue.onStdout("a");
		this.queue.onStdout("b");
		this.queue.onStderr("c");
		this.queue.onStdout("d");
		assertThat(this.queue.take(SOON)).isEqualTo(new EventQueue.Event("stdout", "{\"text\":\"ab\"}"));
		assertThat(this.queue.take(SOON)).isEqualTo(new EventQueue.Event("stderr", "{\"text\":\"c\"}"));
		assertThat(this.queue.take(SOON)).isEqualTo(new EventQueue.Event("stdout", "{\"text\":\"d\"}"));
		assertThat(this.queue.take(SOON)).isNull();
	}

	@Test
	void manySmallPiecesDoNotOverflow() {
		for (int i = 0; i < 9000; i++) {
			this.queue.onStdout("x");
		}
		assertThat(this.overflows).hasValue(0);
	}

	@Test
	void moreThanMayWaitGivesUpOnceAndFreesTheMemory() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.queue.onStdout("x".repeat(1000));
		}
		assertThat(this.overflows).hasValue(1);
		assertThat(this.queue.isOver()).isTrue();
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.end()).isNull();
		assertThat(this.queue.take(SOON)).isNull();
	}

	@Test
	void toolCallsCountByTheirSize() {
		for (int i = 1; i < 100; i++) {
			this.queue.onToolCall(new ToolCallRecord(i, "a:b", Map.of("text", "x".repeat(1000)), "ok", 1, null));
		}
		assertThat(this.overflows).hasValue(1);
	}

	@Test
	void whatWasTakenNoLongerCounts() throws Exception {
		for (int i = 0; i < 100; i++) {
			this.queue.onStdout("x".repeat(9000));
			assertThat(this.queue.take(SOON)).isNotNull();
		}
		assertThat(this.overflows).hasValue(0);
	}

	@Test
	void whatCameBeforeTheEndIsReadBeforeIt() throws Exception {
		this.queue.onStdout("last words");
		this.queue.end(null, new CompletionException(new IllegalStateException("gone")));
		assertThat(this.queue.isOver()).isFalse();
		assertThat(this.queue.take(SOON)).isNotNull();
		assertThat(this.queue.isOver()).isTrue();
		assertThat(this.queue.end().failure()).isInstanceOf(IllegalStateException.class);
	}

	@Test
	void afterTheEndNothingIsTaken() {
		this.queue.end(null, new IllegalStateException("gone"));
		this.queue.onStdout("late");
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void theFirstEndCounts() {
		this.queue.end(null, new IllegalStateException("first"));
		this.queue.end(null, new IllegalStateException("second"));
		assertThat(this.queue.end().failure()).hasMessage("first");
	}

	@Test
	void aReaderWaitsForTheStart() throws Exception {
		CompletableFuture<Boolean> started = Background.run(() -> {
			try {
				return this.queue.awaitStart() == null;
			}
			catch (InterruptedException ex) {
				return false;
			}
		});
		assertThat(started).isNotDone();
		this.queue.onStarted(ExecuteRequest.javascript("1").build());
		assertThat(started.get(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void anEndWithoutStartIsTold() throws Exception {
		this.queue.end(null, new IllegalStateException("never"));
		assertThat(this.queue.awaitStart().failure()).hasMessage("never");
	}

}
