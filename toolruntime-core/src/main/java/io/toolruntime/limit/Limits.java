package io.toolruntime.limit;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Quantities an execution may use. {@code null} is absent and inherits; 0 is unlimited
 * and counts as infinity when the smaller of two is taken.
 *
 * @param timeout wall clock of the execution, without getting a sandbox
 * @param memory bytes of the whole sandbox
 * @param cpus processors, as a quota
 * @param pids processes and threads
 * @param disk bytes of all writable space
 * @param output bytes of standard output and error together
 * @param toolCalls runs of tools
 * @param chainSteps steps of one chain
 */
public record Limits(@Nullable Duration timeout, @Nullable Long memory, @Nullable Double cpus, @Nullable Integer pids,
		@Nullable Long disk, @Nullable Long output, @Nullable Integer toolCalls, @Nullable Integer chainSteps) {

	private static final int MAX_DIGITS = 40;

	private static final double MAX_CPUS = 1_000_000;

	/** Nothing set: inherits everything. */
	public static final Limits NONE = new Limits(null, null, null, null, null, null, null, null);

	/** What holds where nobody says otherwise. */
	public static final Limits DEFAULTS = new Limits(Duration.ofSeconds(30), 256L << 20, 1.0, 64, 100L << 20, 1L << 20,
			64, 8);

	public Limits {
		requireNotNegative(Limit.TIMEOUT, timeout != null && timeout.isNegative(), timeout);
		if (timeout != null && timeout.compareTo(Quantity.LONGEST) > 0) {
			throw new IllegalArgumentException("limits.timeout is " + timeout + ", which is too long; 0 is unlimited");
		}
		requireNotNegative(Limit.MEMORY, memory != null && memory < 0, memory);
		requireNotNegative(Limit.CPUS, cpus != null && !(cpus >= 0), cpus);
		if (cpus != null && cpus > MAX_CPUS) {
			throw new IllegalArgumentException("limits.cpus is " + cpus + "; there are not that many processors");
		}
		// Not -0.0, which compares as less than unlimited
		cpus = (cpus != null) ? Double.valueOf(cpus + 0.0) : null;
		requireNotNegative(Limit.PIDS, pids != null && pids < 0, pids);
		requireNotNegative(Limit.DISK, disk != null && disk < 0, disk);
		requireNotNegative(Limit.OUTPUT, output != null && output < 0, output);
		requireNotNegative(Limit.TOOL_CALLS, toolCalls != null && toolCalls < 0, toolCalls);
		requireNotNegative(Limit.CHAIN_STEPS, chainSteps != null && chainSteps < 0, chainSteps);
	}

	private static void requireNotNegative(Limit limit, boolean negative, @Nullable Object value) {
		if (negative) {
			throw new IllegalArgumentException(
					"limits." + limit.key() + " is " + value + "; a limit is 0 (unlimited) or more");
		}
	}

	/**
	 * Reads limits from keys and values as they stand in YAML or JSON.
	 * @param values strings or numbers by name, such as {@code tool-calls}; a
	 * {@code null} value is absent
	 * @return the limits
	 * @throws IllegalArgumentException if a name is unknown or a value cannot be read;
	 * the message names it
	 */
	public static Limits parse(Map<String, ? extends @Nullable Object> values) {
		Limits limits = NONE;
		for (Map.Entry<String, ? extends @Nullable Object> entry : values.entrySet()) {
			Object value = entry.getValue();
			if (value != null) {
				limits = limits.with(quantity(entry.getKey()), value);
			}
		}
		return limits;
	}

	private static Limit quantity(String key) {
		for (Limit limit : Limit.values()) {
			if (limit.isQuantity() && limit.key().equals(key)) {
				return limit;
			}
		}
		throw new IllegalArgumentException("limits." + ((key.length() <= MAX_DIGITS) ? key : "…")
				+ " is not a limit; there are timeout, memory, cpus, pids, disk, output, tool-calls, chain-steps");
	}

	/**
	 * Returns these limits with one replaced.
	 * @param limit which
	 * @param value a string or number, as in YAML
	 * @return the new limits
	 * @throws IllegalArgumentException if the value cannot be read
	 */
	public Limits with(Limit limit, Object value) {
		String text = text(limit, value);
		try {
			return switch (limit) {
				case TIMEOUT -> new Limits(Quantity.duration(text), this.memory, this.cpus, this.pids, this.disk,
						this.output, this.toolCalls, this.chainSteps);
				case MEMORY -> new Limits(this.timeout, Quantity.bytes(text), this.cpus, this.pids, this.disk,
						this.output, this.toolCalls, this.chainSteps);
				case CPUS -> new Limits(this.timeout, this.memory, Quantity.cpus(text), this.pids, this.disk,
						this.output, this.toolCalls, this.chainSteps);
				case PIDS -> new Limits(this.timeout, this.memory, this.cpus, Quantity.count(text), this.disk,
						this.output, this.toolCalls, this.chainSteps);
				case DISK -> new Limits(this.timeout, this.memory, this.cpus, this.pids, Quantity.bytes(text),
						this.output, this.toolCalls, this.chainSteps);
				case OUTPUT -> new Limits(this.timeout, this.memory, this.cpus, this.pids, this.disk,
						Quantity.bytes(text), this.toolCalls, this.chainSteps);
				case TOOL_CALLS -> new Limits(this.timeout, this.memory, this.cpus, this.pids, this.disk, this.output,
						Quantity.count(text), this.chainSteps);
				case CHAIN_STEPS -> new Limits(this.timeout, this.memory, this.cpus, this.pids, this.disk, this.output,
						this.toolCalls, Quantity.count(text));
				default -> throw new IllegalArgumentException("it is not a quantity");
			};
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("limits." + limit.key() + ": " + ex.getMessage(), ex);
		}
	}

	private static String text(Limit limit, Object value) {
		if (value instanceof String text) {
			return text;
		}
		if (value instanceof Number number) {
			try {
				BigDecimal decimal = new BigDecimal(number.toString());
				// Bounded before it is written out: 1e999999999 has as many digits
				if (Math.abs((long) decimal.scale()) <= MAX_DIGITS && decimal.precision() <= MAX_DIGITS) {
					return decimal.toPlainString().replaceFirst("\\.0+$", "");
				}
			}
			catch (NumberFormatException ex) {
				// Not a number, or infinite: said below
			}
			throw new IllegalArgumentException("limits." + limit.key() + " is no number that a limit can have");
		}
		throw new IllegalArgumentException("limits." + limit.key() + " must be a string or a number");
	}

	/**
	 * Fills what is absent here from a parent.
	 * @param parent what to inherit
	 * @return the combined limits
	 */
	public Limits orElse(Limits parent) {
		return new Limits((this.timeout != null) ? this.timeout : parent.timeout,
				(this.memory != null) ? this.memory : parent.memory, (this.cpus != null) ? this.cpus : parent.cpus,
				(this.pids != null) ? this.pids : parent.pids, (this.disk != null) ? this.disk : parent.disk,
				(this.output != null) ? this.output : parent.output,
				(this.toolCalls != null) ? this.toolCalls : parent.toolCalls,
				(this.chainSteps != null) ? this.chainSteps : parent.chainSteps);
	}

	/**
	 * Takes the smaller of each, so that a request can lower what its profile allows and
	 * never raise it. 0 counts as infinity; absent in both stays absent.
	 * @param request the limits that a request asks for
	 * @return the combined limits
	 */
	public Limits tightenedBy(Limits request) {
		return new Limits(smaller(this.timeout, request.timeout, Duration.ZERO),
				smaller(this.memory, request.memory, 0L), smaller(this.cpus, request.cpus, 0.0),
				smaller(this.pids, request.pids, 0), smaller(this.disk, request.disk, 0L),
				smaller(this.output, request.output, 0L), smaller(this.toolCalls, request.toolCalls, 0),
				smaller(this.chainSteps, request.chainSteps, 0));
	}

	private static <T extends Comparable<T>> @Nullable T smaller(@Nullable T one, @Nullable T other, T unlimited) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		if (one.compareTo(unlimited) == 0 || other.compareTo(unlimited) == 0) {
			return (one.compareTo(unlimited) == 0) ? other : one;
		}
		return (one.compareTo(other) <= 0) ? one : other;
	}

	/**
	 * Returns a limit as YAML would have it: {@code "256MB"}, {@code "30s"}, a number.
	 * @param limit which
	 * @return the value, or {@code null} if it is absent, unlimited, or no quantity
	 */
	public @Nullable Object value(Limit limit) {
		return switch (limit) {
			case TIMEOUT ->
				(this.timeout == null || this.timeout.isZero()) ? null : Quantity.formatDuration(this.timeout);
			case MEMORY -> size(this.memory);
			case CPUS -> (this.cpus == null || this.cpus == 0) ? null : this.cpus;
			case PIDS -> count(this.pids);
			case DISK -> size(this.disk);
			case OUTPUT -> size(this.output);
			case TOOL_CALLS -> count(this.toolCalls);
			case CHAIN_STEPS -> count(this.chainSteps);
			default -> null;
		};
	}

	private static @Nullable Object size(@Nullable Long bytes) {
		return (bytes == null || bytes == 0) ? null : Quantity.formatBytes(bytes);
	}

	private static @Nullable Object count(@Nullable Integer count) {
		return (count == null || count == 0) ? null : count;
	}

	/**
	 * Returns all quantities by name; an unlimited or absent one is 0.
	 * @return the values as YAML would have them
	 */
	public Map<String, Object> asMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		for (Limit limit : Limit.values()) {
			if (limit.isQuantity()) {
				Object value = value(limit);
				map.put(limit.key(), (value != null) ? value : 0);
			}
		}
		return map;
	}

	/**
	 * Returns the timeout.
	 * @return the timeout, or {@code null} if there is none
	 */
	public @Nullable Duration timeoutOrNull() {
		return (this.timeout == null || this.timeout.isZero()) ? null : this.timeout;
	}

	/**
	 * Returns the memory limit.
	 * @return bytes, or {@link Long#MAX_VALUE} if unlimited
	 */
	public long memoryOrMax() {
		return (this.memory == null || this.memory == 0) ? Long.MAX_VALUE : this.memory;
	}

	/**
	 * Returns the disk limit.
	 * @return bytes, or {@link Long#MAX_VALUE} if unlimited
	 */
	public long diskOrMax() {
		return (this.disk == null || this.disk == 0) ? Long.MAX_VALUE : this.disk;
	}

	/**
	 * Returns the output limit.
	 * @return bytes, or {@link Long#MAX_VALUE} if unlimited
	 */
	public long outputOrMax() {
		return (this.output == null || this.output == 0) ? Long.MAX_VALUE : this.output;
	}

	/**
	 * Returns the budget of tool calls.
	 * @return the count, or {@link Integer#MAX_VALUE} if unlimited
	 */
	public int toolCallsOrMax() {
		return (this.toolCalls == null || this.toolCalls == 0) ? Integer.MAX_VALUE : this.toolCalls;
	}

	/**
	 * Returns the longest chain.
	 * @return the count, or {@link Integer#MAX_VALUE} if unlimited
	 */
	public int chainStepsOrMax() {
		return (this.chainSteps == null || this.chainSteps == 0) ? Integer.MAX_VALUE : this.chainSteps;
	}

}
