package io.toolruntime.limit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads and writes quantities the way people write them in YAML: {@code 256MB},
 * {@code 256Mi}, {@code 0.5}, {@code 500m}, {@code 30s}. A plain number is bytes,
 * milliseconds or a count. {@code MB} is 1024², as Spring's {@code DataSize} has it.
 */
public final class Quantity {

	private static final Pattern NUMBER_WITH_UNIT = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([A-Za-z]{0,3})");

	/** What nanoseconds in a {@code long} can say: some 292 years. */
	static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

	private static final int MAX_QUOTED = 40;

	private static final Map<String, Long> BYTES = Map.of("", 1L, "b", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30,
			"t", 1L << 40);

	private static final Map<String, Long> NANOS = Map.of("", 1_000_000L, "ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s",
			1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L, "d", 86_400_000_000_000L);

	private Quantity() {
	}

	/**
	 * Reads a number of bytes.
	 * @param text such as {@code 256MB}, {@code 256Mi}, {@code 268435456}
	 * @return the bytes
	 * @throws IllegalArgumentException if the text is not a size
	 */
	public static long bytes(String text) {
		Matcher matcher = NUMBER_WITH_UNIT.matcher(text.trim());
		if (matcher.matches()) {
			String unit = matcher.group(2).toLowerCase(Locale.ROOT);
			if (unit.length() > 1) {
				unit = unit.replaceFirst("^([kmgt])(b|i|ib)$", "$1");
			}
			Long factor = BYTES.get(unit);
			if (factor != null) {
				return exact(text, new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(factor)));
			}
		}
		throw new IllegalArgumentException(quoted(text) + " is not a size; write 256MB, 256Mi or a number of bytes");
	}

	/**
	 * Reads a duration.
	 * @param text such as {@code 30s}, {@code 500ms}, {@code PT30S}, or milliseconds
	 * @return the duration
	 * @throws IllegalArgumentException if the text is not a duration
	 */
	public static Duration duration(String text) {
		String trimmed = text.trim();
		Matcher matcher = NUMBER_WITH_UNIT.matcher(trimmed);
		if (matcher.matches()) {
			Long nanos = NANOS.get(matcher.group(2).toLowerCase(Locale.ROOT));
			if (nanos != null) {
				return Duration
					.ofNanos(exact(text, new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanos))));
			}
		}
		try {
			Duration duration = Duration.parse(trimmed);
			if (!duration.isNegative()) {
				return representable(text, duration);
			}
		}
		catch (DateTimeParseException ex) {
			// Said below, in the words of the person who wrote it
		}
		throw new IllegalArgumentException(
				quoted(text) + " is not a duration; write 30s, 500ms, 2m or a number of milliseconds");
	}

	private static Duration representable(String text, Duration duration) {
		if (duration.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(quoted(text) + " is too large");
		}
		return duration;
	}

	/**
	 * Bounds a duration, so that everybody can count its nanoseconds.
	 * @param duration the duration
	 * @return the duration, or some 292 years if it is longer
	 */
	public static Duration bounded(Duration duration) {
		return (duration.compareTo(LONGEST) > 0) ? LONGEST : duration;
	}

	/**
	 * Reads a share of processors.
	 * @param text such as {@code 0.5} or {@code 500m}
	 * @return the number of processors
	 * @throws IllegalArgumentException if the text is not a share
	 */
	public static double cpus(String text) {
		Matcher matcher = NUMBER_WITH_UNIT.matcher(text.trim());
		if (matcher.matches() && matcher.group(2).isEmpty()) {
			return Double.parseDouble(matcher.group(1));
		}
		if (matcher.matches() && matcher.group(2).equals("m")) {
			return Double.parseDouble(matcher.group(1)) / 1000;
		}
		throw new IllegalArgumentException(quoted(text) + " is not a number of processors; write 0.5 or 500m");
	}

	/**
	 * Reads a count.
	 * @param text a whole number
	 * @return the count
	 * @throws IllegalArgumentException if the text is not a count
	 */
	public static int count(String text) {
		String trimmed = text.trim();
		if (trimmed.matches("\\d{1,9}")) {
			return Integer.parseInt(trimmed);
		}
		throw new IllegalArgumentException(quoted(text) + " is not a count; write a whole number from 0 to 999999999");
	}

	/**
	 * Writes a number of bytes in the largest unit that is exact, such as {@code 256MB}.
	 * @param bytes the bytes
	 * @return the text, which {@link #bytes} reads back
	 */
	public static String formatBytes(long bytes) {
		String[] units = { "TB", "GB", "MB", "KB" };
		for (int i = 0; i < units.length; i++) {
			long factor = 1L << (10 * (units.length - i));
			if (bytes >= factor && bytes % factor == 0) {
				return bytes / factor + units[i];
			}
		}
		return bytes + "B";
	}

	/**
	 * Writes a duration in the largest unit that is exact, such as {@code 30s}.
	 * @param duration the duration
	 * @return the text, which {@link #duration} reads back
	 */
	public static String formatDuration(Duration duration) {
		long nanos = duration.toNanos();
		if (nanos % 1_000_000_000L == 0) {
			return nanos / 1_000_000_000L + "s";
		}
		return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + "ms";
	}

	/*
	 * Rounded up: what is more than nothing must not become 0, which is unlimited.
	 */
	private static long exact(String text, BigDecimal value) {
		BigDecimal whole = value.setScale(0, RoundingMode.CEILING);
		if (whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
			throw new IllegalArgumentException(quoted(text) + " is too large");
		}
		return whole.longValueExact();
	}

	private static String quoted(String text) {
		return "'" + ((text.length() <= MAX_QUOTED) ? text : text.substring(0, MAX_QUOTED) + "…") + "'";
	}

}
