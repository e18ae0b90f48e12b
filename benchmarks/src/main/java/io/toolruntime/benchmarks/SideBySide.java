package io.toolruntime.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;
import io.toolruntime.benchmarks.peer.Worker;
import io.toolruntime.benchmarks.peer.WorkerCommand;
import io.toolruntime.benchmarks.probe.ColdStart;
import io.toolruntime.benchmarks.probe.LeakRun;
import io.toolruntime.benchmarks.probe.LiveMemory;
import io.toolruntime.benchmarks.probe.WarmRun;
import io.toolruntime.benchmarks.report.Metric;
import io.toolruntime.benchmarks.report.Results;
import io.toolruntime.benchmarks.report.Results.Measurement;
import io.toolruntime.benchmarks.report.Results.NotMeasured;
import io.toolruntime.benchmarks.report.Results.PeerVersion;

/** Measures every peer in the same ways, one after the other. */
public final class SideBySide {

	/** Node and Monty, timed by themselves. */
	public static final String INSIDE = "-inside";

	private static final double MB = 1 << 20;

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
		for (Peer peer : peers) {
			attempt(jdk.id(), peer.id(), Metric.COLD, () -> cold(jdk, jdk.id(), peer));
		}
		for (Peer peer : peers) {
			warm(jdk, jdk.id(), peer, this.plan.smallWarmup());
		}
		for (Peer peer : peers) {
			if (peer.isAlternative()) {
				attempt(jdk.id(), peer.id(), Metric.MEMORY, () -> memory(jdk, jdk.id(), peer));
			}
		}
	}

	/* What only toolruntime is asked for. */
	private void ours(Jdk jdk) {
		attemptAll(jdk.id(), Peer.TOOLRUNTIME.id(), Metric.ROUTER, new Jmh(this.plan, jdk)::router);
		attemptAll(jdk.id(), Peer.TOOLRUNTIME.id(), Metric.LEAK_HEAP, () -> leaks(jdk));
	}

	/* Processes do not care for the JDK of who asks them; the newest asks. */
	private void outside(Jdk jdk) {
		List<Peer> peers = peers(false);
		for (Peer peer : peers) {
			attempt(Results.NO_JDK, peer.id(), Metric.COLD, () -> cold(jdk, Results.NO_JDK, peer));
		}
		for (Peer peer : peers) {
			warm(jdk, Results.NO_JDK, peer, this.plan.outsideWarmup());
		}
		if (this.available.contains(Peer.NODE_PROCESS)) {
			attempt(Results.NO_JDK, Peer.NODE_PROCESS.id(), Metric.MEMORY,
					() -> memory(jdk, Results.NO_JDK, Peer.NODE_PROCESS));
		}
	}

	/*
	 * Without the way over a pipe, which is nearly the whole of their time for small
	 * programs.
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
		List<Program> programs = new ArrayList<>(peer.measured());
		programs.addAll(Program.CPU_BOUND);
		String id = peer.id() + INSIDE;
		for (Program program : programs) {
			attempt(Results.NO_JDK, id, Metric.of(program), () -> {
				try (Worker worker = command.start()) {
					JsonNode answer = worker.ask(Map.of("operation", "times", "code",
							program.code(peer.dialect(), this.plan.small()), "expression", program.isExpression(),
							"warmupMs", this.plan.outsideWarmup().toMillis(), "measureMs",
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

	private void warm(Jdk jdk, String jdkId, Peer peer, Duration warmup) {
		attemptAll(jdkId, peer.id(), null, () -> {
			JsonNode answer = ChildJvm.run(jdk, WarmRun.class, peer.id(), this.plan.small(),
					seconds(this.plan.cpuWarmup()), seconds(warmup), seconds(this.plan.measurement()),
					this.plan.least());
			if (answer.has(WarmRun.BEHIND)) {
				notMeasured(jdkId, peer.id(), Metric.OFFERED_RATE.id(),
						String.format(Locale.ROOT, "it cannot keep up: it executes %.0f a second, one after the other",
								answer.get(WarmRun.BEHIND).get(0).asDouble()));
			}
			return Stream.of(Metric.values())
				.filter((metric) -> answer.has(metric.id()))
				.map((metric) -> Measurement.of(jdkId, peer.id(), metric, numbers(answer.get(metric.id()))))
				.toList();
		});
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

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

	private static List<Double> numbers(JsonNode array) {
		List<Double> numbers = new ArrayList<>();
		array.forEach((number) -> numbers.add(number.asDouble()));
		return numbers;
	}

	private List<Peer> peers(boolean inJvm) {
		return this.available.stream().filter((peer) -> peer.isInJvm() == inJvm).toList();
	}

	private void attempt(String jdk, String peer, Metric metric, Callable<Measurement> measuring) {
		attemptAll(jdk, peer, metric, () -> List.of(measuring.call()));
	}

	private void attemptAll(String jdk, String peer, @Nullable Metric metric, Callable<List<Measurement>> measuring) {
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
			notMeasured(jdk, peer, (metric != null) ? metric.id() : null, String.valueOf(ex.getMessage()));
		}
	}

	private void notMeasured(String jdk, String peer, @Nullable String metric, String why) {
		this.notMeasured.add(new NotMeasured(jdk, peer, metric, why));
		this.progress.printf("%-5s %-24s %-28s not measured: %s%n", jdk, peer, (metric != null) ? metric : "anything",
				why);
	}

}
