package io.toolruntime.benchmarks.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.toolruntime.benchmarks.Program;
import io.toolruntime.benchmarks.Workload;
import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;
import io.toolruntime.benchmarks.report.Metric;

/**
 * A peer as it is in a server that has run for a while: everything is measured in one
 * JVM, and executed for some seconds before.
 */
public final class WarmRun {

	/** Executions a second of a peer that cannot keep up with the offered rate. */
	public static final String BEHIND = "behind";

	private static final int RATE = 200;

	private static final double PATIENCE_SECONDS = 5;

	private static final int CALLERS = 2;

	private final long cpuWarmup;

	private final long smallWarmup;

	private final long measurement;

	private final int least;

	private final Map<String, List<Double>> samples = new LinkedHashMap<>();

	private final Map<Program, Workload> workloads = new LinkedHashMap<>();

	private WarmRun(String cpuWarmup, String smallWarmup, String measurement, String least) {
		this.cpuWarmup = nanos(cpuWarmup);
		this.smallWarmup = nanos(smallWarmup);
		this.measurement = nanos(measurement);
		this.least = Integer.parseInt(least);
	}

	/**
	 * Measures.
	 * @param args the peer, whether programs are small, seconds of warming up all that
	 * keep a processor busy, seconds of warming up each other one, seconds of measuring
	 * each, executions of each at least
	 * @throws Exception if an execution fails
	 */
	public static void main(String[] args) throws Exception {
		Peer peer = Peer.of(args[0]);
		boolean small = Boolean.parseBoolean(args[1]);
		WarmRun run = new WarmRun(args[2], args[3], args[4], args[5]);
		try (Engine engine = peer.open(PriceTool.FAST)) {
			for (Program program : peer.measured()) {
				run.workloads.put(program, new Workload(peer, engine, program, small));
			}
			run.first();
			run.cpuBound();
			run.small();
			if (peer.isAlternative()) {
				run.twoCallers();
				run.offeredRate();
			}
		}
		Answer.give(run.samples);
	}

	private static long nanos(String seconds) {
		return Math.round(Double.parseDouble(seconds) * 1e9);
	}

	private void first() {
		this.workloads.forEach((program, workload) -> {
			List<Double> once = times(workload, 0, 1);
			if (Program.CPU_BOUND.contains(program)) {
				this.samples.put(Metric.firstOf(program).id(), once);
			}
		});
	}

	private void cpuBound() {
		Map<Program, Workload> cpuBound = new LinkedHashMap<>(this.workloads);
		cpuBound.keySet().retainAll(Program.CPU_BOUND);
		long begin = System.nanoTime();
		while (!cpuBound.isEmpty() && System.nanoTime() - begin < this.cpuWarmup) {
			cpuBound.values().forEach(Workload::run);
		}
		cpuBound.forEach(this::measure);
	}

	/* Thousands of times each: the host's part is compiled only after as many. */
	private void small() {
		this.workloads.forEach((program, workload) -> {
			if (!Program.CPU_BOUND.contains(program)) {
				times(workload, this.smallWarmup, 1);
				measure(program, workload);
			}
		});
	}

	private void measure(Program program, Workload workload) {
		this.samples.put(Metric.of(program).id(), times(workload, this.measurement, this.least));
	}

	private void twoCallers() throws Exception {
		throughput();
		this.samples.put(Metric.THROUGHPUT.id(), List.of(throughput()));
	}

	private double throughput() throws Exception {
		Workload workload = trivial();
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
		try {
			List<Future<Integer>> counts = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				counts.add(callers.submit(() -> {
					start.await();
					return times(workload, this.measurement, 1).size();
				}));
			}
			long begin = System.nanoTime();
			start.countDown();
			long executed = 0;
			for (Future<Integer> count : counts) {
				executed += count.get();
			}
			return executed * 1e9 / (System.nanoTime() - begin);
		}
		finally {
			callers.shutdown();
		}
	}

	private void offeredRate() {
		OfferedRate offered = new OfferedRate(trivial(), RATE, PATIENCE_SECONDS);
		offered.times(this.measurement);
		List<Double> times = offered.times(2 * this.measurement);
		if (times.isEmpty()) {
			this.samples.put(BEHIND, List.of(offered.reached()));
		}
		else {
			this.samples.put(Metric.OFFERED_RATE.id(), times);
		}
	}

	private Workload trivial() {
		Workload workload = this.workloads.get(Program.ONE_PLUS_ONE);
		if (workload == null) {
			throw new IllegalStateException("The peer is not asked for 1 + 1");
		}
		return workload;
	}

	private static List<Double> times(Workload workload, long nanos, int least) {
		List<Double> samples = new ArrayList<>();
		long begin = System.nanoTime();
		for (long from = begin; samples.size() < least || from - begin < nanos; from = System.nanoTime()) {
			workload.run();
			samples.add((System.nanoTime() - from) / 1e6);
		}
		return samples;
	}

}
