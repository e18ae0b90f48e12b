package io.toolruntime.benchmarks;

import java.time.Duration;

/**
 * How thoroughly is measured.
 *
 * @param name the plan's name in results
 * @param small whether programs are small, so that everything runs just once
 * @param forks JVMs for each JMH benchmark; 0 runs them in this one
 * @param jmhWarmup of each JMH benchmark
 * @param coldStarts fresh JVMs for the first execution
 * @param cpuWarmup of all programs together that keep a processor busy
 * @param smallWarmup of each other program
 * @param outsideWarmup of each program outside the JVM
 * @param measurement of each program
 * @param least executions of each program at least
 * @param live executions that live at once
 * @param leakFirst executions before the first look at what they leave
 * @param leakLast executions before the second look
 */
public record Plan(String name, boolean small, int forks, Duration jmhWarmup, int coldStarts, Duration cpuWarmup,
		Duration smallWarmup, Duration outsideWarmup, Duration measurement, int least, int live, int leakFirst,
		int leakLast) {

	/** What is published. */
	public static final Plan FULL = new Plan("full", false, 1, Duration.ofSeconds(4), 5, Duration.ofSeconds(9),
			Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofMillis(1200), 2, 50, 10_000, 100_000);

	/** For a look while developing. */
	public static final Plan QUICK = new Plan("quick", false, 1, Duration.ofSeconds(1), 1, Duration.ofSeconds(3),
			Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(300), 1, 20, 500, 5_000);

	/** Everything once, to see that it works. */
	public static final Plan SMOKE = new Plan("smoke", true, 0, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO,
			Duration.ZERO, Duration.ofMillis(20), 1, 4, 100, 200);

}
