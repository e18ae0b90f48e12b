package io.toolruntime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.toolruntime.benchmarks.report.Results;

/** The machine that this runs on. */
final class Machine {

	private Machine() {
	}

	static Results.Machine look() {
		long memoryKb = Long.parseLong(value("/proc/meminfo", "MemTotal", "0").replaceAll("[^0-9]", ""));
		String system = value("/etc/os-release", "PRETTY_NAME", System.getProperty("os.name")).replace("\"", "")
				+ ", kernel " + System.getProperty("os.version") + ", " + System.getProperty("os.arch");
		double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
		return new Results.Machine(value("/proc/cpuinfo", "model name", "unknown processor"),
				Runtime.getRuntime().availableProcessors(), memoryKb / 1024, system, Math.round(load * 10) / 10.0);
	}

	private static String value(String file, String key, String otherwise) {
		try {
			List<String> lines = Files.exists(Path.of(file)) ? Files.readAllLines(Path.of(file)) : List.of();
			return lines.stream()
				.filter((line) -> line.matches(key + "\\s*[:=].*"))
				.map((line) -> line.replaceFirst("^[^:=]*[:=]\\s*", ""))
				.findFirst()
				.orElse(otherwise);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
