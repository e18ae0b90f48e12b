package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

/**
 * Makes the engine when it is first asked for; loads no class of it before.
 */
final class LazyEngine {

	private final GuestJson json;

	private volatile @Nullable QuickJsEngine engine;

	LazyEngine(GuestJson json) {
		this.json = json;
	}

	/**
	 * Returns the engine.
	 * @return the engine, the same for all
	 * @throws RuntimeException if it cannot be made; the next call tries again
	 */
	QuickJsEngine get() {
		QuickJsEngine engine = this.engine;
		if (engine != null) {
			return engine;
		}
		synchronized (this) {
			engine = this.engine;
			if (engine == null) {
				engine = QuickJsEngine.load(this.json);
				this.engine = engine;
			}
			return engine;
		}
	}

}
