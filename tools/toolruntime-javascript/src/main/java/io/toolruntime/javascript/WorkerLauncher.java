package io.toolruntime.javascript;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Starts processes, all from one thread that lives as long as they do: the kernel tells a
 * child that asked for it of the death of the thread that started it, not of the process.
 */
final class WorkerLauncher implements AutoCloseable {

	private final ExecutorService thread = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "toolruntime-javascript-launcher");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Starts a process.
	 * @param command program and arguments
	 * @param environment all of its environment
	 * @param folder its working folder
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	Process start(List<String> command, Map<String, String> environment, File folder) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).directory(folder);
		builder.environment().clear();
		builder.environment().putAll(environment);
		Future<Process> started = this.thread.submit(builder::start);
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return started.get();
				}
				catch (InterruptedException ex) {
					// It starts all the same, and somebody must end it
					interrupted = true;
				}
			}
		}
		catch (ExecutionException ex) {
			Throwable cause = Objects.requireNonNullElse(ex.getCause(), ex);
			throw new IOException(cause.getMessage(), cause);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public void close() {
		this.thread.shutdown();
	}

}
