package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CancellationTests {

	private final Cancellation cancellation = new Cancellation();

	private final AtomicInteger runs = new AtomicInteger();

	@Test
	void itHappensOnceAndStays() {
		this.cancellation.onCancel(this.runs::incrementAndGet);

		this.cancellation.cancel();
		this.cancellation.cancel();

		assertThat(this.cancellation.isCancelled()).isTrue();
		assertThat(this.runs).hasValue(1);
	}

	@Test
	void anActionThatComesLateIsRunAtOnce() {
		this.cancellation.cancel();

		this.cancellation.onCancel(this.runs::incrementAndGet);

		assertThat(this.runs).hasValue(1);
	}

	@Test
	void anActionThatWasTakenBackIsNotRun() {
		this.cancellation.onCancel(this.runs::incrementAndGet).close();

		this.cancellation.cancel();

		assertThat(this.runs).hasValue(0);
	}

	@Test
	void anActionThatFailsDoesNotKeepOthersFromBeingTold() {
		this.cancellation.onCancel(() -> {
			throw new IllegalStateException("Broken");
		});
		this.cancellation.onCancel(this.runs::incrementAndGet);

		this.cancellation.cancel();

		assertThat(this.runs).hasValue(1);
	}

	@Test
	void anActionMayTakeItselfBack() {
		List<Cancellation.Registration> registrations = new ArrayList<>();
		registrations.add(this.cancellation.onCancel(() -> registrations.forEach(Cancellation.Registration::close)));

		this.cancellation.cancel();

		assertThat(this.cancellation.isCancelled()).isTrue();
	}

	@Test
	void everyActionIsRunExactlyOnceHoweverManyThreadsCancelAndRegister() throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			boolean cancels = (i % 4 == 0);
			Thread thread = new Thread(() -> {
				try {
					start.await();
				}
				catch (InterruptedException ex) {
					return;
				}
				for (int n = 0; n < 500; n++) {
					this.cancellation.onCancel(this.runs::incrementAndGet);
				}
				if (cancels) {
					this.cancellation.cancel();
				}
			});
			threads.add(thread);
			thread.start();
		}
		start.countDown();
		for (Thread thread : threads) {
			thread.join();
		}

		assertThat(this.runs).hasValue(16 * 500);
	}

}
