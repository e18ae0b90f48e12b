package io.toolruntime.benchmarks.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.toolruntime.benchmarks.Program;
import io.toolruntime.benchmarks.Workload;
import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;

/**
 * Executions that come at a steady rate, one at a time. One that is late because those
 * before it took too long is measured from the time it was due. A peer that falls seconds
 * behind is not measured, since the number would only tell for how long it was asked.
 */
public final class OfferedRate {

	private OfferedRate() {
	}

	/**
	 * Measures.
	 * @param args the peer, executions a second, seconds of warming up, seconds of
	 * measuring, seconds of lateness that end it
	 */
	public static void main(String[] args) {
		Peer peer = Peer.of(args[0]);
		double rate = Double.parseDouble(args[1]);
		long warmup = Math.round(Double.parseDouble(args[2]) * rate);
		long measured = Math.max(1, Math.round(Double.parseDouble(args[3]) * rate));
		long patience = Math.round(Double.parseDouble(args[4]) * 1e9);
		long interval = Math.round(1e9 / rate);
		List<Double> samples = new ArrayList<>();
		try (Engine engine = peer.open(PriceTool.FAST)) {
			Workload workload = new Workload(peer, engine, Program.ONE_PLUS_ONE, false);
			workload.run();
			long begin = System.nanoTime();
			for (long i = 0; i < warmup + measured; i++) {
				long due = begin + i * interval;
				if (System.nanoTime() - due > patience) {
					Answer.give(Map.of("behind", i * 1e9 / (System.nanoTime() - begin)));
					return;
				}
				boolean waited = waitUntil(due);
				// A timer fires some microseconds late, which is not the peer's doing
				long from = waited ? System.nanoTime() : due;
				workload.run();
				if (i >= warmup) {
					samples.add((System.nanoTime() - from) / 1e6);
				}
			}
		}
		Answer.give(Map.of("samples", samples));
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
