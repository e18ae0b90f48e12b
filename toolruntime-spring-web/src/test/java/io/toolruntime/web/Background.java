package io.toolruntime.web;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs something that blocks on a thread of its own. */
final class Background {

	private Background() {
	}

	static <T> CompletableFuture<T> run(Supplier<T> task) {
		return CompletableFuture.supplyAsync(task, (runnable) -> {
			Thread thread = new Thread(runnable, "test-background");
			thread.setDaemon(true);
			thread.start();
		});
	}

}
