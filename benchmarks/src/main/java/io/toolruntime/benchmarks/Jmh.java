package io.toolruntime.benchmarks;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.report.Metric;
import io.toolruntime.benchmarks.report.Results.Measurement;

/** Runs benchmarks by JMH on one JDK. */
final class Jmh {

	private final Plan plan;

	private final Jdk jdk;

	Jmh(Plan plan, Jdk jdk) {
		this.plan = plan;
		this.jdk = jdk;
	}

	/* The time of one execution after another. */
	Measurement time(String jdkId, Peer peer, Program program) throws RunnerException {
		Statistics times = run(options(ExecutionBenchmark.class.getName() + ".execute", this.plan.warmup(program))
			.param("peer", peer.name())
			.param("program", program.name())
			.param("small", String.valueOf(this.plan.small())));
		return measurement(jdkId, peer, Metric.of(program), times);
	}

	/* Executions a second from two threads. */
	Measurement throughput(String jdkId, Peer peer) throws RunnerException {
		Statistics rate = run(
				options(ExecutionBenchmark.class.getName() + ".execute", this.plan.warmup()).param("peer", peer.name())
					.mode(Mode.Throughput)
					.timeUnit(TimeUnit.SECONDS)
					.threads(2));
		return measurement(jdkId, peer, Metric.THROUGHPUT, rate);
	}

	/* What the host does for ten tool calls. */
	List<Measurement> router(String jdkId) throws RunnerException {
		return List.of(
				measurement(jdkId, Peer.TOOLRUNTIME, Metric.ROUTER,
						run(options(RouterBenchmark.class.getName() + ".routerAndMetering", this.plan.warmup()))),
				measurement(jdkId, Peer.TOOLRUNTIME, Metric.ROUTER_AND_CATALOG, run(
						options(RouterBenchmark.class.getName() + ".routerMeteringAndCatalog", this.plan.warmup()))));
	}

	private ChainedOptionsBuilder options(String benchmark, Duration warmup) {
		return new OptionsBuilder().include("^" + benchmark.replace(".", "\\.") + "$")
			.forks(this.plan.forks())
			.jvm(this.jdk.java().toString())
			.jvmArgs(ChildJvm.options(this.jdk).toArray(String[]::new))
			.warmupIterations(warmup.isZero() ? 0 : 1)
			.warmupTime(TimeValue.milliseconds(Math.max(1, warmup.toMillis())))
			.measurementIterations(1)
			.measurementTime(TimeValue.milliseconds(this.plan.measurement().toMillis()))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
	}

	private static Statistics run(ChainedOptionsBuilder options) throws RunnerException {
		Collection<RunResult> results = new Runner(options.build()).run();
		return results.iterator().next().getPrimaryResult().getStatistics();
	}

	private static Measurement measurement(String jdk, Peer peer, Metric metric, Statistics statistics) {
		return new Measurement(jdk, peer.id(), metric.id(), metric.unit(), statistics.getPercentile(50),
				statistics.getPercentile(99), statistics.getMin(), statistics.getN());
	}

}
