package io.toolruntime.wasm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.backend.Execution;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Each limit ends an execution in its outcome, with what came before, and with evidence.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitsTests {

	/**
	 * An execution ends within a second of its limit; the machine of a test may be busy.
	 */
	private static final double LATE_MS = 3000;

	private final Sandbox sandbox = new Sandbox();

	@AfterAll
	void close() {
		this.sandbox.close();
	}

	@AfterEach
	void theNextExecutionIsClean() {
		ExecuteResult next = this.sandbox.run("return [typeof leak, Array.prototype.leak, tools !== null]");
		assertThat(next.outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(next.value()).asString().isEqualTo("[undefined, null, true]");
		assertThat(next.stdout()).isEmpty();
	}

	private static Limits timeout(String timeout) {
		return Limits.NONE.with(Limit.TIMEOUT, timeout);
	}

	@Test
	void anEndlessLoopEndsInATimeout() {
		ExecuteResult result = this.sandbox.run("globalThis.leak = 1; console.log('before'); for (;;) {}",
				timeout("200ms"));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
		assertThat(result.stdout()).isEqualTo("before\n");
		assertThat(result.timings().runMs()).isBetween(200.0, 200 + LATE_MS);
		assertThat(result.exitCode()).isNull();
		assertThat(result.error().message()).contains("200ms");
		assertThat(result.limitsEnforced().get(Limit.TIMEOUT)).satisfies((enforcement) -> {
			assertThat(enforcement.status()).isEqualTo(Enforcement.Status.ENFORCED);
			assertThat(enforcement.evidence()).isEqualTo(Enforcement.Evidence.MEASURED);
			assertThat(enforcement.observer()).isEqualTo(Enforcement.Observer.HOST);
			assertThat(enforcement.mechanism()).isEqualTo("interrupt of the guest thread");
			assertThat(enforcement.requested()).isEqualTo("200ms");
			assertThat(Quantity.duration((String) enforcement.peak())).isGreaterThanOrEqualTo(Duration.ofMillis(200));
		});
	}

	@Test
	void waitingWithoutEndEndsInATimeout() {
		ExecuteResult result = this.sandbox.run("await new Promise((resolve) => setTimeout(resolve, 60000))",
				timeout("100ms"));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
	}

	@Test
	void aTimeoutKeepsTheCallsThatWereMade() {
		this.sandbox.tools.with("a:b", (args) -> 1);

		ExecuteResult result = this.sandbox.run("await tools.a.b(); for (;;) {}", timeout("500ms"));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
		assertThat(result.toolCalls()).hasSize(1);
	}

	@Test
	void aTimeoutDoesNotWaitForATool() {
		CountDownLatch end = new CountDownLatch(1);
		AtomicBoolean interrupted = new AtomicBoolean();
		this.sandbox.tools.with("a:slow", (args) -> {
			try {
				return end.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				interrupted.set(true);
				return null;
			}
		});

		ExecuteResult result = this.sandbox.run("await tools.a.slow()", timeout("100ms"));
		end.countDown();

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
		assertThat(result.timings().runMs()).isLessThan(100 + LATE_MS);
		assertThat(result.toolCalls()).singleElement()
			.satisfies((call) -> assertThat(call.outcome()).isEqualTo("cancelled"));
		assertThat(interrupted).isFalse();
	}

	@Test
	void allocatingBeyondTheLimitEndsInAMemoryLimit() {
		ExecuteResult result = this.sandbox.run(
				"globalThis.leak = 1; console.log('before'); const all = []; for (;;) all.push(new Uint8Array(1 << 20))",
				Limits.NONE.with(Limit.MEMORY, "16MB"));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
		assertThat(result.stdout()).isEqualTo("before\n");
		assertThat(result.error().message()).contains("out of memory");
		assertThat(result.exitCode()).isNull();
		assertThat(result.limitsEnforced().get(Limit.MEMORY)).satisfies((enforcement) -> {
			assertThat(enforcement.mechanism()).isEqualTo("wasm memory pages");
			assertThat(enforcement.evidence()).isEqualTo(Enforcement.Evidence.MEASURED);
			assertThat(enforcement.requested()).isEqualTo("16MB");
			assertThat(enforcement.measured()).isEqualTo("16MB");
			assertThat(Quantity.bytes((String) enforcement.peak())).isBetween(14L << 20, 16L << 20);
		});
	}

	@Test
	void oneLargeAllocationEndsInAMemoryLimitToo() {
		ExecuteResult result = this.sandbox.run("return 'x'.repeat(1 << 28).length",
				Limits.NONE.with(Limit.MEMORY, "16MB"));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
	}

	@Test
	void codeThatCatchesTheRefusalGoesOn() {
		ExecuteResult result = this.sandbox.run("try { new Uint8Array(1 << 28) } catch (e) { return e.message }",
				Limits.NONE.with(Limit.MEMORY, "16MB"));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.value()).isEqualTo("out of memory");
	}

	@Test
	void memoryThatIsLetGoIsUsedAgain() {
		ExecuteResult result = this.sandbox.run(
				"let sum = 0; for (let i = 0; i < 100; i++) sum += new Uint8Array(1 << 20).length; return sum",
				Limits.NONE.with(Limit.MEMORY, "8MB"));

		assertThat(result.value()).isEqualTo(100 << 20);
	}

	@Test
	void codeOrInputThatDoesNotFitEndsInAMemoryLimit() {
		Limits small = Limits.NONE.with(Limit.MEMORY, "4MB");

		assertThat(this.sandbox.run("return '" + "x".repeat(8 << 20) + "'", small).outcome())
			.isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
		assertThat(this.sandbox.run("1", (request) -> request.input("x".repeat(8 << 20)).limits(small)).outcome())
			.isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
	}

	@Test
	void aLimitBelowWhatTheEngineTakesIsRefused() {
		assertThatThrownBy(() -> this.sandbox.run("1", Limits.NONE.with(Limit.MEMORY, "1MB")))
			.isInstanceOf(InvalidRequestException.class)
			.hasMessageContaining("limits.memory")
			.hasMessageContaining("1MB")
			.hasMessageContaining("1472KB");
	}

	@Test
	void outputBeyondTheLimitIsDropped() {
		ExecuteResult result = this.sandbox.run("console.log('x'.repeat(60)); console.error('y'.repeat(60)); return 1",
				Limits.NONE.with(Limit.OUTPUT, 100));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.truncated()).isTrue();
		assertThat(result.stdout().length() + result.stderr().length()).isEqualTo(100);
		assertThat(result.limitsEnforced().get(Limit.OUTPUT).peak()).isEqualTo("122B");
	}

	@Test
	void tenTimesTheOutputEndsInAnOutputLimit() {
		ExecuteResult result = this.sandbox.run("for (;;) console.log('x'.repeat(100))",
				Limits.NONE.with(Limit.OUTPUT, 500));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OUTPUT_LIMIT);
		assertThat(result.truncated()).isTrue();
		assertThat(result.stdout()).hasSize(500);
	}

	@Test
	void onePieceOfOutputMayBeAFlood() {
		ExecuteResult result = this.sandbox.run("console.log('é'.repeat(1 << 20)); return 1",
				Limits.NONE.with(Limit.OUTPUT, 1000));

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OUTPUT_LIMIT);
		assertThat(result.stdout()).isEqualTo("é".repeat(500));
	}

	@Test
	void recursionEndsAsAnErrorThatCodeCanCatch() {
		assertThat(this.sandbox.run("function f() { return f() } try { f() } catch (e) { return e.name }").value())
			.isEqualTo("RangeError");
		assertThat(this.sandbox.run("function f() { return f() } f()").outcome())
			.isEqualTo(ExecutionOutcome.CODE_ERROR);
	}

	@Test
	void whatDoesNotExistIsEnforcedAsNotPresent() {
		ExecuteResult result = this.sandbox.run("1");

		for (Limit limit : new Limit[] { Limit.PIDS, Limit.DISK, Limit.NETWORK, Limit.ROOT_FILESYSTEM, Limit.USER,
				Limit.CAPABILITIES, Limit.SYSTEM_CALLS, Limit.ENVIRONMENT }) {
			assertThat(result.limitsEnforced().get(limit)).as(limit.key()).satisfies((enforcement) -> {
				assertThat(enforcement.status()).isEqualTo(Enforcement.Status.ENFORCED);
				assertThat(enforcement.mechanism()).isEqualTo(Enforcement.NOT_PRESENT);
			});
		}
	}

	@Test
	void aKernelOfItsOwnIsNotClaimed() {
		assertThat(this.sandbox.run("1").limitsEnforced().isEnforced(Limit.KERNEL)).isFalse();
	}

	@Test
	void oneProcessorIsEnforcedAndLessIsNot() {
		assertThat(this.sandbox.run("1").limitsEnforced().get(Limit.CPUS).mechanism()).isEqualTo("one thread");
		assertThat(this.sandbox.run("1").limitsEnforced().isEnforced(Limit.CPUS)).isTrue();
		assertThat(this.sandbox.run("1", Limits.NONE.with(Limit.CPUS, "0.5")).limitsEnforced().get(Limit.CPUS))
			.satisfies((enforcement) -> {
				assertThat(enforcement.status()).isEqualTo(Enforcement.Status.NOT_ENFORCED);
				assertThat(enforcement.requested()).isEqualTo(0.5);
			});
	}

	@Test
	void limitsThatNobodyAskedForAreNotRequested() {
		Limits unlimited = Limits.NONE.with(Limit.TIMEOUT, 0).with(Limit.MEMORY, 0).with(Limit.CPUS, 0);
		try (Sandbox free = new Sandbox(SecurityProfile.named("dev").withLimits(unlimited))) {
			ExecuteResult result = free.run("return new Uint8Array(20 << 20).length");

			assertThat(result.value()).isEqualTo(20 << 20);
			assertThat(result.limitsEnforced().get(Limit.TIMEOUT).status()).isEqualTo(Enforcement.Status.NOT_REQUESTED);
			assertThat(result.limitsEnforced().get(Limit.MEMORY).status()).isEqualTo(Enforcement.Status.NOT_REQUESTED);
		}
	}

	/*
	 * Runs something while another profile's execution has 20 of the 32 MB that there are
	 * for all.
	 */
	private void whileMostMemoryIsTaken(Consumer<Sandbox> action) {
		SecurityProfile profile = SecurityProfile.named("standard");
		CountDownLatch held = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		WasmBackendFactory factory = new WasmBackendFactory(32 << 20);
		try (Sandbox one = new Sandbox(profile, factory); Sandbox other = new Sandbox(profile, factory)) {
			one.tools.with("a:hold", (args) -> {
				held.countDown();
				try {
					return release.await(60, TimeUnit.SECONDS);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			CompletableFuture<ExecuteResult> holder = CompletableFuture.supplyAsync(
					() -> one.run("const mine = new Uint8Array(20 << 20); await tools.a.hold(); return mine.length"));
			held.await();

			action.accept(other);

			release.countDown();
			assertThat(holder.join().value()).isEqualTo(20 << 20);
			// The result comes before the sandbox is destroyed, and its memory with it
			while (one.backend.pool().orElseThrow().active() > 0) {
				Thread.onSpinWait();
			}
			assertThat(other.run("return new Uint8Array(20 << 20).length").value()).isEqualTo(20 << 20);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void theMemoryOfAllExecutionsTogetherIsBoundedAndTheEvidenceSaysWhichBound() {
		whileMostMemoryIsTaken((other) -> {
			ExecuteResult result = other.run("console.log('before'); return new Uint8Array(20 << 20).length");

			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
			assertThat(result.stdout()).isEqualTo("before\n");
			assertThat(result.error().message()).contains("out of memory").contains("all profiles").contains("32MB");
			assertThat(result.limitsEnforced().get(Limit.MEMORY)).satisfies((enforcement) -> {
				assertThat(enforcement.mechanism()).contains("wasm memory pages")
					.contains("all profiles")
					.contains("(32MB)");
				assertThat(enforcement.evidence()).isEqualTo(Enforcement.Evidence.MEASURED);
			});
		});
	}

	@Test
	void anExecutionThatTakesAllItCanGetLeavesRoomForOthers() {
		whileMostMemoryIsTaken(
				(other) -> assertThat(other.run("return new Uint8Array(1 << 20).length").value()).isEqualTo(1 << 20));
	}

	@Test
	void withoutMemoryForAnotherSandboxItIsWorthTryingAgain() {
		SecurityProfile profile = withPool(new PoolSettings(0, 16, Duration.ofMillis(20)));
		try (Sandbox full = new Sandbox(profile, new WasmBackendFactory(2 << 20))) {
			Execution holder = full.execution("console.log(1); for (;;) {}", (request) -> request);
			CompletableFuture<ExecuteResult> holds = hold(full, holder);

			assertThatThrownBy(() -> full.run("1")).isInstanceOfSatisfying(RuntimeUnavailableException.class, (ex) -> {
				assertThat(ex.isRetryable()).isTrue();
				assertThat(ex.getRetryAfter()).isNotNull();
				assertThat(ex.getMessage()).contains("2MB").contains("wasm.total-memory");
			});

			holder.cancellation().cancel();
			assertThat(holds.join().outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		}
	}

	@Test
	void anExecutionWaitsForMemoryAsLongAsItMay() throws Exception {
		SecurityProfile profile = withPool(new PoolSettings(0, 16, Duration.ofSeconds(60)));
		try (Sandbox full = new Sandbox(profile, new WasmBackendFactory(2 << 20))) {
			Execution holder = full.execution("console.log(1); for (;;) {}", (request) -> request);
			hold(full, holder);
			CompletableFuture<ExecuteResult> waits = beside(() -> full.run("return 1"));
			awaitThat(() -> full.backend.pool().orElseThrow().active() == 2);
			assertThat(waits).isNotDone();

			holder.cancellation().cancel();

			assertThat(waits.get(60, TimeUnit.SECONDS).value()).isEqualTo(1);
		}
	}

	@Test
	void waitingForMemoryCanBeCancelled() throws Exception {
		SecurityProfile profile = withPool(new PoolSettings(0, 16, Duration.ofSeconds(60)));
		try (Sandbox full = new Sandbox(profile, new WasmBackendFactory(2 << 20))) {
			Execution holder = full.execution("console.log(1); for (;;) {}", (request) -> request);
			CompletableFuture<ExecuteResult> holds = hold(full, holder);
			Execution second = full.execution("1", (request) -> request);
			CompletableFuture<ExecuteResult> waits = beside(() -> full.backend.execute(second));
			awaitThat(() -> full.backend.pool().orElseThrow().active() == 2);

			second.cancellation().cancel();

			assertThat(waits.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
			assertThat(holds).isNotDone();
			holder.cancellation().cancel();
		}
	}

	@Test
	void clonesThatWaitGiveWayToAnotherProfile() {
		SecurityProfile pooled = withPool(new PoolSettings(8, 16, Duration.ofSeconds(5)));
		WasmBackendFactory factory = new WasmBackendFactory(16 << 20);
		try (Sandbox one = new Sandbox(pooled, factory);
				Sandbox other = new Sandbox(withPool(PoolSettings.DEFAULTS), factory)) {
			one.run("1");
			awaitThat(() -> one.backend.pool().orElseThrow().idle() == 8);

			assertThat(other.run("return new Uint8Array(9 << 20).length").value()).isEqualTo(9 << 20);

			assertThat(one.backend.pool().orElseThrow().idle()).isLessThan(8);
			assertThat(one.run("return 1").value()).isEqualTo(1);
		}
	}

	private static SecurityProfile withPool(PoolSettings pool) {
		SecurityProfile standard = SecurityProfile.named("standard");
		return new SecurityProfile(standard.name(), standard.limits(), standard.isolation(),
				standard.requireEnforcement(), standard.tools(), standard.maxConcurrent(), standard.maxQueued(),
				standard.startTimeout(), pool);
	}

	private static CompletableFuture<ExecuteResult> hold(Sandbox sandbox, Execution holder) {
		CompletableFuture<ExecuteResult> running = beside(() -> sandbox.backend.execute(holder));
		awaitThat(() -> !holder.output().stdout().isEmpty());
		return running;
	}

	/* Not in the common pool, which has one thread where there are two processors. */
	private static <T> CompletableFuture<T> beside(Supplier<T> task) {
		return CompletableFuture.supplyAsync(task, (run) -> new Thread(run, "test-beside").start());
	}

	private static void awaitThat(BooleanSupplier condition) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

	@Test
	void aProfileCanBeBoundedBelowTheBoundOfAll() {
		SecurityProfile profile = SecurityProfile.named("standard");
		try (WasmBackend backend = new WasmBackendFactory().create(profile, new WasmProperties("8MB"))) {
			ExecuteResult result = backend
				.execute(this.sandbox.execution("return new Uint8Array(20 << 20).length", (r) -> r));

			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
			assertThat(result.limitsEnforced().get(Limit.MEMORY).measured()).isEqualTo("8MB");
		}
	}

	@Test
	void aProfileWithLessMemoryThanASandboxNeedsIsRefusedBeforeItRuns() {
		SecurityProfile small = SecurityProfile.named("standard").withLimits(Limits.NONE.with(Limit.MEMORY, "1MB"));

		assertThatThrownBy(() -> new WasmBackendFactory().create(small, WasmProperties.DEFAULTS))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageContaining("limits.memory")
			.hasMessageContaining("'standard'")
			.hasMessageContaining("1MB")
			.hasMessageContaining("1472KB");
	}

	@Test
	void theLeastMemoryThatIsAcceptedIsWhatASandboxHas() {
		QuickJsEngine engine = QuickJsEngine.load(new GuestJson());

		assertThat(engine.basePages()).isEqualTo(QuickJsEngine.BASE_PAGES);
		SecurityProfile least = SecurityProfile.named("standard").withLimits(Limits.NONE.with(Limit.MEMORY, "1472KB"));
		try (Sandbox sandbox = new Sandbox(least)) {
			assertThat(sandbox.run("1+1").value()).isEqualTo(2);
		}
	}

	@Test
	void theProbeMeasuresWhatIsEnforced() {
		SecurityProfile profile = SecurityProfile.named("hardened");
		try (Sandbox probed = new Sandbox(profile)) {
			assertThat(probed.backend.enforcement(profile.limits()).get(Limit.NETWORK).evidence())
				.isEqualTo(Enforcement.Evidence.CONFIGURED);

			var found = probed.backend.probe(profile.limits());

			for (Limit limit : profile.requireEnforcement()) {
				assertThat(found.get(limit)).as(limit.key()).satisfies((enforcement) -> {
					assertThat(enforcement.status()).isEqualTo(Enforcement.Status.ENFORCED);
					assertThat(enforcement.evidence()).isEqualTo(Enforcement.Evidence.MEASURED);
					assertThat(enforcement.measuredAt()).isNotNull();
				});
			}
			assertThat(found.get(Limit.MEMORY).requested()).isEqualTo("256MB");
			assertThat(probed.backend.enforcement(profile.limits())).isEqualTo(found);
			assertThat(probed.run("1").limitsEnforced().get(Limit.NETWORK).evidence())
				.isEqualTo(Enforcement.Evidence.MEASURED);
		}
	}

}
