package io.toolruntime.linux;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

/**
 * Starts processes, all from one thread that lives as long as they do: the kernel tells a
 * child that asked for it of the death of the thread that started it, not of the process.
 */
public final class ProcessLauncher implements AutoCloseable {

	private final ExecutorService thread;

	/**
	 * Creates it. Starts no thread before the first process.
	 * @param name name of the thread
	 */
	public ProcessLauncher(String name) {
		this.thread = Executors.newSingleThreadExecutor((task) -> {
			Thread thread = new Thread(task, name);
			thread.setDaemon(true);
			return thread;
		});
	}

	/**
	 * Starts a process.
	 * @param command program and arguments
	 * @param environment all of its environment
	 * @param folder its working folder
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	public Process start(List<String> command, Map<String, String> environment, @Nullable File folder)
			throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().clear();
		builder.environment().putAll(environment);
		builder.directory(folder);
		Future<Process> started = this.thread.submit(builder::start);
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return started.get();
				}
				catch (InterruptedException ex) {
					// It starts all the same, and somebody must close it
					interrupted = true;
				}
			}
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause());
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
