package io.toolruntime.wasm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who gets a place, and in which order. */
class PlacesTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final Places places = new Places(1);

	private final Sandbox sandbox = new Sandbox();

	private GuestRun run() {
		return new GuestRun(this.sandbox.execution("1", (request) -> request));
	}

	private boolean take(GuestRun run, Duration maxWait) {
		try {
			return this.places.take(run, maxWait);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static void awaitThat(BooleanSupplier condition) {
		long deadline = System.nanoTime() + LONG.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

	@Test
	void aFreePlaceIsTakenAtOnce() {
		assertThat(take(run(), Duration.ZERO)).isTrue();
		assertThat(this.places.taken()).isEqualTo(1);
		assertThat(this.places.free()).isZero();
	}

	@Test
	void withoutAPlaceOneWaitsAsLongAsOneMay() {
		take(run(), LONG);

		assertThat(take(run(), Duration.ofMillis(10))).isFalse();
		assertThat(this.places.waiting()).isZero();
		assertThat(this.places.taken()).isEqualTo(1);
	}

	@Test
	void whoAskedFirstIsFirst() throws Exception {
		take(run(), LONG);
		List<Integer> order = Collections.synchronizedList(new ArrayList<>());
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int number = i;
			all.add(CompletableFuture.runAsync(() -> {
				take(run(), LONG);
				order.add(number);
				this.places.release();
			}, (task) -> new Thread(task).start()));
			awaitThat(() -> this.places.waiting() == number + 1);
		}

		this.places.release();

		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
		assertThat(this.places.taken()).isZero();
	}

	@Test
	void anExecutionThatEndsStopsWaiting() throws Exception {
		take(run(), LONG);
		GuestRun run = run();
		CompletableFuture<Boolean> taken = CompletableFuture.supplyAsync(() -> take(run, LONG));
		awaitThat(() -> this.places.waiting() == 1);

		run.end(Outcomes.cancelled());

		assertThat(taken.get(60, TimeUnit.SECONDS)).isFalse();
		assertThat(this.places.waiting()).isZero();
		this.places.release();
		assertThat(this.places.taken()).isZero();
	}

	@Test
	void aThreadThatIsInterruptedStopsWaiting() throws Exception {
		take(run(), LONG);
		CompletableFuture<Boolean> taken = new CompletableFuture<>();
		Thread thread = new Thread(() -> taken.complete(take(run(), LONG)));
		thread.start();
		awaitThat(() -> this.places.waiting() == 1);

		thread.interrupt();

		assertThat(taken.get(60, TimeUnit.SECONDS)).isFalse();
		assertThat(this.places.waiting()).isZero();
	}

	@Test
	void manyThatComeAndGoLoseNoPlace() {
		List<CompletableFuture<Void>> all = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			all.add(CompletableFuture.runAsync(() -> {
				for (int k = 0; k < 500; k++) {
					GuestRun run = run();
					CompletableFuture<Void> end = (k % 3 == 0)
							? CompletableFuture.runAsync(() -> run.end(Outcomes.cancelled()))
							: new CompletableFuture<>();
					if (take(run, Duration.ofNanos(k * 1000))) {
						assertThat(this.places.taken()).isEqualTo(1);
						this.places.release();
					}
					end.complete(null);
				}
			}, (task) -> new Thread(task).start()));
		}

		CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();

		assertThat(this.places.taken()).isZero();
		assertThat(this.places.waiting()).isZero();
	}

}
