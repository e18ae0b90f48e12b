package io.toolruntime.runtime;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.tool.Cancellation;

/** The handle of an execution that runs on a thread of the runtime. */
record StartedExecution(ExecuteRequest request, Cancellation cancellation,
		CompletableFuture<ExecuteResult> result) implements ExecutionHandle {

	@Override
	public String id() {
		return Objects.requireNonNull(this.request.id());
	}

	@Override
	public void cancel() {
		this.cancellation.cancel();
	}

}
