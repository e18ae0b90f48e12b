package io.toolruntime.egress;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of a proxy, which never keep the application alive. */
final class ProxyThreads implements ThreadFactory {

	private static final int KEEP_SECONDS = 5;

	private final AtomicInteger count = new AtomicInteger();

	private final String use;

	/**
	 * Creates it.
	 * @param use what the threads do, for their names
	 */
	ProxyThreads(String use) {
		this.use = use;
	}

	/**
	 * Creates a pool that has no thread when there is nothing to do. Whoever uses it
	 * bounds what is done at once.
	 * @return the pool
	 */
	static ThreadPoolExecutor pool() {
		return new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
				new ProxyThreads("connection"));
	}

	@Override
	public Thread newThread(Runnable work) {
		Thread thread = new Thread(work, "toolruntime-egress-" + this.use + "-" + this.count.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
