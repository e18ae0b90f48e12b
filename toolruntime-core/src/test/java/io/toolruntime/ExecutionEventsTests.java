package io.toolruntime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ExecutionEventsTests {

	private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

	private final CountDownLatch entered = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void endThreads() throws InterruptedException {
		this.release.countDown();
		this.threads.shutdown();
		assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void listenersHearInTheOrderInWhichEventsWereAdded() {
		ExecutionEvents events = new ExecutionEvents(List.of(hearing(), hearing()));

		events.add((listener) -> listener.onStdout("a"));
		events.add((listener) -> listener.onStderr("b"));
		assertThat(this.heard).isEmpty();
		events.tell();

		assertThat(this.heard).containsExactly("out a", "out a", "err b", "err b");
	}

	@Test
	void aListenerThatBlocksHoldsUpOnlyWhoToldIt() throws Exception {
		ExecutionEvents events = new ExecutionEvents(List.of(blockingOn("first"), hearing()));
		Future<?> teller = this.threads.submit(() -> events.onStdout("first"));
		this.entered.await();

		events.onStdout("second");
		events.onStdout("third");

		assertThat(this.heard).isEmpty();
		this.release.countDown();
		teller.get();
		assertThat(this.heard).containsExactly("out first", "out second", "out third");
	}

	@Test
	void aListenerThatReportsAnEventItselfHearsOfItAfterwards() {
		List<ExecutionEvents> itself = new ArrayList<>();
		ExecutionEvents events = new ExecutionEvents(List.of(new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				ExecutionEventsTests.this.heard.add("begin " + text);
				if (text.length() < 3) {
					itself.get(0).onStdout(text + text);
				}
				ExecutionEventsTests.this.heard.add("end " + text);
			}

		}));
		itself.add(events);

		events.onStdout("x");

		assertThat(this.heard).containsExactly("begin x", "end x", "begin xx", "end xx", "begin xxxx", "end xxxx");
	}

	@Test
	void whoHasTheResultFindsThatListenersHaveHeardOfItAlthoughAnotherThreadTellsThem() throws Exception {
		ExecutionEvents events = new ExecutionEvents(List.of(blockingOn("first"), hearing()), Duration.ofSeconds(60));
		Future<?> teller = this.threads.submit(() -> events.onStdout("first"));
		this.entered.await();
		this.threads.submit(this.release::countDown);

		events.onResult(result());

		assertThat(this.heard).containsExactly("out first", "result");
		teller.get();
	}

	@Test
	void aListenerThatBlocksDoesNotKeepTheResultForLong() throws Exception {
		ExecutionEvents events = new ExecutionEvents(List.of(blockingOn("first"), hearing()));
		Future<?> teller = this.threads.submit(() -> events.onStdout("first"));
		this.entered.await();

		events.onResult(result());

		assertThat(this.heard).isEmpty();
		this.release.countDown();
		teller.get();
		assertThat(this.heard).containsExactly("out first", "result");
	}

	@Test
	void nothingComesAfterTheResult() {
		ExecutionEvents events = new ExecutionEvents(List.of(hearing()));

		events.onResult(result());
		events.onStdout("late");

		assertThat(this.heard).containsExactly("result");
	}

	@Test
	void aListenerThatThrowsHarmsNoOther() {
		ExecutionEvents events = new ExecutionEvents(List.of(new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				throw new IllegalStateException("The page was closed");
			}

		}, hearing()));

		events.onStdout("a");

		assertThat(this.heard).containsExactly("out a");
	}

	@Test
	void anErrorOfTheMachineEndsNoLaterEvent() {
		AtomicInteger calls = new AtomicInteger();
		ExecutionEvents events = new ExecutionEvents(List.of(new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				if (calls.incrementAndGet() == 1) {
					throw new StackOverflowError();
				}
			}

		}, hearing()));
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> events.onStdout("a"));

		events.onStdout("b");

		assertThat(this.heard).containsExactly("out b");
	}

	@Test
	void whoReportsToTheSameEventsSharesTheirOrder() {
		ExecutionEvents events = new ExecutionEvents(List.of(hearing()));

		assertThat(ExecutionEvents.of(events)).isSameAs(events);
		assertThat(ExecutionEvents.of(hearing())).isNotSameAs(events);
	}

	@RepeatedTest(5)
	void amongManyThreadsNothingIsLostOverlapsOrOvertakesItsOwnThread() throws Exception {
		AtomicInteger listening = new AtomicInteger();
		List<String> overlaps = Collections.synchronizedList(new ArrayList<>());
		ExecutionEvents events = new ExecutionEvents(List.of(new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				if (listening.incrementAndGet() > 1) {
					overlaps.add(text);
				}
				ExecutionEventsTests.this.heard.add(text);
				Thread.yield();
				listening.decrementAndGet();
			}

		}));
		List<Future<?>> all = new ArrayList<>();
		for (int thread = 0; thread < 8; thread++) {
			String name = "t" + thread;
			all.add(this.threads.submit(() -> {
				for (int i = 100; i < 300; i++) {
					events.onStdout(name + " " + i);
				}
			}));
		}
		for (Future<?> one : all) {
			one.get();
		}

		assertThat(overlaps).isEmpty();
		assertThat(this.heard).hasSize(8 * 200).doesNotHaveDuplicates();
		for (int thread = 0; thread < 8; thread++) {
			String name = "t" + thread;
			assertThat(this.heard.stream().filter((text) -> text.startsWith(name))).isSorted();
		}
	}

	private ExecutionListener hearing() {
		return new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				ExecutionEventsTests.this.heard.add("out " + text);
			}

			@Override
			public void onStderr(String text) {
				ExecutionEventsTests.this.heard.add("err " + text);
			}

			@Override
			public void onResult(ExecuteResult result) {
				ExecutionEventsTests.this.heard.add("result");
			}

		};
	}

	private ExecutionListener blockingOn(String output) {
		return new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				if (text.equals(output)) {
					ExecutionEventsTests.this.entered.countDown();
					try {
						ExecutionEventsTests.this.release.await();
					}
					catch (InterruptedException ex) {
						throw new IllegalStateException(ex);
					}
				}
			}

		};
	}

	private static ExecuteResult result() {
		return new ExecuteResult("e1", ExecutionOutcome.OK, 1, null, "", "", false, 0, new Timings(1, 1), List.of(),
				new BackendInfo("wasm", "dev", Isolation.WASM, false, Map.of()),
				LimitsEnforced.nothing(Limits.DEFAULTS), List.of(), List.of(), Map.of());
	}

}
