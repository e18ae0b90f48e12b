package io.toolruntime.test;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What sandboxes inside the JVM have of it. Threads that wait for their next task are no
 * sandbox's.
 */
public final class BusyThreads {

	private BusyThreads() {
	}

	/**
	 * Lists threads that are at work now.
	 * @param beginning what their names begin with
	 * @return the names
	 */
	public static Set<String> named(Pattern beginning) {
		Set<String> threads = new TreeSet<>();
		Thread.getAllStackTraces().forEach((thread, stack) -> {
			if (beginning.matcher(thread.getName()).lookingAt() && !isWaiting(stack)) {
				threads.add(thread.getName());
			}
		});
		return threads;
	}

	private static boolean isWaiting(StackTraceElement[] stack) {
		return Stream.of(stack)
			.anyMatch((frame) -> frame.getClassName().equals(ThreadPoolExecutor.class.getName())
					&& frame.getMethodName().equals("getTask"));
	}

}
