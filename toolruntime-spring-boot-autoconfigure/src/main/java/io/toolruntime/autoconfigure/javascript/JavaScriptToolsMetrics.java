package io.toolruntime.autoconfigure.javascript;

import java.time.Duration;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;

import io.toolruntime.javascript.JavaScriptCall;
import io.toolruntime.javascript.JavaScriptException;
import io.toolruntime.javascript.JavaScriptFailure;
import io.toolruntime.javascript.JavaScriptResult;
import io.toolruntime.javascript.JavaScriptRuntime;
import io.toolruntime.javascript.JavaScriptTools;
import io.toolruntime.javascript.JavaScriptToolsObserver;
import io.toolruntime.javascript.SourceStatus;

/**
 * Meters of JavaScript tools, after those of the system that they replace: how long calls
 * take, how they fail, how much they give, and how workers end.
 */
class JavaScriptToolsMetrics implements MeterBinder, JavaScriptToolsObserver {

	private static final String PREFIX = "toolruntime.javascript.";

	private static final String TOOL = "tool";

	private static final int SIGNALS = 128;

	private final ObjectProvider<MeterRegistry> meters;

	private final ObjectProvider<JavaScriptTools> tools;

	JavaScriptToolsMetrics(ObjectProvider<MeterRegistry> meters, ObjectProvider<JavaScriptTools> tools) {
		this.meters = meters;
		this.tools = tools;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.tools.getObject()
			.sources()
			.forEach((source) -> Gauge.builder(PREFIX + "workers", () -> workers(source.name()))
				.description("Workers that there are, those that are being started included")
				.tag("source", source.name())
				.register(registry));
	}

	private double workers(String source) {
		return this.tools.getObject()
			.sources()
			.stream()
			.filter((status) -> status.name().equals(source))
			.mapToInt(SourceStatus::workers)
			.sum();
	}

	@Override
	public void called(JavaScriptCall call, JavaScriptResult result) {
		this.meters.ifUnique((registry) -> record(registry, call, result));
	}

	private void record(MeterRegistry registry, JavaScriptCall call, JavaScriptResult result) {
		JavaScriptException failure = result.failure();
		String tool = tool(call, failure);
		Timer.builder(PREFIX + "execute")
			.description("Time that calls of tools take")
			.tag(TOOL, tool)
			.tag("outcome", outcome(failure))
			.register(registry)
			.record(result.duration());
		if (failure == null) {
			DistributionSummary.builder(PREFIX + "output")
				.description("Length of what tools return, as JSON")
				.baseUnit("bytes")
				.tag(TOOL, tool)
				.register(registry)
				.record(result.outputBytes());
			return;
		}
		Counter.builder(PREFIX + "errors")
			.description("Calls that failed, by kind")
			.tag(TOOL, tool)
			.tag("kind", failure.getKind().value())
			.register(registry)
			.increment();
		if (failure.getKind() == JavaScriptFailure.TIMEOUT) {
			Counter.builder(PREFIX + "timeouts")
				.description("Calls that did not end in time")
				.tag(TOOL, tool)
				.register(registry)
				.increment();
		}
	}

	/* What is no tool's name may be anything, and there may be any number of it. */
	private String tool(JavaScriptCall call, @Nullable JavaScriptException failure) {
		boolean known = failure == null || this.tools.getObject().hasTool(call.toolId());
		return known ? call.toolId() : "other";
	}

	private static String outcome(@Nullable JavaScriptException failure) {
		if (failure == null) {
			return "success";
		}
		return (failure.getKind() == JavaScriptFailure.TIMEOUT) ? "timeout" : "error";
	}

	@Override
	public void workerStarted(String source, JavaScriptRuntime runtime, Duration took) {
		this.meters.ifUnique((registry) -> Timer.builder(PREFIX + "worker.start")
			.description("Time that a worker takes until it has loaded its tools")
			.tag("source", source)
			.tag("runtime", runtime.value())
			.register(registry)
			.record(took));
	}

	@Override
	public void workerEnded(String source, JavaScriptRuntime runtime, @Nullable Integer exitCode) {
		boolean signal = exitCode != null && exitCode > SIGNALS;
		String status = (exitCode == null) ? "closed" : signal ? "signal" : "exit";
		this.meters.ifUnique((registry) -> Counter.builder(PREFIX + "process.exits")
			.description("Workers that ended: by themselves, by a signal, or closed by the application")
			.tag("source", source)
			.tag("runtime", runtime.value())
			.tag("status", status)
			.tag("code", (exitCode != null && !signal) ? exitCode.toString() : "none")
			.tag("signal", (exitCode != null && signal) ? Integer.toString(exitCode - SIGNALS) : "none")
			.register(registry)
			.increment());
	}

}
