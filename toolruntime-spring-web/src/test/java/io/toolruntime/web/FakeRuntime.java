package io.toolruntime.web;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ProfileInfo;
import io.toolruntime.ToolRuntime;

/** A runtime that does what a test says when something is started. */
final class FakeRuntime implements ToolRuntime {

	private final BiFunction<ExecuteRequest, ExecutionListener, CompletableFuture<ExecuteResult>> started;

	private Runnable onCancel = () -> {
	};

	FakeRuntime(Function<ExecuteRequest, CompletableFuture<ExecuteResult>> started) {
		this((request, listener) -> started.apply(request));
	}

	FakeRuntime(BiFunction<ExecuteRequest, ExecutionListener, CompletableFuture<ExecuteResult>> started) {
		this.started = started;
	}

	FakeRuntime onCancel(Runnable onCancel) {
		this.onCancel = onCancel;
		return this;
	}

	@Override
	public ExecutionHandle start(ExecuteRequest request, ExecutionListener listener) {
		CompletableFuture<ExecuteResult> result = this.started.apply(request, listener);
		Runnable cancelled = this.onCancel;
		return new ExecutionHandle() {

			@Override
			public String id() {
				return "fake";
			}

			@Override
			public ExecuteRequest request() {
				return request;
			}

			@Override
			public void cancel() {
				cancelled.run();
			}

			@Override
			public CompletableFuture<ExecuteResult> result() {
				return result;
			}

		};
	}

	@Override
	public ExecuteResult execute(ExecuteRequest request) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<ProfileInfo> profiles() {
		return List.of();
	}

	@Override
	public void close() {
	}

}
