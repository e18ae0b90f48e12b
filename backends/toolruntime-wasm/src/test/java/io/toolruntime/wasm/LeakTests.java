package io.toolruntime.wasm;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.sun.management.UnixOperatingSystemMXBean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.PoolState;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.test.TestTools;

import static org.assertj.core.api.Assertions.assertThat;

/** However many executions there were, they leave nothing behind. */
class LeakTests {

	private static final int WARM_UP = 200;

	private static final int EXECUTIONS = 1_000;

	private static final long MANY_BYTES = 5 << 20;

	/** Of four guests, those who are on their way out, and their tools. */
	private static final int FEW_THREADS = 16;

	private static final SecurityProfile STANDARD = SecurityProfile.named("standard");

	private static final SecurityProfile PROFILE = new SecurityProfile("leaks", STANDARD.limits(), STANDARD.isolation(),
			STANDARD.requireEnforcement(), STANDARD.tools(), STANDARD.maxConcurrent(), STANDARD.maxQueued(),
			STANDARD.startTimeout(), new PoolSettings(2, 4, Duration.ofSeconds(30)));

	private final WasmBackend backend = new WasmBackendFactory().create(PROFILE, WasmProperties.DEFAULTS);

	private final DefaultRuntime runtime = new DefaultRuntime(Map.of("leaks", this.backend), "leaks", Set.of(),
			CatalogToolGateway.of(TestTools.source()));

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void executionsLeaveNothingBehind() throws InterruptedException {
		execute(WARM_UP);
		Object guestMemory = guestMemory();
		long descriptors = descriptors();
		long heap = heapAfterCollection();

		execute(EXECUTIONS);

		assertThat(guestMemory()).isEqualTo(guestMemory);
		assertThat(threads()).as("threads").isLessThanOrEqualTo(FEW_THREADS);
		assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors + 2);
		assertThat(heapAfterCollection()).as("bytes of heap after a collection").isLessThan(heap + MANY_BYTES);
	}

	private void execute(int times) throws InterruptedException {
		for (int i = 0; i < times; i++) {
			switch (i % 100) {
				case 7 -> run("throw new Error('x')", "30s", ExecutionOutcome.CODE_ERROR);
				case 17 -> run("return (", "30s", ExecutionOutcome.CODE_ERROR);
				case 27 -> run("for (;;) {}", "5ms", ExecutionOutcome.TIMEOUT);
				case 37 -> run("await tools.test.slow({ ms: 60000 })", "5ms", ExecutionOutcome.TIMEOUT);
				case 47 -> run("const all = []; for (;;) all.push(new Uint8Array(1 << 20))", "30s",
						ExecutionOutcome.MEMORY_LIMIT);
				case 57 ->
					run("console.log('x'.repeat(1000)); await tools.test.echo({ i: 1 })", "30s", ExecutionOutcome.OK);
				case 67 -> run("setTimeout(() => {}, 60000); new Promise(() => {})", "30s", ExecutionOutcome.OK);
				default -> run("1 + " + i, "30s", ExecutionOutcome.OK);
			}
		}
		awaitQuiet();
	}

	private void run(String code, String timeout, ExecutionOutcome outcome) {
		Limits limits = Limits.parse(Map.of("timeout", timeout, "memory", "8MB"));
		assertThat(this.runtime.execute(ExecuteRequest.javascript(code).limits(limits).build()).outcome())
			.isEqualTo(outcome);
	}

	/*
	 * Nothing runs, and as many guests as there are to be are made ahead.
	 */
	private void awaitQuiet() throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		PoolState state = this.backend.pool().orElseThrow();
		while (state.active() > 0 || state.idle() != 2) {
			assertThat(System.nanoTime()).as("%s in time", state).isLessThan(deadline);
			Thread.sleep(5);
			state = this.backend.pool().orElseThrow();
		}
	}

	private Object guestMemory() {
		return this.backend.health().details().get("guestMemory");
	}

	private static long threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("toolruntime-wasm-leaks"))
			.count();
	}

	private static long descriptors() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getOpenFileDescriptorCount() : 0;
	}

	private static long heapAfterCollection() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
