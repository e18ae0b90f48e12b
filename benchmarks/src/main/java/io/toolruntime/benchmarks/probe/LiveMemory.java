package io.toolruntime.benchmarks.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.toolruntime.benchmarks.Program;
import io.toolruntime.benchmarks.Workload;
import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;

/**
 * Bytes that an execution takes while it waits for a tool: of the heap after collection,
 * or of its process where it has one.
 */
public final class LiveMemory {

	private LiveMemory() {
	}

	/**
	 * Measures.
	 * @param args the peer, how many executions live at once
	 * @throws Exception if an execution fails
	 */
	public static void main(String[] args) throws Exception {
		Peer peer = Peer.of(args[0]);
		int executions = Integer.parseInt(args[1]);
		AtomicBoolean blocking = new AtomicBoolean();
		CountDownLatch calling = new CountDownLatch(executions);
		CountDownLatch answer = new CountDownLatch(1);
		ExecutorService threads = Executors.newFixedThreadPool(executions);
		try (Engine engine = peer.open((id) -> {
			if (blocking.get()) {
				calling.countDown();
				await(answer);
			}
			return 3 * id;
		})) {
			Workload workload = new Workload(peer, engine, Program.ONE_TOOL_CALL, false);
			for (int i = 0; i < 20; i++) {
				workload.run();
			}
			long before = used(peer);
			blocking.set(true);
			List<Future<Long>> results = new ArrayList<>();
			for (int i = 0; i < executions; i++) {
				results.add(threads.submit(workload::run));
			}
			calling.await();
			long during = used(peer);
			answer.countDown();
			for (Future<Long> result : results) {
				result.get();
			}
			Answer.give(Map.of("bytes", (double) (during - before) / executions));
		}
		finally {
			threads.shutdown();
		}
	}

	private static long used(Peer peer) {
		return peer.isInJvm() ? Footprint.heapAfterCollection() : Footprint.childProcesses();
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
