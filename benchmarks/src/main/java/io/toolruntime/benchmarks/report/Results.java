package io.toolruntime.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Everything that one run of the benchmarks found.
 *
 * @param measuredAt the day, such as {@code 2026-11-21}
 * @param plan how thorough it was, such as {@code full}
 * @param machine where it ran
 * @param jdks on which JDKs
 * @param peers what was compared
 * @param measurements what was measured
 * @param notMeasured what was not, and why
 */
public record Results(String measuredAt, String plan, Machine machine, List<Jdk> jdks, List<PeerVersion> peers,
		List<Measurement> measurements, List<NotMeasured> notMeasured) {

	/** The JDK of what does not run in a JVM. */
	public static final String NO_JDK = "none";

	/**
	 * Finds a measurement.
	 * @param jdk the JDK's id; what does not run in a JVM is found for every one
	 * @param peer the peer's id
	 * @param metric what was measured
	 * @return the measurement, or empty
	 */
	public Optional<Measurement> find(String jdk, String peer, Metric metric) {
		return this.measurements.stream()
			.filter((measurement) -> measurement.peer().equals(peer) && measurement.metric().equals(metric.id())
					&& (measurement.jdk().equals(jdk) || measurement.jdk().equals(NO_JDK)))
			.findFirst();
	}

	/**
	 * Finds the median of a measurement.
	 * @param jdk the JDK's id
	 * @param peer the peer's id
	 * @param metric what was measured
	 * @return the median, or {@code null}
	 */
	public @Nullable Double median(String jdk, String peer, Metric metric) {
		return find(jdk, peer, metric).map(Measurement::p50).orElse(null);
	}

	/**
	 * A machine.
	 *
	 * @param processor the processor's name
	 * @param processors how many there are
	 * @param memoryMb its memory
	 * @param system operating system and kernel
	 * @param loadBefore processes that ran on average in the minute before
	 */
	public record Machine(String processor, int processors, long memoryMb, String system, double loadBefore) {
	}

	/**
	 * A JDK.
	 *
	 * @param id its feature version
	 * @param version its whole version and vendor
	 */
	public record Jdk(String id, String version) {
	}

	/**
	 * A peer.
	 *
	 * @param id its name here
	 * @param title its name in tables
	 * @param version its version
	 */
	public record PeerVersion(String id, String title, String version) {
	}

	/**
	 * A measurement.
	 *
	 * @param jdk the JDK's id
	 * @param peer the peer's id
	 * @param metric what was measured
	 * @param unit its unit
	 * @param p50 the median, or the only value
	 * @param p99 99 of 100 are at most this
	 * @param min the least
	 * @param samples how many values there are
	 */
	public record Measurement(String jdk, String peer, String metric, String unit, double p50, double p99, double min,
			long samples) {

		/**
		 * Sums up samples.
		 * @param jdk the JDK's id
		 * @param peer the peer's id
		 * @param metric what was measured
		 * @param samples the values, at least one
		 * @return the measurement
		 */
		public static Measurement of(String jdk, String peer, Metric metric, List<Double> samples) {
			double[] sorted = samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
			return new Measurement(jdk, peer, metric.id(), metric.unit(), percentile(sorted, 50),
					percentile(sorted, 99), sorted[0], sorted.length);
		}

		/**
		 * Rounds to what the measurement can tell.
		 * @return the same to four significant digits
		 */
		public Measurement rounded() {
			return new Measurement(this.jdk, this.peer, this.metric, this.unit, round(this.p50), round(this.p99),
					round(this.min), this.samples);
		}

		private static double round(double value) {
			return new BigDecimal(value).round(new MathContext(4)).doubleValue();
		}

		private static double percentile(double[] sorted, int percent) {
			int rank = (int) Math.ceil(sorted.length * percent / 100.0);
			return sorted[Math.max(0, rank - 1)];
		}

	}

	/**
	 * What was not measured.
	 *
	 * @param jdk the JDK's id
	 * @param peer the peer's id
	 * @param metric what was to be measured, {@code null} for anything
	 * @param why what kept it from being measured
	 */
	public record NotMeasured(String jdk, String peer, @Nullable String metric, String why) {
	}

}
