package io.toolruntime.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;
import io.toolruntime.benchmarks.peer.Worker;
import io.toolruntime.benchmarks.peer.WorkerCommand;
import io.toolruntime.benchmarks.probe.ColdStart;
import io.toolruntime.benchmarks.probe.LeakRun;
import io.toolruntime.benchmarks.probe.LiveMemory;
import io.toolruntime.benchmarks.probe.OfferedRate;
import io.toolruntime.benchmarks.report.Metric;
import io.toolruntime.benchmarks.report.Results;
import io.toolruntime.benchmarks.report.Results.Measurement;
import io.toolruntime.benchmarks.report.Results.NotMeasured;
import io.toolruntime.benchmarks.report.Results.PeerVersion;

/**
 * Measures every peer, program by program, so that what is compared was measured within
 * the same minute.
 */
public final class SideBySide {

	/** Node and Monty, timed by themselves. */
	public static final String INSIDE = "-inside";

	private static final double MB = 1 << 20;

	private static final int RATE = 200;

	private static final int PATIENCE_SECONDS = 5;

	private final Plan plan;

	private final PrintStream progress;

	private final List<Measurement> measurements = new ArrayList<>();

	private final List<NotMeasured> notMeasured = new ArrayList<>();

	private final Set<Peer> asked;

	private final Set<Peer> available = EnumSet.noneOf(Peer.class);

	/**
	 * Creates a run.
	 * @param plan how thoroughly it measures
	 * @param asked the peers to measure
	 * @param progress where it tells what it does
	 */
	public SideBySide(Plan plan, Set<Peer> asked, PrintStream progress) {
		this.plan = plan;
		this.asked = EnumSet.copyOf(asked);
		this.progress = progress;
	}

	/**
	 * Measures everything. A peer that cannot be had, and a measurement that fails, are
	 * in the results with the reason.
	 * @param jdks on which JDKs
	 * @param missing JDKs that were asked for and are not there
	 * @param today the date for the results
	 * @return the results
	 */
	public Results measure(List<Jdk> jdks, List<String> missing, String today) {
		Results.Machine machine = Machine.look();
		List<PeerVersion> peers = new ArrayList<>();
		for (Peer peer : this.asked) {
			peer.unavailable().ifPresentOrElse((why) -> notMeasured(Results.NO_JDK, peer.id(), null, why), () -> {
				this.available.add(peer);
				peers.add(new PeerVersion(peer.id(), peer.title(), peer.version()));
			});
		}
		missing.forEach((id) -> notMeasured(id, "every peer", null, "JDK " + id + " was not found"));
		for (Jdk jdk : jdks) {
			inJvm(jdk);
			if (this.available.contains(Peer.TOOLRUNTIME)) {
				ours(jdk);
			}
		}
		outside(jdks.get(jdks.size() - 1));
		inside();
		return new Results(today, this.plan.name(), machine, jdks.stream().map(Jdk::describe).toList(), peers,
				List.copyOf(this.measurements), List.copyOf(this.notMeasured));
	}

	private void inJvm(Jdk jdk) {
		List<Peer> peers = peers(true);
		Jmh jmh = new Jmh(this.plan, jdk);
		common(jdk, jdk.id(), peers, jmh);
		for (Program program : Program.CPU_BOUND) {
			for (Peer peer : peers) {
				attempt(jdk.id(), peer.id(), Metric.of(program), () -> jmh.time(jdk.id(), peer, program));
			}
		}
		for (Peer peer : alternatives(peers)) {
			attempt(jdk.id(), peer.id(), Metric.MEMORY, () -> memory(jdk, jdk.id(), peer));
		}
	}

	/* What only toolruntime is asked for. */
	private void ours(Jdk jdk) {
		Jmh jmh = new Jmh(this.plan, jdk);
		attemptAll(jdk.id(), Peer.TOOLRUNTIME.id(), Metric.ROUTER, () -> jmh.router(jdk.id()));
		if (this.available.contains(Peer.TYPESCRIPT)) {
			for (Peer peer : List.of(Peer.TOOLRUNTIME, Peer.TYPESCRIPT)) {
				attempt(jdk.id(), peer.id(), Metric.REVENUE, () -> jmh.time(jdk.id(), peer, Program.REVENUE));
			}
			attempt(jdk.id(), Peer.TYPESCRIPT.id(), Metric.COLD, () -> cold(jdk, jdk.id(), Peer.TYPESCRIPT));
		}
		attemptAll(jdk.id(), Peer.TOOLRUNTIME.id(), Metric.LEAK_HEAP, () -> leaks(jdk));
	}

	/* Processes do not care for the JDK of who asks them; the newest asks. */
	private void outside(Jdk jdk) {
		List<Peer> peers = peers(false);
		common(jdk, Results.NO_JDK, peers, new Jmh(this.plan, jdk));
		if (this.available.contains(Peer.NODE_PROCESS)) {
			attempt(Results.NO_JDK, Peer.NODE_PROCESS.id(), Metric.MEMORY,
					() -> memory(jdk, Results.NO_JDK, Peer.NODE_PROCESS));
		}
	}

	private void common(Jdk jdk, String jdkId, List<Peer> peers, Jmh jmh) {
		for (Peer peer : peers) {
			attempt(jdkId, peer.id(), Metric.COLD, () -> cold(jdk, jdkId, peer));
		}
		for (Program program : List.of(Program.ONE_PLUS_ONE, Program.TEN_TOOL_CALLS)) {
			for (Peer peer : peers) {
				attempt(jdkId, peer.id(), Metric.of(program), () -> jmh.time(jdkId, peer, program));
			}
		}
		for (Peer peer : alternatives(peers)) {
			attempt(jdkId, peer.id(), Metric.THROUGHPUT, () -> jmh.throughput(jdkId, peer));
		}
		for (Peer peer : alternatives(peers)) {
			attempt(jdkId, peer.id(), Metric.OFFERED_RATE, () -> offeredRate(jdk, jdkId, peer));
		}
	}

	/*
	 * Without the way over a pipe, which is the whole of their time for small programs.
	 */
	private void inside() {
		if (this.available.contains(Peer.NODE)) {
			inside(WorkerCommand.NODE, Peer.NODE);
		}
		if (this.available.contains(Peer.MONTY)) {
			inside(WorkerCommand.MONTY, Peer.MONTY);
			attempt(Results.NO_JDK, Peer.MONTY.id(), Metric.MEMORY, this::montyMemory);
		}
	}

	private void inside(WorkerCommand command, Peer peer) {
		List<Program> programs = new ArrayList<>(List.of(Program.ONE_PLUS_ONE, Program.TEN_TOOL_CALLS));
		programs.addAll(Program.CPU_BOUND);
		for (Program program : programs) {
			String id = peer.id() + INSIDE;
			attempt(Results.NO_JDK, id, Metric.of(program), () -> {
				try (Worker worker = command.start()) {
					JsonNode answer = worker.ask(Map.of("operation", "times", "code",
							program.code(peer.dialect(), this.plan.small()), "expression", program.isExpression(),
							"warmupMs", this.plan.warmup(program).toMillis(), "measureMs",
							this.plan.measurement().toMillis(), "expected", program.expected(this.plan.small())),
							PriceTool.FAST);
					return Measurement.of(Results.NO_JDK, id, Metric.of(program), numbers(answer.get("times")));
				}
			});
		}
	}

	private Measurement cold(Jdk jdk, String jdkId, Peer peer) throws IOException, InterruptedException {
		List<Double> samples = new ArrayList<>();
		for (int i = 0; i < this.plan.coldStarts(); i++) {
			samples.add(ChildJvm.run(jdk, ColdStart.class, peer.id()).get("ms").asDouble());
		}
		return Measurement.of(jdkId, peer.id(), Metric.COLD, samples);
	}

	private Measurement offeredRate(Jdk jdk, String jdkId, Peer peer) throws IOException, InterruptedException {
		JsonNode answer = ChildJvm.run(jdk, OfferedRate.class, peer.id(), RATE, this.plan.warmup().toMillis() / 1000.0,
				this.plan.offered().toMillis() / 1000.0, PATIENCE_SECONDS);
		if (answer.has("behind")) {
			throw new IllegalStateException(
					String.format(Locale.ROOT, "it cannot keep up: it executes only %.0f a second one after the other",
							answer.get("behind").asDouble()));
		}
		return Measurement.of(jdkId, peer.id(), Metric.OFFERED_RATE, numbers(answer.get("samples")));
	}

	private Measurement memory(Jdk jdk, String jdkId, Peer peer) throws IOException, InterruptedException {
		double bytes = ChildJvm.run(jdk, LiveMemory.class, peer.id(), this.plan.live()).get("bytes").asDouble();
		return Measurement.of(jdkId, peer.id(), Metric.MEMORY, List.of(bytes / MB));
	}

	private Measurement montyMemory() {
		try (Worker worker = WorkerCommand.MONTY.start()) {
			double bytes = worker
				.ask(Map.of("operation", "memory", "executions", this.plan.live(), "code",
						Program.ONE_TOOL_CALL.code(Peer.MONTY.dialect(), false)), PriceTool.FAST)
				.get("memory")
				.asDouble();
			return Measurement.of(Results.NO_JDK, Peer.MONTY.id(), Metric.MEMORY, List.of(bytes / MB));
		}
	}

	private List<Measurement> leaks(Jdk jdk) throws IOException, InterruptedException {
		JsonNode answer = ChildJvm.run(jdk, LeakRun.class, this.plan.leakFirst(), this.plan.leakLast());
		String peer = Peer.TOOLRUNTIME.id();
		return List.of(Measurement.of(jdk.id(), peer, Metric.LEAK_HEAP, List.of(growth(answer, "Heap") / MB)),
				Measurement.of(jdk.id(), peer, Metric.LEAK_THREADS, List.of(growth(answer, "Threads"))),
				Measurement.of(jdk.id(), peer, Metric.LEAK_DESCRIPTORS, List.of(growth(answer, "Descriptors"))));
	}

	private static double growth(JsonNode answer, String what) {
		return answer.get("last" + what).asDouble() - answer.get("first" + what).asDouble();
	}

	private static List<Double> numbers(JsonNode array) {
		List<Double> numbers = new ArrayList<>();
		array.forEach((number) -> numbers.add(number.asDouble()));
		return numbers;
	}

	/* TypeScript is compared with JavaScript, and with nobody else. */
	private List<Peer> peers(boolean inJvm) {
		return this.available.stream().filter((peer) -> peer.isInJvm() == inJvm && peer != Peer.TYPESCRIPT).toList();
	}

	/* Classes that nobody ships differ in how fast they run, and in nothing else. */
	private static List<Peer> alternatives(List<Peer> peers) {
		return peers.stream().filter((peer) -> peer != Peer.UNSPLIT).toList();
	}

	private void attempt(String jdk, String peer, Metric metric, Callable<Measurement> measuring) {
		attemptAll(jdk, peer, metric, () -> List.of(measuring.call()));
	}

	private void attemptAll(String jdk, String peer, Metric metric, Callable<List<Measurement>> measuring) {
		try {
			for (Measurement measured : measuring.call()) {
				this.measurements.add(measured.rounded());
				this.progress.printf(Locale.ROOT, "%-5s %-24s %-28s %12.3f %s%n", jdk, peer, measured.metric(),
						measured.p50(), measured.unit());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("The benchmarks were interrupted", ex);
		}
		catch (Exception ex) {
			notMeasured(jdk, peer, metric.id(), String.valueOf(ex.getMessage()));
		}
	}

	private void notMeasured(String jdk, String peer, @Nullable String metric, String why) {
		this.notMeasured.add(new NotMeasured(jdk, peer, metric, why));
		this.progress.printf("%-5s %-24s %-28s not measured: %s%n", jdk, peer, (metric != null) ? metric : "anything",
				why);
	}

}
