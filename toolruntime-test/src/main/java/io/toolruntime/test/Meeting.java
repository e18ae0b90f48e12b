package io.toolruntime.test;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolException;

/**
 * Calls that wait for one another, of one execution or of all that name the same place:
 * proof that they run at once.
 */
final class Meeting {

	private static final long PATIENCE = TimeUnit.SECONDS.toNanos(120);

	private final Map<String, Integer> present = new HashMap<>();

	synchronized Object meet(Map<String, Object> arguments, ToolCallContext context) throws InterruptedException {
		String place = String.valueOf(arguments.getOrDefault("at", context.executionId()));
		int of = ((Number) arguments.getOrDefault("of", 1)).intValue();
		this.present.merge(place, 1, Integer::sum);
		notifyAll();
		long deadline = System.nanoTime() + PATIENCE;
		while (this.present.getOrDefault(place, 0) < of) {
			long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
			if (left <= 0 || context.cancellation().isCancelled()) {
				throw new ToolException("Only " + this.present.get(place) + " of " + of + " came");
			}
			wait(Math.min(left, 100));
		}
		return arguments.getOrDefault("i", 0);
	}

}
