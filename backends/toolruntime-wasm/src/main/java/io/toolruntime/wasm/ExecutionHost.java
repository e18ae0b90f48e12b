package io.toolruntime.wasm;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.backend.OutputCollector;

/** The host of one execution. */
final class ExecutionHost implements GuestHost {

	private final GuestRun run;

	private final OutputCollector output;

	private final GatewayCalls calls;

	ExecutionHost(GuestRun run, GatewayCalls calls) {
		this.run = run;
		this.output = run.execution().output();
		this.calls = calls;
	}

	@Override
	public void requireRunning() {
		this.run.requireRunning();
	}

	@Override
	public void output(boolean error, String text) {
		this.run.uninterrupted(() -> {
			if (error) {
				this.output.stderr(text);
			}
			else {
				this.output.stdout(text);
			}
		});
		if (this.output.isFlooded()) {
			this.run.end(Ending.limit(ExecutionOutcome.OUTPUT_LIMIT,
					"The code gave more than ten times the output it may; print less, or return a value"));
			throw new GuestStopped();
		}
	}

	@Override
	public void call(GatewayCall call) {
		requireRunning();
		this.calls.call(call);
	}

	@Override
	public @Nullable GatewayAnswer awaitAnswer(@Nullable Long deadline) {
		requireRunning();
		return this.calls.awaitAnswer(deadline);
	}

	@Override
	public List<String> names(@Nullable String namespace) {
		requireRunning();
		return this.calls.names(namespace);
	}

}
