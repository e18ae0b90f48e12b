package io.toolruntime.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.ExecutionListener;

import static org.assertj.core.api.Assertions.assertThat;

class OutputCollectorTests {

	private final List<String> heard = new ArrayList<>();

	private OutputCollector collector(long limit) {
		return new OutputCollector(limit, new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				OutputCollectorTests.this.heard.add("out:" + text);
			}

			@Override
			public void onStderr(String text) {
				OutputCollectorTests.this.heard.add("err:" + text);
			}

		});
	}

	@Test
	void keepsStandardOutputAndErrorApart() {
		OutputCollector collector = collector(100);
		collector.stdout("a");
		collector.stderr("b");
		collector.stdout("c");

		assertThat(collector.stdout()).isEqualTo("ac");
		assertThat(collector.stderr()).isEqualTo("b");
		assertThat(this.heard).containsExactly("out:a", "err:b", "out:c");
		assertThat(collector.isTruncated()).isFalse();
	}

	@Test
	void countsBothAgainstOneLimit() {
		OutputCollector collector = collector(5);
		collector.stdout("abc");
		collector.stderr("def");

		assertThat(collector.stdout()).isEqualTo("abc");
		assertThat(collector.stderr()).isEqualTo("de");
		assertThat(collector.isTruncated()).isTrue();
		assertThat(collector.isFlooded()).isFalse();
	}

	@Test
	void exactlyTheLimitIsNotTruncated() {
		OutputCollector collector = collector(3);
		collector.stdout("abc");

		assertThat(collector.isTruncated()).isFalse();
		assertThat(collector.stdout()).isEqualTo("abc");
	}

	@Test
	void doesNotCutACharacterInTwo() {
		OutputCollector collector = collector(5);
		collector.stdout("aé€x");

		// 1 + 2 bytes fit; the euro sign has 3 more
		assertThat(collector.stdout()).isEqualTo("aé");
	}

	@Test
	void leavesNoGapInWhatIsKept() {
		OutputCollector collector = collector(4);
		collector.stdout("abc");
		collector.stdout("€");
		collector.stdout("d");

		assertThat(collector.stdout()).isEqualTo("abc");
	}

	@Test
	void tenTimesTheLimitIsAFlood() {
		OutputCollector collector = collector(10);
		for (int i = 0; i < 9; i++) {
			collector.stdout("0123456789");
		}
		assertThat(collector.isFlooded()).isFalse();
		collector.stdout("0123456789");

		assertThat(collector.isFlooded()).isTrue();
		assertThat(collector.stdout()).hasSize(10);
		assertThat(collector.peak()).isEqualTo("100B");
	}

	@Test
	void aLimitThatCannotBeMultipliedByTenIsNoFloodAtOnce() {
		OutputCollector collector = collector(Long.MAX_VALUE / 4);
		collector.stdout("x");

		assertThat(collector.isFlooded()).isFalse();
		assertThat(collector.isTruncated()).isFalse();
	}

	@Test
	@Timeout(60)
	void aListenerThatBlocksHoldsUpNeitherOtherOutputNorTheResult() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		OutputCollector collector = new OutputCollector(10, new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				entered.countDown();
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				OutputCollectorTests.this.heard.add("out:" + text);
			}

			@Override
			public void onStderr(String text) {
				OutputCollectorTests.this.heard.add("err:" + text);
			}

		});
		Thread first = new Thread(() -> collector.stdout("a"));
		first.start();
		entered.await();

		collector.stderr("b");
		collector.stdout("c");

		assertThat(collector.stdout()).isEqualTo("ac");
		assertThat(collector.stderr()).isEqualTo("b");
		assertThat(collector.isFlooded()).isFalse();
		assertThat(this.heard).isEmpty();
		release.countDown();
		first.join();
		assertThat(this.heard).containsExactly("out:a", "err:b", "out:c");
	}

	@Test
	void withoutALimitNothingIsDropped() {
		OutputCollector collector = collector(Long.MAX_VALUE);
		collector.stdout("x".repeat(5000));

		assertThat(collector.stdout()).hasSize(5000);
		assertThat(collector.isTruncated()).isFalse();
		assertThat(collector.isFlooded()).isFalse();
	}

}
