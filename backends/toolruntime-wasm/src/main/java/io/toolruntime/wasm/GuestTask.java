package io.toolruntime.wasm;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.backend.Execution;
import io.toolruntime.limit.Quantity;

/**
 * What the thread of a guest does: takes a guest, runs the code of one execution in it,
 * throws it away, and makes the next ones ahead.
 */
final class GuestTask implements Runnable {

	private final GuestRun run;

	private final GuestHost host;

	private final GuestPool guests;

	private final Places places;

	private final MemoryBudget budget;

	private final GuestJson json;

	GuestTask(GuestRun run, GuestHost host, GuestPool guests, Places places, MemoryBudget budget, GuestJson json) {
		this.run = run;
		this.host = host;
		this.guests = guests;
		this.places = places;
		this.budget = budget;
		this.json = json;
	}

	@Override
	public void run() {
		Execution execution = this.run.execution();
		QuickJsGuest guest = null;
		try {
			guest = this.guests.poll();
			boolean pooled = guest != null;
			if (guest == null) {
				guest = make();
			}
			run(execution, guest, pooled);
		}
		catch (GuestStopped | InterruptedException ex) {
			// Somebody else ended the execution
		}
		catch (ToolRuntimeException ex) {
			this.run.end(Ending.failed(ex));
		}
		catch (Throwable ex) {
			// After the end it is how an interrupted guest stops, and nothing to tell
			if (!this.run.hasEnded()) {
				this.run.end(Outcomes.of(execution, ex));
			}
		}
		finally {
			if (guest != null) {
				guest.memory().release();
			}
			this.run.gone();
			this.places.release();
		}
		this.guests.refill(this.places.free());
	}

	private QuickJsGuest make() throws InterruptedException {
		// An interrupt must not meet the engine while it initialises itself
		this.guests.requireEngine();
		this.run.interruptible();
		return this.guests.make();
	}

	private void run(Execution execution, QuickJsGuest guest, boolean pooled) {
		guest.memory().limitTo(maxPages(execution, guest.memory().pages()));
		byte[] input = (execution.request().input() != null) ? inputJson(execution) : null;
		Map<String, String> env = execution.request().env();
		this.run.interruptible();
		this.run.begin(guest.memory(), pooled);
		GuestResult result = guest.run(this.host, execution.request().code(), input, environment(env));
		this.run.end(Outcomes.of(execution, result, guest.memory()));
	}

	private byte @Nullable [] environment(Map<String, String> env) {
		return env.isEmpty() ? null : this.json.write(env);
	}

	private byte[] inputJson(Execution execution) {
		try {
			return this.json.write(execution.request().input());
		}
		catch (RuntimeException ex) {
			throw new InvalidRequestException("input: it cannot be written as JSON: " + ex.getMessage(), ex);
		}
	}

	private int maxPages(Execution execution, int pages) {
		long limit = execution.request().limits().memoryOrMax();
		long max = Math.min(Math.min(limit / GuestMemory.PAGE_SIZE, GuestMemory.MAX_PAGES), this.budget.pages());
		if (max < pages) {
			throw new InvalidRequestException(
					"limits.memory is " + Quantity.formatBytes(limit) + "; a JavaScript sandbox needs at least "
							+ WasmBackendFactory.MIN_MEMORY + " before it runs anything, so ask for that or more");
		}
		return (int) max;
	}

}
