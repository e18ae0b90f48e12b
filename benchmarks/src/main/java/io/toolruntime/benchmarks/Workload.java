package io.toolruntime.benchmarks;

import java.util.concurrent.atomic.AtomicLong;

import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;

/**
 * One program on one peer. Each execution's code is new to the engine, as what a model
 * writes is: it ends in a comment with a number, so that nobody is measured answering
 * from a cache. Each result is checked.
 */
public final class Workload {

	private final Peer peer;

	private final Program program;

	private final boolean small;

	private final String code;

	private final Engine engine;

	private final AtomicLong serial = new AtomicLong();

	/**
	 * Creates a workload.
	 * @param peer the peer
	 * @param engine the peer, opened
	 * @param program what to execute
	 * @param small whether it is the program's small form
	 */
	public Workload(Peer peer, Engine engine, Program program, boolean small) {
		this.peer = peer;
		this.program = program;
		this.small = small;
		this.code = program.code(peer.dialect(), small) + "\n" + peer.dialect().comment() + " ";
		this.engine = engine;
	}

	/**
	 * Executes the program once.
	 * @return what it gave, which is right
	 * @throws IllegalStateException if it gave anything else
	 */
	public long run() {
		long value = this.engine.run(this.code + this.serial.incrementAndGet(), this.program.isExpression());
		if (value != this.program.expected(this.small)) {
			throw new IllegalStateException(this.peer + " gave " + value + " for " + this.program + " instead of "
					+ this.program.expected(this.small));
		}
		return value;
	}

}
