package io.toolruntime.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.toolruntime.ToolRuntime;
import io.toolruntime.runtime.DefaultRuntime;

/**
 * Lets backends prepare themselves when the application has started, in a thread of their
 * own if there is anything to prepare. Closes the runtime when the application shuts
 * down: after the web server has drained its requests, which may need it, and before the
 * beans that its tools need are destroyed.
 */
class ToolRuntimeLifecycle implements SmartLifecycle {

	/** Below the web server's phases, which stop first. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private static final Logger logger = LoggerFactory.getLogger(ToolRuntimeLifecycle.class);

	private final ToolRuntime runtime;

	private final ConfigurableApplicationContext context;

	private volatile boolean running;

	ToolRuntimeLifecycle(ToolRuntime runtime, ConfigurableApplicationContext context) {
		this.runtime = runtime;
		this.context = context;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.runtime instanceof DefaultRuntime registered) {
			// Each by itself: one that pulls images must not hold up another's
			registered.registry()
				.list()
				.forEach((backend) -> backend.backend().preparation().ifPresent((preparation) -> {
					Thread thread = new Thread(() -> prepare(preparation),
							"toolruntime-preparation-" + backend.profile().name());
					thread.setDaemon(true);
					thread.start();
				}));
		}
	}

	/* Whoever executes code hears the reason, and so does whoever asks for health. */
	private static void prepare(Runnable preparation) {
		try {
			preparation.run();
		}
		catch (RuntimeException ex) {
			logger.warn("A backend is not ready yet: {}", ex.getMessage());
		}
	}

	/*
	 * A context that is only stopped or paused may start again; a closed runtime cannot.
	 */
	@Override
	public void stop() {
		this.running = false;
		if (this.context.isClosed()) {
			this.runtime.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
