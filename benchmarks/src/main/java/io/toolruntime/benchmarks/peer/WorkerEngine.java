package io.toolruntime.benchmarks.peer;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Executes in processes that are asked over their standard input, as an application on
 * the JVM would: a process for each execution, or one for each thread that stays.
 */
final class WorkerEngine implements Engine {

	private final WorkerCommand command;

	private final PriceTool tool;

	private final boolean oneEach;

	private final Queue<Worker> idle = new ConcurrentLinkedQueue<>();

	WorkerEngine(WorkerCommand command, PriceTool tool, boolean oneEach) {
		this.command = command;
		this.tool = tool;
		this.oneEach = oneEach;
	}

	@Override
	public long run(String code, boolean expression) {
		Worker pooled = this.idle.poll();
		Worker worker = (pooled != null) ? pooled : this.command.start();
		try {
			return worker.ask(Map.of("operation", "run", "code", code, "expression", expression), this.tool)
				.get("value")
				.asLong();
		}
		finally {
			if (this.oneEach) {
				worker.close();
			}
			else {
				this.idle.add(worker);
			}
		}
	}

	@Override
	public void close() {
		for (Worker worker = this.idle.poll(); worker != null; worker = this.idle.poll()) {
			worker.close();
		}
	}

}
