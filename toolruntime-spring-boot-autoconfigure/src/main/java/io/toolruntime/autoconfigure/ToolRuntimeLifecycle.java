package io.toolruntime.autoconfigure;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.toolruntime.ToolRuntime;

/**
 * Closes the runtime when the application shuts down: after the web server has drained
 * its requests, which may need it, and before the beans that its tools need are
 * destroyed.
 */
class ToolRuntimeLifecycle implements SmartLifecycle {

	/** Below the web server's phases, which stop first. */
	static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

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
