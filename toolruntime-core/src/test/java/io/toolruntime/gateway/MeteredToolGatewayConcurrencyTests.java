package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;

import io.toolruntime.ExecutionListener;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;

class MeteredToolGatewayConcurrencyTests {

	private static final int THREADS = 16;

	private final AtomicInteger ran = new AtomicInteger();

	private final AtomicInteger refused = new AtomicInteger();

	private final AtomicInteger listening = new AtomicInteger();

	private final List<ToolCallRecord> heard = Collections.synchronizedList(new ArrayList<>());

	private final List<String> overlaps = Collections.synchronizedList(new ArrayList<>());

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final CatalogToolGateway application = CatalogToolGateway.of(Tools.tool("a:run", (arguments, context) -> {
		this.ran.incrementAndGet();
		if (ThreadLocalRandom.current().nextInt(4) == 0) {
			Thread.yield();
		}
		return null;
	}), Tools.tool("a:fail", (arguments, context) -> {
		this.ran.incrementAndGet();
		throw new ToolException("No");
	}));

	@AfterEach
	void endThreads() {
		this.threads.shutdownNow();
	}

	@RepeatedTest(5)
	void theBudgetIsNeverExceededAndNeverLost() throws Exception {
		MeteredToolGateway gateway = gateway(500);

		everywhere((random) -> {
			for (int i = 0; i < 60; i++) {
				if (random.nextInt(3) == 0) {
					attempt(() -> gateway.runChain(chain(random)));
				}
				else {
					attempt(() -> gateway.runTool(random.nextBoolean() ? "a:run" : "a:fail", Map.of()));
				}
			}
		});
		while (this.ran.get() < 500) {
			// What chains gave back can be used by those who come later
			gateway.runTool("a:run", Map.of());
		}

		assertThat(this.ran).hasValue(500);
		assertThat(gateway.callsAccepted()).isEqualTo(500);
		assertThat(this.refused.get()).isPositive();
	}

	@RepeatedTest(5)
	void theSequenceHasNoGapsAndRecordsAreSortedByIt() throws Exception {
		MeteredToolGateway gateway = gateway(0);

		everywhere((random) -> {
			for (int i = 0; i < 50; i++) {
				attempt(() -> gateway.runTool("a:run", Map.of()));
				attempt(() -> gateway.runChain(chain(random)));
				assertThat(gateway.records())
					.isSortedAccordingTo((one, other) -> Integer.compare(one.sequence(), other.sequence()));
			}
		});

		assertThat(gateway.records()).map(ToolCallRecord::sequence)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, this.ran.get()).boxed().toList());
	}

	@RepeatedTest(5)
	void theListenerIsNeverCalledTwiceAtOnceAndHearsOfEachCallOnce() throws Exception {
		MeteredToolGateway gateway = gateway(0);

		everywhere((random) -> {
			for (int i = 0; i < 50; i++) {
				attempt(() -> gateway.runTool(random.nextBoolean() ? "a:run" : "a:fail", Map.of()));
			}
		});

		assertThat(this.overlaps).isEmpty();
		assertThat(this.heard).containsExactlyInAnyOrderElementsOf(gateway.records());
	}

	@RepeatedTest(20)
	void closingAmongCallsRecordsEachAcceptedCallExactlyOnce() throws Exception {
		MeteredToolGateway gateway = gateway(0);
		CountDownLatch some = new CountDownLatch(20);

		Future<?> closing = this.threads.submit(() -> {
			some.await();
			gateway.close();
			assertThat(gateway.records()).hasSize(gateway.callsAccepted());
			return null;
		});
		everywhere(THREADS - 1, (random) -> {
			for (int i = 0; i < 50; i++) {
				attempt(() -> gateway.runTool("a:run", Map.of()));
				some.countDown();
			}
		});
		closing.get();

		assertThat(gateway.records()).map(ToolCallRecord::sequence)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, gateway.callsAccepted()).boxed().toList());
		assertThat(this.heard).containsExactlyInAnyOrderElementsOf(gateway.records());
	}

	private void attempt(Runnable call) {
		try {
			call.run();
		}
		catch (ToolException ex) {
			this.refused.incrementAndGet();
		}
	}

	private static List<ChainStep> chain(Random random) {
		return IntStream.rangeClosed(0, random.nextInt(8))
			.mapToObj((i) -> new ChainStep((random.nextInt(4) == 0) ? "a:fail" : "a:run", Map.of(), false))
			.toList();
	}

	private void everywhere(Work work) throws Exception {
		everywhere(THREADS, work);
	}

	private void everywhere(int count, Work work) throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		List<Future<?>> all = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			Random random = new Random(i);
			all.add(this.threads.submit(() -> {
				start.await();
				work.accept(random);
				return null;
			}));
		}
		start.countDown();
		for (Future<?> one : all) {
			one.get();
		}
	}

	private MeteredToolGateway gateway(int calls) {
		ToolCallContext context = new ToolCallContext(Caller.ANONYMOUS, "e1", "dev", null, new Cancellation());
		return new MeteredToolGateway(this.application, context, Limits.parse(Map.of("tool-calls", calls)),
				new ExecutionListener() {

					@Override
					public void onToolCall(ToolCallRecord call) {
						if (MeteredToolGatewayConcurrencyTests.this.listening.incrementAndGet() > 1) {
							MeteredToolGatewayConcurrencyTests.this.overlaps.add(call.toString());
						}
						MeteredToolGatewayConcurrencyTests.this.heard.add(call);
						Thread.yield();
						MeteredToolGatewayConcurrencyTests.this.listening.decrementAndGet();
					}

				}, ObservationRegistry.NOOP);
	}

	/** What each thread does. */
	@FunctionalInterface
	private interface Work {

		void accept(Random random) throws Exception;

	}

}
