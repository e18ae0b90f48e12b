package io.toolruntime.wasm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InputFile;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.backend.Execution;
import io.toolruntime.backend.PoolState;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How a backend begins, runs many at once, is cancelled, and ends. */
class LifecycleTests {

	private static SecurityProfile profile(Integer minIdle, int maxTotal, Duration maxWait) {
		SecurityProfile standard = SecurityProfile.named("standard");
		return new SecurityProfile(standard.name(), standard.limits(), standard.isolation(),
				standard.requireEnforcement(), standard.tools(), standard.maxConcurrent(), standard.maxQueued(),
				standard.startTimeout(), new PoolSettings(minIdle, maxTotal, maxWait));
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("toolruntime-wasm"))
			.toList();
	}

	private static void awaitThat(BooleanSupplier condition) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

	@Test
	void theFactoryTellsWhatItMakes() {
		WasmBackendFactory factory = new WasmBackendFactory();

		assertThat(factory.kind()).isEqualTo("wasm");
		assertThat(factory.isolation()).contains(Isolation.WASM);
		assertThat(factory.propertiesType()).isEqualTo(WasmProperties.class);
	}

	@Test
	void makingABackendStartsNoThread() {
		int before = threads().size();
		try (Sandbox sandbox = new Sandbox()) {
			assertThat(sandbox.backend.languages()).containsExactly("javascript");
			assertThat(sandbox.backend.info().kind()).isEqualTo("wasm");
			assertThat(sandbox.backend.info().isolation()).isEqualTo(Isolation.WASM);
			assertThat(sandbox.backend.enforcement(sandbox.profile.limits()).isEnforced(Limit.MEMORY)).isTrue();
			assertThat(sandbox.backend.pool()).contains(new PoolState(0, 0, 0, 16));

			assertThat(threads()).hasSize(before);
		}
	}

	@Test
	void healthTellsTheEnginesVersion() {
		try (Sandbox sandbox = new Sandbox()) {
			BackendHealth health = sandbox.backend.health();

			assertThat(health.up()).isTrue();
			assertThat(health.details().get("engine")).asString().matches("QuickJS \\d+\\.\\d+\\.\\d+");
		}
	}

	@Test
	void aClosedBackendIsDownAndRefuses() {
		Sandbox sandbox = new Sandbox(SecurityProfile.named("short-lived"));
		sandbox.run("1");
		assertThat(threads()).anyMatch((thread) -> thread.getName().contains("short-lived"));

		sandbox.close();
		sandbox.close();

		assertThat(sandbox.backend.health().up()).isFalse();
		assertThat(sandbox.backend.health().reason()).contains("closed");
		assertThatThrownBy(() -> sandbox.run("1")).isInstanceOf(RuntimeUnavailableException.class);
		awaitThat(() -> threads().stream().noneMatch((thread) -> thread.getName().contains("short-lived")));
	}

	@Test
	void closingCancelsWhatRuns() throws Exception {
		Sandbox sandbox = new Sandbox();
		Execution execution = sandbox.execution("console.log('runs'); for (;;) {}", (request) -> request);
		CompletableFuture<ExecuteResult> running = CompletableFuture
			.supplyAsync(() -> sandbox.backend.execute(execution));
		awaitThat(() -> !execution.output().stdout().isEmpty());

		sandbox.close();

		ExecuteResult result = running.get(20, TimeUnit.SECONDS);
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		assertThat(result.stdout()).isEqualTo("runs\n");
	}

	@Test
	void filesAreRefusedWithAWayOut() {
		try (Sandbox sandbox = new Sandbox()) {
			assertThatThrownBy(() -> sandbox.run("1", (request) -> request.file(new InputFile("a.csv", new byte[0]))))
				.isInstanceOf(InvalidRequestException.class)
				.hasMessageContaining("files")
				.hasMessageContaining("docker");
		}
	}

	@Test
	void anotherLanguageIsRefused() {
		try (Sandbox sandbox = new Sandbox()) {
			assertThatThrownBy(() -> sandbox.run("1", (request) -> request.language("cobol")))
				.isInstanceOf(InvalidRequestException.class)
				.hasMessageContaining("javascript");
		}
	}

	@Test
	void cancellingEndsTheExecution() throws Exception {
		try (Sandbox sandbox = new Sandbox()) {
			Execution execution = sandbox.execution("console.log('before'); for (;;) {}", (request) -> request);
			CompletableFuture<ExecuteResult> running = CompletableFuture
				.supplyAsync(() -> sandbox.backend.execute(execution));
			awaitThat(() -> !execution.output().stdout().isEmpty());

			execution.cancellation().cancel();

			ExecuteResult result = running.get(20, TimeUnit.SECONDS);
			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
			assertThat(result.stdout()).isEqualTo("before\n");
			assertThat(result.exitCode()).isNull();
			assertThat(sandbox.run("1").outcome()).isEqualTo(ExecutionOutcome.OK);
		}
	}

	@Test
	void anExecutionThatWasCancelledBeforeItBeganDoesNotRun() {
		try (Sandbox sandbox = new Sandbox()) {
			Execution execution = sandbox.execution("console.log('ran')", (request) -> request);
			execution.cancellation().cancel();

			ExecuteResult result = sandbox.backend.execute(execution);

			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
			assertThat(result.stdout()).isEmpty();
		}
	}

	@Test
	void interruptingTheCallerCancelsAndKeepsItsInterrupt() throws Exception {
		try (Sandbox sandbox = new Sandbox()) {
			Execution execution = sandbox.execution("console.log('before'); for (;;) {}", (request) -> request);
			CompletableFuture<ExecuteResult> result = new CompletableFuture<>();
			AtomicBoolean interrupted = new AtomicBoolean();
			Thread caller = new Thread(() -> {
				result.complete(sandbox.backend.execute(execution));
				interrupted.set(Thread.currentThread().isInterrupted());
			});
			caller.start();
			awaitThat(() -> !execution.output().stdout().isEmpty());

			caller.interrupt();

			assertThat(result.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
			caller.join();
			assertThat(interrupted).isTrue();
		}
	}

	@Test
	void interruptsStayWithTheGuestTheyAreFor() {
		try (Sandbox sandbox = new Sandbox(profile(0, 1, Duration.ofSeconds(20)))) {
			AtomicBoolean interrupted = new AtomicBoolean();
			sandbox.tools.with("a:look", (args) -> {
				interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
				return 1;
			});
			for (int i = 0; i < 10; i++) {
				sandbox.run("for (;;) {}", Limits.NONE.with(Limit.TIMEOUT, "20ms"));
				ExecuteResult next = sandbox
					.run("await tools.a.look(); return new Promise((r) => setTimeout(r, 2, 'slept'))");

				assertThat(next.outcome()).as("%s", next.error()).isEqualTo(ExecutionOutcome.OK);
				assertThat(next.value()).isEqualTo("slept");
			}
			assertThat(interrupted).isFalse();
		}
	}

	@Test
	void aListenerIsNotInterruptedByATimeout() {
		try (Sandbox sandbox = new Sandbox()) {
			AtomicBoolean interrupted = new AtomicBoolean();
			ExecuteRequest request = ExecuteRequest.javascript("for (;;) console.log('x')")
				.limits(Limits.NONE.with(Limit.TIMEOUT, "300ms"))
				.build();
			Execution execution = sandbox.execution(request, new ExecutionListener() {

				@Override
				public void onStdout(String text) {
					long end = System.nanoTime() + 1_000_000;
					while (System.nanoTime() < end) {
						interrupted.compareAndSet(false, Thread.currentThread().isInterrupted());
					}
				}

			});

			assertThat(sandbox.backend.execute(execution).outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
			assertThat(interrupted).isFalse();
		}
	}

	@Test
	void aFullPoolRefusesAndSaysWhenToTryAgain() throws Exception {
		try (Sandbox sandbox = new Sandbox(profile(0, 1, Duration.ofMillis(50)))) {
			Execution first = sandbox.execution("for (;;) {}", (request) -> request);
			CompletableFuture<ExecuteResult> running = CompletableFuture
				.supplyAsync(() -> sandbox.backend.execute(first));
			awaitThat(() -> sandbox.backend.pool().orElseThrow().active() == 1);

			assertThatThrownBy(() -> sandbox.run("1")).isInstanceOfSatisfying(RuntimeUnavailableException.class,
					(ex) -> {
						assertThat(ex.getRetryAfter()).isNotNull();
						assertThat(ex.isRetryable()).isTrue();
						assertThat(ex.getMessage()).contains("pool.max-total");
					});

			first.cancellation().cancel();
			assertThat(running.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
			awaitThat(() -> sandbox.backend.pool().orElseThrow().active() == 0);
			assertThat(sandbox.run("1").value()).isEqualTo(1);
		}
	}

	@Test
	void anExecutionWaitsForASandboxAsLongAsItMay() {
		try (Sandbox sandbox = new Sandbox(profile(0, 1, Duration.ofSeconds(30)))) {
			CompletableFuture<ExecuteResult> first = CompletableFuture
				.supplyAsync(() -> sandbox.run("return new Promise((r) => setTimeout(r, 100, 1))"));
			awaitThat(() -> sandbox.backend.pool().orElseThrow().active() == 1);

			assertThat(sandbox.run("return 2").value()).isEqualTo(2);
			assertThat(first.join().value()).isEqualTo(1);
		}
	}

	@Test
	void clonesAreMadeAheadOnceTheBackendWasUsed() {
		try (Sandbox sandbox = new Sandbox(profile(3, 4, Duration.ofSeconds(5)))) {
			assertThat(sandbox.run("1").backend().pooled()).isFalse();
			awaitThat(() -> sandbox.backend.pool().orElseThrow().idle() == 3);

			ExecuteResult pooled = sandbox.run("return Math.random()", Limits.NONE.with(Limit.MEMORY, "8MB"));

			assertThat(pooled.backend().pooled()).isTrue();
			assertThat(pooled.limitsEnforced().get(Limit.MEMORY).measured()).isEqualTo("8MB");
			assertThat(sandbox.run("return new Uint8Array(20 << 20)", Limits.NONE.with(Limit.MEMORY, "8MB")).outcome())
				.isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
		}
	}

	@Test
	void nothingIsMadeAheadWhereNothingIsToBe() {
		try (Sandbox sandbox = new Sandbox(profile(0, 4, Duration.ofSeconds(5)))) {
			sandbox.run("1");

			assertThat(sandbox.run("1").backend().pooled()).isFalse();
			assertThat(sandbox.backend.pool().orElseThrow().idle()).isZero();
		}
	}

	@Test
	void timingsTellAcquiringAndRunningApart() {
		try (Sandbox sandbox = new Sandbox()) {
			ExecuteResult result = sandbox.run("return new Promise((r) => setTimeout(r, 50, 1))");

			assertThat(result.timings().runMs()).isGreaterThanOrEqualTo(50);
			assertThat(result.timings().acquireMs()).isPositive();
			assertThat(result.durationMs()).isEqualTo(result.timings().acquireMs() + result.timings().runMs());
		}
	}

	@Test
	void twoHundredExecutionsRunAtOnce() throws Exception {
		SecurityProfile wide = profile(null, 200, Duration.ofSeconds(60));
		ExecutorService callers = Executors.newFixedThreadPool(200);
		try (Sandbox sandbox = new Sandbox(wide)) {
			CountDownLatch all = new CountDownLatch(200);
			sandbox.tools.with("a:meet", (args) -> {
				all.countDown();
				try {
					return all.await(60, TimeUnit.SECONDS) ? args.get("n") : -1;
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			List<Future<ExecuteResult>> running = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				int n = i;
				running.add(callers
					.submit(() -> sandbox.run("const n = await tools.a.meet({ n: input }); return [n, n * 2]",
							(request) -> request.input(n).limits(Limits.NONE.with(Limit.TIMEOUT, "30s")))));
			}

			for (int i = 0; i < 200; i++) {
				ExecuteResult result = running.get(i).get(90, TimeUnit.SECONDS);
				assertThat(result.outcome()).as("%s", result.error()).isEqualTo(ExecutionOutcome.OK);
				assertThat(result.value()).isEqualTo(List.of(i, i * 2));
				assertThat(result.toolCalls()).hasSize(1);
			}
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void threadsAndMemoryDoNotGrowWithExecutions() {
		try (Sandbox sandbox = new Sandbox(profile(2, 4, Duration.ofSeconds(20)))) {
			sandbox.tools.with("a:b", (args) -> 1);
			for (int i = 0; i < 200; i++) {
				sandbox.run((i % 10 == 0) ? "throw 1" : "await tools.a.b(); return 1");
			}
			awaitThat(() -> sandbox.backend.pool().orElseThrow().active() == 0
					&& sandbox.backend.pool().orElseThrow().idle() == 2);

			String name = "toolruntime-wasm-standard";
			assertThat(threads().stream().filter((thread) -> thread.getName().startsWith(name)).count()).isLessThan(30);
			assertThat(sandbox.backend.health().details().get("guestMemory")).asString().isEqualTo("2944KB");
		}
	}

}
