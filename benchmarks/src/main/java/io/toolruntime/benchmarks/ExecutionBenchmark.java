package io.toolruntime.benchmarks;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;

/** Executes a program on a peer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ExecutionBenchmark {

	/** The peer's name. */
	@Param("TOOLRUNTIME")
	public Peer peer = Peer.TOOLRUNTIME;

	/** The program's name. */
	@Param("ONE_PLUS_ONE")
	public Program program = Program.ONE_PLUS_ONE;

	/** Whether it is the program's small form. */
	@Param("false")
	public boolean small;

	/* JMH calls open() first */
	@SuppressWarnings("NullAway.Init")
	private Engine engine;

	@SuppressWarnings("NullAway.Init")
	private Workload workload;

	/** Opens the peer. */
	@Setup
	public void open() {
		this.engine = this.peer.open(PriceTool.FAST);
		this.workload = new Workload(this.peer, this.engine, this.program, this.small);
	}

	/**
	 * Executes it once.
	 * @return the result, which was checked
	 */
	@Benchmark
	public long execute() {
		return this.workload.run();
	}

	/** Closes the peer. */
	@TearDown
	public void close() {
		this.engine.close();
	}

}
