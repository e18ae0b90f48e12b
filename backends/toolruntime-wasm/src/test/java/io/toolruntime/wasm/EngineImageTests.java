package io.toolruntime.wasm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import run.endive.wasm.WasmModule;

import static org.assertj.core.api.Assertions.assertThat;

/** The engine that ships is the one that initialises itself. */
class EngineImageTests {

	private final WasmModule module = QuickJsEngine.module();

	private final EngineImage shipped = EngineImage.read();

	@Test
	void theSameSourcesGiveTheSameImage() {
		EngineImage made = EngineBirth.of(this.module);

		assertThat(this.shipped).isNotNull();
		assertThat(this.shipped.version()).isEqualTo(made.version());
		assertThat(this.shipped.layout()).isEqualTo(made.layout());
		assertThat(this.shipped.snapshot().stackPointer()).isEqualTo(made.snapshot().stackPointer());
		assertThat(this.shipped.snapshot().blocks()).isDeepEqualTo(made.snapshot().blocks());
	}

	@Test
	void anImageIsReadAsItWasWritten() throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();

		this.shipped.write(out);

		assertThat(out.toByteArray())
			.isEqualTo(EngineImage.class.getResourceAsStream(EngineImage.RESOURCE).readAllBytes());
	}

	@Test
	void anEngineThatInitialisedItselfRunsCodeAsTheOneThatShips() {
		for (EngineImage image : List.of(this.shipped, EngineBirth.of(this.module))) {
			QuickJsEngine engine = new QuickJsEngine(this.module, image, new GuestJson());
			QuickJsGuest guest = engine.newGuest(MemoryBudget.unlimited());
			guest.memory().limitTo(64);

			GuestResult result = guest.run(new NoHost(), "return [...'ab'].map((x) => x + input.n)",
					"{\"n\": 1}".getBytes(), null);

			assertThat(result.error()).isNull();
			assertThat(result.value()).isEqualTo(List.of("a1", "b1"));
		}
	}

	/** For code that needs nothing of its host. */
	private static final class NoHost implements GuestHost {

		@Override
		public void requireRunning() {
		}

		@Override
		public void output(boolean error, String text) {
		}

		@Override
		public void call(GatewayCall call) {
		}

		@Override
		public @Nullable GatewayAnswer awaitAnswer(@Nullable Long deadline) {
			return null;
		}

		@Override
		public List<String> names(@Nullable String namespace) {
			return List.of();
		}

	}

}
