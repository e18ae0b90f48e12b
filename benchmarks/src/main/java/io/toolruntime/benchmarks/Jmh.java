package io.toolruntime.benchmarks;

import java.util.List;

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

	/* What the host does for ten tool calls. */
	List<Measurement> router() throws RunnerException {
		return List.of(measure(Metric.ROUTER, options(RouterBenchmark.class, "routerAndMetering")),
				measure(Metric.ROUTER_AND_CATALOG, options(RouterBenchmark.class, "routerMeteringAndCatalog")));
	}

	ChainedOptionsBuilder options(Class<?> benchmark, String method) {
		boolean warm = !this.plan.jmhWarmup().isZero();
		return new OptionsBuilder().include("^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$")
			.forks(this.plan.forks())
			.jvm(this.jdk.java().toString())
			.jvmArgs(ChildJvm.options(this.jdk).toArray(String[]::new))
			.warmupIterations(warm ? 1 : 0)
			.warmupTime(TimeValue.milliseconds(Math.max(1, this.plan.jmhWarmup().toMillis())))
			.measurementIterations(1)
			.measurementTime(TimeValue.milliseconds(this.plan.measurement().toMillis()))
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT);
	}

	Measurement measure(Metric metric, ChainedOptionsBuilder options) throws RunnerException {
		Statistics statistics = new Runner(options.build()).run().iterator().next().getPrimaryResult().getStatistics();
		return new Measurement(this.jdk.id(), Peer.TOOLRUNTIME.id(), metric.id(), metric.unit(),
				statistics.getPercentile(50), statistics.getPercentile(99), statistics.getMin(), statistics.getN());
	}

}
