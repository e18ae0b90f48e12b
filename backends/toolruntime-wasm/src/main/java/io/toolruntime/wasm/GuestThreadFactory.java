package io.toolruntime.wasm;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes daemon threads that inherit nothing of the thread that happened to need them.
 */
final class GuestThreadFactory implements ThreadFactory {

	/**
	 * Enough for the engine to notice by itself that code recurses too deeply. Reserved,
	 * not used, until it does.
	 */
	static final long GUEST_STACK = 64L << 20;

	private final String name;

	private final long stack;

	private final AtomicInteger count = new AtomicInteger();

	GuestThreadFactory(String name, long stack) {
		this.name = name;
		this.stack = stack;
	}

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(null, task, this.name + "-" + this.count.incrementAndGet(), this.stack, false);
		thread.setDaemon(true);
		thread.setContextClassLoader(GuestThreadFactory.class.getClassLoader());
		return thread;
	}

}
