package io.toolruntime.benchmarks.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What this JVM takes of the machine. Reads {@code /proc}, so that it needs Linux. */
final class Footprint {

	private static final int COLLECTIONS = 4;

	private Footprint() {
	}

	/* More than once: what one collection enqueues, the next one frees. */
	static long heapAfterCollection() {
		for (int i = 0; i < COLLECTIONS; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	static long descriptors() {
		try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
			return open.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/* Proportional set size: pages that several processes share count once. */
	static long childProcesses() {
		return ProcessHandle.current().descendants().mapToLong((process) -> {
			try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
				return lines.filter((line) -> line.startsWith("Pss:"))
					.mapToLong((line) -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
					.sum();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}).sum();
	}

}
