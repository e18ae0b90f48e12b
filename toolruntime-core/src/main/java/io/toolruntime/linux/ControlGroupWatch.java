package io.toolruntime.linux;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the whole sandbox where the kernel ended only one of its processes for want of
 * memory, as version 1 of control groups does. What it has seen of a group is remembered
 * by the group, though the kernel removes that with the last process.
 */
public final class ControlGroupWatch implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ControlGroupWatch.class);

	private static final long PERIOD_MILLIS = 100;

	private final Map<ControlGroup, BooleanSupplier> groups = new ConcurrentHashMap<>();

	private final ScheduledExecutorService thread;

	/**
	 * Creates it, with a thread that looks ten times a second.
	 * @param name name of the thread
	 */
	public ControlGroupWatch(String name) {
		this.thread = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
		this.thread.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
	}

	/**
	 * Begins to look at a group whose processes this application may kill.
	 * @param group the group
	 */
	public void add(ControlGroup group) {
		if (group.killsOneByOne()) {
			add(group, group::kill);
		}
	}

	/**
	 * Begins to look at a group.
	 * @param group the group
	 * @param end ends everything in it, and tells whether it did; else it is asked again
	 */
	public void add(ControlGroup group, BooleanSupplier end) {
		this.groups.put(group, end);
	}

	/**
	 * Looks at a group no more.
	 * @param group the group
	 */
	public void remove(ControlGroup group) {
		this.groups.remove(group);
	}

	private void look() {
		this.groups.forEach((group, end) -> {
			try {
				group.processRefusals();
				if (group.memoryKills() > 0 && end.getAsBoolean()) {
					this.groups.remove(group);
				}
			}
			catch (RuntimeException ex) {
				logger.warn("The memory of a sandbox cannot be watched", ex);
			}
		});
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
