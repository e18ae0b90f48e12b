package io.toolruntime.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The versions that the build took. */
public final class Versions {

	private Versions() {
	}

	/**
	 * Returns a version.
	 * @param what such as {@code graaljs}
	 * @return the version
	 */
	public static String of(String what) {
		Properties versions = new Properties();
		try (InputStream stream = Versions.class.getResourceAsStream("versions.properties")) {
			versions.load(stream);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		String version = versions.getProperty(what);
		if (version == null) {
			throw new IllegalArgumentException("The build knows no version of " + what);
		}
		return version;
	}

}
