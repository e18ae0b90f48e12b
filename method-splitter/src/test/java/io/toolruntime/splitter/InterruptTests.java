package io.toolruntime.splitter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The compiler's checks for an interrupted thread do their work in split code, too.
 */
class InterruptTests {

	private static final int LIMIT = 300;

	private static final int STATEMENTS = 200;

	private static final int I32 = RandomWasm.I32;

	@TempDir
	Path directory;

	@Test
	void anEndlessLoopThroughManyChunksIsInterrupted() throws Exception {
		WasmModule module = Parser.parse(endlessLoop());
		List<String> report = new ArrayList<>();
		WasmClasses split = WasmClasses.of(module)
			.split(this.directory, new SplitOptions(LIMIT, new Profile(), false), report);
		assertThat(report).singleElement().asString().containsPattern("in [5-9] chunks");
		Instance instance = Instance.builder(module).withMachineFactory(split.machine()).build();
		CompletableFuture<Throwable> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				instance.export("loop").apply();
				end.complete(null);
			}
			catch (Throwable ex) {
				end.complete(ex);
			}
		});
		thread.start();

		while (instance.exports().global("rounds").getValue() < 1000 && !end.isDone()) {
			Thread.sleep(1);
		}
		thread.interrupt();

		assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(WasmInterruptedException.class);
	}

	/** A function that counts its rounds in a global, after many sums of a local. */
	private static byte[] endlessLoop() {
		WasmBytes code = new WasmBytes().op(0x03, 0x40);
		for (int i = 0; i < STATEMENTS; i++) {
			code.op(0x20, 0, 0x41).signed(i * 77L).op(0x6a, 0x21, 0);
		}
		code.op(0x23, 0, 0x41, 1, 0x6a, 0x24, 0, 0x0c, 0, 0x0b, 0x0b);
		WasmBytes body = new WasmBytes().sized(new WasmBytes().op(1, 1, I32).add(code));
		WasmBytes module = new WasmBytes().op(0, 'a', 's', 'm', 1, 0, 0, 0);
		section(module, 1, new WasmBytes().op(0x60, 0, 0));
		section(module, 3, new WasmBytes().unsigned(0));
		section(module, 6, new WasmBytes().op(I32, 1, 0x41, 0, 0x0b));
		section(module, 7, new WasmBytes().name("loop").op(0, 0), new WasmBytes().name("rounds").op(3, 0));
		section(module, 10, body);
		return module.toByteArray();
	}

	private static void section(WasmBytes module, int id, WasmBytes... items) {
		module.op(id).sized(new WasmBytes().vector(List.of(items)));
	}

}
