package io.toolruntime.web;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ToolRuntime;
import io.toolruntime.caller.Caller;

/** The executions that were started here and have not ended, each with who started it. */
final class OwnExecutions {

	private final ToolRuntime runtime;

	private final ConcurrentHashMap<String, Own> running = new ConcurrentHashMap<>();

	OwnExecutions(ToolRuntime runtime) {
		this.runtime = runtime;
	}

	/**
	 * Starts an execution. Whoever asks for its end finds it as soon as its code may run:
	 * the entry is locked until the runtime has given the handle.
	 * @param request what to run
	 * @param listener hears of it
	 * @return the handle
	 */
	ExecutionHandle start(ExecuteRequest request, ExecutionListener listener) {
		String id = (request.id() != null) ? request.id() : UUID.randomUUID().toString();
		ExecuteRequest named = request.toBuilder().id(id).build();
		// Leaves the entry as it is when the runtime refuses, as it does an id that runs
		Own own = Objects.requireNonNull(this.running.compute(id,
				(key, present) -> new Own(request.caller(), this.runtime.start(named, listener))));
		// Another execution may have taken the id by the time this one is removed
		own.handle().result().whenComplete((result, failure) -> this.running.remove(id, own));
		return own.handle();
	}

	/**
	 * Cancels an execution.
	 * @param id its id
	 * @param caller who asks for it
	 * @return whether there is such an execution, and it is the caller's own
	 */
	boolean cancel(String id, Caller caller) {
		// Not get(), which would not wait for an execution that is being started
		Own own = this.running.computeIfPresent(id, (key, present) -> present);
		if (own == null || !own.caller().isSameAs(caller)) {
			return false;
		}
		own.handle().cancel();
		return true;
	}

	private record Own(Caller caller, ExecutionHandle handle) {
	}

}
