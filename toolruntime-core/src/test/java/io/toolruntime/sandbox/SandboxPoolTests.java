package io.toolruntime.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.guest.ScriptedGuest;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SandboxPoolTests {

	private static final Limits LIMITS = SecurityProfile.named("standard").limits();

	private final ScriptedSandboxProvider provider = ScriptedSandboxProvider.of((guest) -> guest.answer(1));

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<SandboxPool> pools = new ArrayList<>();

	@AfterEach
	void close() {
		this.threads.shutdownNow();
		this.pools.forEach(SandboxPool::close);
		assertThat(this.provider.opened).allMatch(ScriptedSandboxProvider.ScriptedSandbox::isGone);
	}

	@Test
	void nothingIsOpenedBeforeTheFirstExecution() {
		pool(2, 4, Duration.ofSeconds(60));
		assertThat(this.provider.opened).isEmpty();
	}

	@Test
	void aSandboxIsColdWhereNoneIsWanted() throws Exception {
		SandboxPool pool = pool(0, 4, Duration.ofSeconds(60));
		GuestSandbox sandbox = acquire(pool);
		assertThat(sandbox.pooled()).isFalse();
		pool.releaseNow(sandbox);
		assertThat(this.provider.opened).hasSize(1);
		assertThat(pool.idle()).isZero();
	}

	@Test
	void onceALanguageIsUsedSandboxesAreMadeAhead() throws Exception {
		SandboxPool pool = pool(2, 8, Duration.ofSeconds(60));
		pool.releaseNow(acquire(pool));
		await(() -> pool.idle() == 2);
		GuestSandbox pooled = acquire(pool);
		assertThat(pooled.pooled()).isTrue();
		pool.releaseNow(pooled);
		await(() -> pool.idle() == 2);
	}

	@Test
	void whenFewAreLeftOthersAreMadeBesideTheExecutions() throws Exception {
		SandboxPool pool = pool(2, 8, Duration.ofSeconds(60));
		pool.refill("javascript");
		await(() -> pool.idle() == 2);
		GuestSandbox first = acquire(pool);
		GuestSandbox second = acquire(pool);
		await(() -> pool.idle() == 2);
		pool.releaseNow(first);
		pool.releaseNow(second);
	}

	@Test
	void eachLanguageHasItsOwn() throws Exception {
		SandboxPool pool = pool(1, 8, Duration.ofSeconds(60));
		pool.refill("javascript");
		pool.refill("python");
		await(() -> pool.idle() == 2);
		GuestSandbox python = pool.acquire("python", LIMITS, "e", new Cancellation());
		assertThat(python.spec().language()).isEqualTo("python");
		assertThat(python.pooled()).isTrue();
		pool.releaseNow(python);
	}

	@Test
	void aSandboxServesOneExecution() throws Exception {
		SandboxPool pool = pool(1, 8, Duration.ofSeconds(60));
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			GuestSandbox sandbox = acquire(pool);
			ids.add(sandbox.spec().id());
			pool.releaseNow(sandbox);
		}
		assertThat(ids).doesNotHaveDuplicates();
	}

	@Test
	void labelsTellInstanceProfileAndForColdOnesTheExecution() throws Exception {
		SandboxPool pool = pool(0, 8, Duration.ofSeconds(60));
		GuestSandbox cold = acquire(pool);
		assertThat(cold.spec().labels()).containsEntry(SandboxSpec.INSTANCE, "instance-1")
			.containsEntry(SandboxSpec.PROFILE, "standard")
			.containsEntry(SandboxSpec.EXECUTION, "e1");
		pool.releaseNow(cold);
	}

	@Test
	void thereAreNeverMoreThanTheMost() throws Exception {
		SandboxPool pool = pool(2, 3, Duration.ofSeconds(60));
		List<Future<?>> executions = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			String language = (i % 2 == 0) ? "javascript" : "python";
			executions.add(this.threads.submit(() -> {
				GuestSandbox sandbox = pool.acquire(language, LIMITS, "e", new Cancellation());
				Thread.sleep(1);
				pool.release(sandbox);
				return null;
			}));
		}
		for (Future<?> execution : executions) {
			execution.get(120, TimeUnit.SECONDS);
		}
		assertThat(this.provider.mostLiving.get()).isLessThanOrEqualTo(3);
	}

	@Test
	void aFullPoolIsUnavailableAfterTheLongestWait() throws Exception {
		SandboxPool pool = pool(0, 1, Duration.ofMillis(50));
		GuestSandbox only = acquire(pool);
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("pool.max-total")
			.hasMessageContaining("50ms");
		pool.releaseNow(only);
		pool.releaseNow(acquire(pool));
	}

	@Test
	void whoWaitsGetsTheNext() throws Exception {
		SandboxPool pool = pool(0, 1, Duration.ofSeconds(60));
		GuestSandbox only = acquire(pool);
		Future<GuestSandbox> next = this.threads.submit(() -> acquire(pool));
		await(() -> pool.pending() == 1);
		assertThat(pool.active()).isEqualTo(1);
		pool.releaseNow(only);
		pool.releaseNow(next.get(60, TimeUnit.SECONDS));
	}

	@Test
	void whoIsCancelledDoesNotWait() throws Exception {
		SandboxPool pool = pool(0, 1, Duration.ofSeconds(600));
		GuestSandbox only = acquire(pool);
		Cancellation cancellation = new Cancellation();
		Future<GuestSandbox> next = this.threads.submit(() -> pool.acquire("javascript", LIMITS, "e", cancellation));
		await(() -> pool.pending() == 1);
		cancellation.cancel();
		assertThat(next.get(60, TimeUnit.SECONDS)).isNull();
		assertThat(pool.pending()).isZero();
		pool.releaseNow(only);
	}

	@Test
	void oneThatIsReadyForAnotherLanguageMakesRoom() throws Exception {
		SandboxPool pool = pool(1, 1, Duration.ofSeconds(60));
		pool.refill("python");
		await(() -> pool.idle() == 1);
		GuestSandbox javascript = acquire(pool);
		assertThat(javascript.spec().language()).isEqualTo("javascript");
		assertThat(this.provider.mostLiving.get()).isEqualTo(1);
		pool.releaseNow(javascript);
	}

	@Test
	void oneThatMakesRoomAndDoesNotCloseTakesNoPlaceWithIt() throws Exception {
		SandboxPool pool = pool(1, 1, Duration.ofSeconds(60));
		pool.refill("python");
		await(() -> pool.idle() == 1);
		this.provider.failsToClose = true;

		GuestSandbox first = acquire(pool);
		pool.releaseNow(first);

		pool.releaseNow(acquire(pool));
		this.provider.failsToClose = false;
	}

	@Test
	void thePlaceOfOneThatIsNotGoneIsForNobodyUntilItIs() throws Exception {
		SandboxPool pool = pool(0, 1, Duration.ofMillis(50));
		this.provider.leavesProcesses = true;
		pool.releaseNow(acquire(pool));
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(RuntimeUnavailableException.class);
		assertThat(pool.active()).isEqualTo(1);

		this.provider.leavesProcesses = false;

		await(() -> {
			try {
				pool.releaseNow(acquire(pool));
				return true;
			}
			catch (RuntimeUnavailableException ex) {
				return false;
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		assertThat(pool.active()).isZero();
	}

	@Test
	void oneThatIsNotGoneIsAskedForAgainThoughNobodyWaits() throws Exception {
		SandboxPool pool = pool(0, 4, Duration.ofMillis(50));
		this.provider.leavesProcesses = true;
		pool.releaseNow(acquire(pool));
		assertThat(pool.active()).isEqualTo(1);

		this.provider.leavesProcesses = false;

		await(() -> pool.active() == 0);
	}

	@Test
	void oneThatMakesRoomAndIsNotGoneKeepsItsPlace() throws Exception {
		SandboxPool pool = pool(1, 1, Duration.ofMillis(50));
		pool.refill("python");
		await(() -> pool.idle() == 1);
		this.provider.leavesProcesses = true;
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(RuntimeUnavailableException.class);
		assertThat(this.provider.opened).hasSize(1);
		assertThat(pool.active()).isEqualTo(1);
		this.provider.leavesProcesses = false;
	}

	@Test
	void oneThatDoesNotBecomeReadyAndIsNotGoneKeepsItsPlace() throws Exception {
		ScriptedSandboxProvider broken = new ScriptedSandboxProvider(
				(spec) -> ScriptedGuest.running((guest) -> guest.writeError("node: bad option\n")));
		broken.leavesProcesses = true;
		SandboxPool pool = pool(broken, 0, 1, Duration.ofMillis(50), Duration.ofSeconds(60));
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(SandboxFailedException.class);
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(RuntimeUnavailableException.class);
		assertThat(pool.active()).isEqualTo(1);
	}

	@Test
	void oneWhoseGuestDiesWhileItWaitsIsReplaced() throws Exception {
		SandboxPool pool = pool(1, 4, Duration.ofSeconds(60));
		pool.refill("javascript");
		await(() -> pool.idle() == 1);
		this.provider.opened.get(0).kill();
		await(() -> this.provider.opened.get(0).isGone());
		await(() -> pool.idle() == 1);
		GuestSandbox sandbox = acquire(pool);
		assertThat(sandbox.pooled()).isTrue();
		assertThat(sandbox.session().isReady()).isTrue();
		pool.releaseNow(sandbox);
	}

	@Test
	void oneThatIsMadeOfAnotherImageIsNotGivenOut() throws Exception {
		SandboxPool pool = pool(1, 4, Duration.ofSeconds(60));
		pool.refill("javascript");
		await(() -> pool.idle() == 1);
		this.provider.image = "image-2";
		GuestSandbox sandbox = acquire(pool);
		assertThat(sandbox.image()).isEqualTo("image-2");
		pool.releaseNow(sandbox);
	}

	@Test
	void loweredLimitsAreSetOnOneThatIsReady() throws Exception {
		SandboxPool pool = pool(1, 4, Duration.ofSeconds(60));
		pool.refill("javascript");
		await(() -> pool.idle() == 1);
		Limits lowered = LIMITS.tightenedBy(Limits.NONE.with(Limit.MEMORY, "64MB"));
		GuestSandbox sandbox = pool.acquire("javascript", lowered, "e", new Cancellation());
		assertThat(sandbox.pooled()).isTrue();
		assertThat(this.provider.opened.get(0).tightenedTo).isEqualTo(lowered);
		pool.releaseNow(sandbox);
	}

	@Test
	void aNewOneIsOpenedWhereLimitsCannotBeLowered() throws Exception {
		this.provider.tightens = false;
		SandboxPool pool = pool(1, 4, Duration.ofSeconds(60));
		pool.refill("javascript");
		await(() -> pool.idle() == 1);
		Limits lowered = LIMITS.tightenedBy(Limits.NONE.with(Limit.PIDS, "8"));
		GuestSandbox sandbox = pool.acquire("javascript", lowered, "e", new Cancellation());
		assertThat(sandbox.pooled()).isFalse();
		assertThat(sandbox.spec().limits()).isEqualTo(lowered);
		// Some of its limits may have been lowered
		await(() -> this.provider.opened.get(0).isGone());
		pool.releaseNow(sandbox);
	}

	@Test
	void theTimeoutAloneIsNoMatterOfTheSandbox() throws Exception {
		SandboxPool pool = pool(1, 4, Duration.ofSeconds(60));
		pool.refill("javascript");
		await(() -> pool.idle() == 1);
		Limits lowered = LIMITS.tightenedBy(Limits.NONE.with(Limit.TIMEOUT, "1s"));
		GuestSandbox sandbox = pool.acquire("javascript", lowered, "e", new Cancellation());
		assertThat(sandbox.pooled()).isTrue();
		assertThat(this.provider.opened.get(0).tightenedTo).isNull();
		pool.releaseNow(sandbox);
	}

	@Test
	void aGuestThatDiesAtOnceSaysWhy() {
		ScriptedSandboxProvider broken = new ScriptedSandboxProvider(
				(spec) -> ScriptedGuest.running((guest) -> guest.writeError("node: bad option\n")));
		broken.exitCode = 9;
		SandboxPool pool = pool(broken, 0, 1, Duration.ofSeconds(60), Duration.ofSeconds(60));
		for (int i = 0; i < 3; i++) {
			assertThatThrownBy(() -> acquire(pool)).isInstanceOf(SandboxFailedException.class)
				.hasMessageContaining("exit code 9");
		}
		assertThat(broken.living).hasValue(0);
		assertThat(pool.active()).isZero();
	}

	@Test
	void aGuestThatIsNotReadyInTimeIsGivenUp() {
		CountDownLatch never = new CountDownLatch(1);
		ScriptedSandboxProvider slow = new ScriptedSandboxProvider(
				(spec) -> ScriptedGuest.running((guest) -> never.await()));
		SandboxPool pool = pool(slow, 0, 1, Duration.ofSeconds(60), Duration.ofMillis(100));
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(SandboxFailedException.class)
			.hasMessageContaining("start-timeout")
			.hasMessageContaining("100ms");
		assertThat(slow.living).hasValue(0);
	}

	@Test
	void anEngineThatIsDownIsToldAndTheNextTryIsFree() throws Exception {
		SandboxPool pool = pool(0, 1, Duration.ofSeconds(60));
		this.provider.down = "The engine is away";
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("The engine is away");
		this.provider.down = null;
		pool.releaseNow(acquire(pool));
	}

	@Test
	void aClosedPoolGivesNothingAndLeavesNothing() throws Exception {
		SandboxPool pool = pool(2, 4, Duration.ofSeconds(60));
		pool.refill("javascript");
		await(() -> pool.idle() == 2);
		pool.close();
		assertThat(this.provider.living).hasValue(0);
		assertThatThrownBy(() -> acquire(pool)).isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("closed");
	}

	@Test
	void whoWaitsWhenThePoolIsClosedIsToldAndWhatIsInUseIsWaitedFor() throws Exception {
		SandboxPool pool = pool(0, 1, Duration.ofSeconds(600));
		GuestSandbox only = acquire(pool);
		CompletableFuture<GuestSandbox> next = CompletableFuture.supplyAsync(() -> {
			try {
				return acquire(pool);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, this.threads);
		await(() -> pool.pending() == 1);
		CompletableFuture<Void> closing = CompletableFuture.runAsync(pool::close, this.threads);
		assertThatThrownBy(() -> next.get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
			.hasCauseInstanceOf(RuntimeUnavailableException.class);
		assertThat(closing).isNotDone();
		pool.releaseNow(only);
		assertThat(closing).succeedsWithin(Duration.ofSeconds(60));
	}

	private SandboxPool pool(int minIdle, int maxTotal, Duration maxWait) {
		return pool(this.provider, minIdle, maxTotal, maxWait, Duration.ofSeconds(60));
	}

	private SandboxPool pool(ScriptedSandboxProvider provider, int minIdle, int maxTotal, Duration maxWait,
			Duration startTimeout) {
		SecurityProfile named = SecurityProfile.named("standard");
		SecurityProfile profile = new SecurityProfile("standard", named.limits(), named.isolation(),
				named.requireEnforcement(), named.tools(), 0, 0, startTimeout,
				new PoolSettings(minIdle, maxTotal, maxWait));
		SandboxPool pool = new SandboxPool(profile, provider, "instance-1");
		this.pools.add(pool);
		return pool;
	}

	private static GuestSandbox acquire(SandboxPool pool) throws InterruptedException {
		GuestSandbox sandbox = pool.acquire("javascript", LIMITS, "e1", new Cancellation());
		assertThat(sandbox).isNotNull();
		return sandbox;
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("still waiting").isLessThan(deadline);
			Thread.sleep(1);
		}
	}

}
