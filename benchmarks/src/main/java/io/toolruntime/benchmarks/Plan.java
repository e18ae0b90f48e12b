package io.toolruntime.benchmarks;

import java.time.Duration;

/**
 * How thoroughly is measured.
 *
 * @param name the plan's name in results
 * @param small whether programs are small, so that everything runs just once
 * @param forks JVMs for each JMH benchmark; 0 runs them in this one
 * @param coldStarts fresh JVMs for the first execution
 * @param warmup of each benchmark
 * @param longWarmup of programs that keep a processor busy, whose loops are compiled late
 * @param measurement of each benchmark
 * @param offered how long executions come at a steady rate
 * @param live executions that live at once
 * @param leakFirst executions before the first look at what they leave
 * @param leakLast executions before the second look
 */
public record Plan(String name, boolean small, int forks, int coldStarts, Duration warmup, Duration longWarmup,
		Duration measurement, Duration offered, int live, int leakFirst, int leakLast) {

	/** What is published. */
	public static final Plan FULL = new Plan("full", false, 1, 5, Duration.ofMillis(2000), Duration.ofMillis(3200),
			Duration.ofMillis(1200), Duration.ofSeconds(3), 50, 10_000, 100_000);

	/** For a look while developing. */
	public static final Plan QUICK = new Plan("quick", false, 1, 1, Duration.ofMillis(400), Duration.ofMillis(800),
			Duration.ofMillis(300), Duration.ofSeconds(1), 20, 500, 5_000);

	/** Everything once, to see that it works. */
	public static final Plan SMOKE = new Plan("smoke", true, 0, 1, Duration.ZERO, Duration.ZERO, Duration.ofMillis(1),
			Duration.ofMillis(50), 4, 100, 200);

	/**
	 * Returns how long a program is warmed up.
	 * @param program the program
	 * @return the duration
	 */
	public Duration warmup(Program program) {
		return Program.CPU_BOUND.contains(program) ? this.longWarmup : this.warmup;
	}

}
