package io.toolruntime.benchmarks;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import io.toolruntime.benchmarks.report.Results;

/**
 * A JDK to measure on.
 *
 * @param id its feature version, such as {@code 17}
 * @param home where it is
 */
public record Jdk(String id, Path home) {

	/**
	 * Returns the JDK that this runs on.
	 * @return the current JDK
	 */
	public static Jdk current() {
		return new Jdk(String.valueOf(Runtime.version().feature()), Path.of(System.getProperty("java.home")));
	}

	/**
	 * Returns its launcher.
	 * @return the path of {@code java}
	 */
	public Path java() {
		return this.home.resolve("bin").resolve("java");
	}

	/**
	 * Describes it, by the file {@code release} that every JDK has.
	 * @return the description
	 */
	public Results.Jdk describe() {
		Properties release = new Properties();
		try (Reader reader = Files.newBufferedReader(this.home.resolve("release"))) {
			release.load(reader);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String version = release.getProperty("JAVA_RUNTIME_VERSION", release.getProperty("JAVA_VERSION", "unknown"));
		String vendor = release.getProperty("IMPLEMENTOR", "unknown vendor");
		return new Results.Jdk(this.id, version.replace("\"", "") + " (" + vendor.replace("\"", "") + ")");
	}

}
