package io.toolruntime.javascript;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Version of a runtime.
 *
 * @param major the first number
 * @param minor the second
 * @param patch the third
 */
record RuntimeVersion(int major, int minor, int patch) implements Comparable<RuntimeVersion> {

	private static final Pattern NUMBERS = Pattern.compile("(?:^|[^0-9.])(\\d{1,5})\\.(\\d{1,5})\\.(\\d{1,5})");

	/**
	 * Reads what a runtime prints of its version.
	 * @param text such as {@code v22.18.0} or {@code deno 2.9.6 (stable, …)}
	 * @return the first version in it
	 * @throws IllegalArgumentException if there is none
	 */
	static RuntimeVersion parse(String text) {
		Matcher matcher = NUMBERS.matcher(text);
		if (!matcher.find()) {
			throw new IllegalArgumentException("There is no version in it");
		}
		return new RuntimeVersion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
				Integer.parseInt(matcher.group(3)));
	}

	boolean isAtLeast(RuntimeVersion other) {
		return compareTo(other) >= 0;
	}

	@Override
	public int compareTo(RuntimeVersion other) {
		if (this.major != other.major) {
			return Integer.compare(this.major, other.major);
		}
		return (this.minor != other.minor) ? Integer.compare(this.minor, other.minor)
				: Integer.compare(this.patch, other.patch);
	}

	@Override
	public String toString() {
		return this.major + "." + this.minor + "." + this.patch;
	}

}
