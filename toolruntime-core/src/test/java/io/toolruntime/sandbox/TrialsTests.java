package io.toolruntime.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Who asks often for health starts no sandbox each time. */
@Timeout(60)
class TrialsTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);

	private final AtomicInteger made = new AtomicInteger();

	private final Trials trials = new Trials(Duration.ofSeconds(10), this.now::get);

	private String ask(String language, String image) {
		return this.trials.result(language, image, () -> "trial " + this.made.incrementAndGet());
	}

	private void pass(Duration time) {
		this.now.addAndGet(time.toNanos());
	}

	@Test
	void whatCameOfATrialIsKeptForAShortTime() {
		assertThat(ask("python", "a")).isEqualTo("trial 1");
		pass(Duration.ofSeconds(10).minusNanos(1));
		assertThat(ask("python", "a")).isEqualTo("trial 1");
		pass(Duration.ofNanos(1));
		assertThat(ask("python", "a")).isEqualTo("trial 2");
	}

	@Test
	void anotherLanguageAndAnotherImageAreTriedAnew() {
		ask("python", "a");
		assertThat(ask("javascript", "a")).isEqualTo("trial 2");
		assertThat(ask("python", "b")).isEqualTo("trial 3");
		assertThat(ask("python", "a")).isEqualTo("trial 4");
	}

	@Test
	void aFailureIsThrownAndNotKept() {
		ask("python", "a");
		pass(Duration.ofSeconds(11));
		assertThatIllegalStateException().isThrownBy(() -> this.trials.result("python", "a", () -> {
			throw new IllegalStateException("down");
		})).withMessage("down");
		assertThat(ask("python", "a")).isEqualTo("trial 2");
	}

	@Test
	void whoeverAsksMeanwhileWaitsForThatOne() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		ExecutorService callers = Executors.newFixedThreadPool(8);
		try {
			List<Future<String>> answers = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				answers.add(callers.submit(() -> this.trials.result("python", "a", () -> {
					try {
						release.await(30, TimeUnit.SECONDS);
					}
					catch (InterruptedException ex) {
						throw new IllegalStateException(ex);
					}
					return "trial " + this.made.incrementAndGet();
				})));
			}
			release.countDown();
			for (Future<String> answer : answers) {
				assertThat(answer.get()).isEqualTo("trial 1");
			}
		}
		finally {
			callers.shutdownNow();
		}
	}

}
