package io.toolruntime.wasm;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.toolruntime.ExecuteResult;

import static org.assertj.core.api.Assertions.assertThat;

/** Nothing of one execution is visible to another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IsolationTests {

	private final Sandbox sandbox = new Sandbox();

	@AfterAll
	void close() {
		this.sandbox.close();
	}

	@Test
	void globalsAndPrototypesAreFresh() {
		this.sandbox.run("""
				globalThis.leak = 1; var other = 2; process.env.LEAK = "x"; Array.prototype.leak = 1; console.group();
				Symbol.for("leak"); Object.prototype.leak = 1; ToolError.leak = 1; console.count(); input = 5; __out = 7
				""");

		ExecuteResult next = this.sandbox
			.run("""
					console.log("x"); console.count();
					return [typeof leak, typeof other, { ...process.env }, [].leak, {}.leak, ToolError.leak, input].map(String).join();
					""");

		assertThat(next.value()).isEqualTo("undefined,undefined,[object Object],undefined,undefined,undefined,null");
		assertThat(next.stdout()).isEqualTo("x\ndefault: 1\n");
	}

	@Test
	void randomNumbersDifferBetweenExecutions() {
		Set<Object> first = new HashSet<>();
		for (int i = 0; i < 50; i++) {
			first.add(this.sandbox.run("return Math.random()").value());
		}

		assertThat(first).hasSize(50);
	}

	@Test
	void randomNumbersAreSpreadEvenly() {
		List<?> values = (List<?>) this.sandbox.run("return Array.from({ length: 1000 }, Math.random)").value();

		assertThat(values.stream().mapToDouble((value) -> ((Number) value).doubleValue()).average().orElseThrow())
			.isBetween(0.4, 0.6);
		assertThat(new HashSet<>(values)).hasSize(1000);
	}

	@Test
	void timeBeginsAnewInEachExecution() {
		List<?> values = (List<?>) this.sandbox.run("return [performance.timeOrigin, performance.now()]").value();

		assertThat(values.get(0)).isEqualTo(0);
		assertThat(((Number) values.get(1)).doubleValue()).isLessThan(5000);
	}

	@Test
	void memoryThatOneUsedHasNothingForTheNext() {
		for (int i = 0; i < 5; i++) {
			this.sandbox
				.run("globalThis.all = []; for (let i = 0; i < 64; i++) all.push(new Uint8Array(1 << 16).fill(0xA5))");
		}

		assertThat(this.sandbox.run("return new Uint8Array(8 << 20).includes(0xA5)").value()).isEqualTo(false);
	}

	@Test
	void theSnapshotIsNeverWritten() {
		QuickJsEngine engine = QuickJsEngine.load(new GuestJson());
		MemoryBudget budget = MemoryBudget.unlimited();
		GuestMemory before = engine.newGuest(budget).memory();
		byte[] content = before.readBytes(0, before.pages() * GuestMemory.PAGE_SIZE);

		GuestMemory used = engine.newGuest(budget).memory();
		for (int address = 0; address < content.length; address += 4096) {
			used.writeI32(address, 0xDEADBEEF);
		}
		used.fill((byte) 1, 0, content.length);

		GuestMemory after = engine.newGuest(budget).memory();
		byte[] now = after.readBytes(0, content.length);
		int differences = 0;
		for (int i = 0; i < content.length; i++) {
			differences += (content[i] != now[i]) ? 1 : 0;
		}
		// The seed of the random numbers, and nothing else
		assertThat(differences).isBetween(1, Long.BYTES);
	}

}
