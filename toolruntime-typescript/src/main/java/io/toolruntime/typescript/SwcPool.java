package io.toolruntime.typescript;

import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.toolruntime.runtime.TransformedCode;

/**
 * A bounded number of threads, and of instances of swc for them. Threads end when there
 * is nothing to do; instances stay, as they were made.
 */
final class SwcPool {

	private static final int LARGE_CODE = 64 << 10;

	private static final int MAX_QUEUED = 256;

	/** For code nested as deeply as swc's own stack allows. */
	private static final long STACK_SIZE = 256L << 20;

	private static final long IDLE_SECONDS = 10;

	private final Deque<SwcInstance> idle = new ConcurrentLinkedDeque<>();

	private final ThreadPoolExecutor threads;

	private final ThreadPoolExecutor threadForLargeCode;

	private final Object lock = new Object();

	private @Nullable SwcModule module;

	SwcPool(int size) {
		this.threads = threads(size);
		this.threadForLargeCode = threads(1);
	}

	private static ThreadPoolExecutor threads(int size) {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(size, size, IDLE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_QUEUED), (task) -> {
					Thread thread = new Thread(null, task, "toolruntime-typescript", STACK_SIZE);
					thread.setDaemon(true);
					return thread;
				});
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	/**
	 * Transforms code on a thread of the pool.
	 * @param code the code
	 * @param started run when the code has its turn
	 * @throws java.util.concurrent.RejectedExecutionException if too many wait, or the
	 * pool is closed
	 */
	Future<TransformedCode> submit(String code, Runnable started) {
		Callable<TransformedCode> task = () -> {
			started.run();
			return new SwcTask(this::call, code).run();
		};
		return ((code.length() < LARGE_CODE) ? this.threads : this.threadForLargeCode).submit(task);
	}

	private SwcResult call(String code, SwcMode mode, boolean jsx) {
		SwcModule module = module();
		SwcInstance instance = this.idle.pollFirst();
		if (instance == null) {
			instance = module.newInstance();
		}
		// One that threw is not put back: nobody knows in which state it is
		SwcResult result = instance.call(code, mode, jsx);
		if (module.reset(instance)) {
			this.idle.addFirst(instance);
		}
		return result;
	}

	private SwcModule module() {
		synchronized (this.lock) {
			if (this.module == null) {
				this.module = SwcModule.load();
			}
			return this.module;
		}
	}

	void close() {
		close(this.threads);
		close(this.threadForLargeCode);
		this.idle.clear();
	}

	private static void close(ThreadPoolExecutor threads) {
		threads.shutdownNow().forEach((task) -> {
			if (task instanceof Future<?> waiting) {
				waiting.cancel(true);
			}
		});
	}

}
