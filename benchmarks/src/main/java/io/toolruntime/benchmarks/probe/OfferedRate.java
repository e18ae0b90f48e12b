package io.toolruntime.benchmarks.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.toolruntime.benchmarks.Workload;

/**
 * Executions that come at a steady rate, one at a time. One that is late because those
 * before it took too long is measured from the time it was due. A peer that falls seconds
 * behind is not measured, since the number would only tell for how long it was asked.
 */
final class OfferedRate {

	private final Workload workload;

	private final long interval;

	private final long patience;

	private double reached;

	OfferedRate(Workload workload, double perSecond, double patienceSeconds) {
		this.workload = workload;
		this.interval = Math.round(1e9 / perSecond);
		this.patience = Math.round(patienceSeconds * 1e9);
	}

	/**
	 * Executes.
	 * @param nanos for how long
	 * @return the times in milliseconds, none if it fell behind
	 */
	List<Double> times(long nanos) {
		List<Double> samples = new ArrayList<>();
		long begin = System.nanoTime();
		for (long due = begin; due - begin < nanos; due += this.interval) {
			if (System.nanoTime() - due > this.patience) {
				this.reached = samples.size() * 1e9 / (System.nanoTime() - begin);
				return List.of();
			}
			// A timer fires some microseconds late, which is not the peer's doing
			long from = waitUntil(due) ? System.nanoTime() : due;
			this.workload.run();
			samples.add((System.nanoTime() - from) / 1e6);
		}
		return samples;
	}

	/**
	 * Returns how many it executed a second when it fell behind.
	 * @return the rate, 0 if it kept up
	 */
	double reached() {
		return this.reached;
	}

	private static boolean waitUntil(long due) {
		boolean waited = false;
		for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
			waited = true;
			LockSupport.parkNanos(left);
		}
		return waited;
	}

}
