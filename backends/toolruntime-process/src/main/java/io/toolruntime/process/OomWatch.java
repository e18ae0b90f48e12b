package io.toolruntime.process;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the whole sandbox where the kernel ended only one of its processes for want of
 * memory, as version 1 of control groups does.
 */
final class OomWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OomWatch.class);

	private static final long PERIOD_MILLIS = 100;

	private final Set<ControlGroup> groups = ConcurrentHashMap.newKeySet();

	private final ScheduledExecutorService thread;

	OomWatch(String name) {
		this.thread = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
		this.thread.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	void add(ControlGroup group) {
		if (group.killsOneByOne()) {
			this.groups.add(group);
		}
	}

	void remove(ControlGroup group) {
		this.groups.remove(group);
	}

	private void look() {
		for (ControlGroup group : this.groups) {
			try {
				if (group.memoryKills() > 0 && group.kill()) {
					this.groups.remove(group);
				}
			}
			catch (RuntimeException ex) {
				logger.warn("The memory of a sandbox cannot be watched", ex);
			}
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
