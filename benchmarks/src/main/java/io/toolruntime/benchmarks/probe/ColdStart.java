package io.toolruntime.benchmarks.probe;

import java.util.Map;

import io.toolruntime.benchmarks.Program;
import io.toolruntime.benchmarks.Workload;
import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;

/** The first execution in a fresh JVM, from the first class of the peer to the result. */
public final class ColdStart {

	private ColdStart() {
	}

	/**
	 * Measures once.
	 * @param args the peer
	 */
	public static void main(String[] args) {
		Peer peer = Peer.of(args[0]);
		long begin = System.nanoTime();
		try (Engine engine = peer.open(PriceTool.FAST)) {
			new Workload(peer, engine, Program.ONE_PLUS_ONE, false).run();
			long end = System.nanoTime();
			Answer.give(Map.of("ms", (end - begin) / 1e6));
		}
	}

}
