package io.toolruntime.web;

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

	ExecutionHandle start(ExecuteRequest request, ExecutionListener listener) {
		ExecutionHandle handle = this.runtime.start(request, listener);
		Own own = new Own(request.caller(), handle);
		this.running.put(handle.id(), own);
		// Another execution may have taken the id by the time this one is removed
		handle.result().whenComplete((result, failure) -> this.running.remove(handle.id(), own));
		return handle;
	}

	/**
	 * Cancels an execution.
	 * @param id its id
	 * @param caller who asks for it
	 * @return whether there is such an execution, and it is the caller's own
	 */
	boolean cancel(String id, Caller caller) {
		Own own = this.running.get(id);
		if (own == null || !own.caller().isSameAs(caller)) {
			return false;
		}
		own.handle().cancel();
		return true;
	}

	private record Own(Caller caller, ExecutionHandle handle) {
	}

}
