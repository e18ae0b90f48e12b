package io.toolruntime.wasm;

import java.util.UUID;
import java.util.function.UnaryOperator;

import io.micrometer.observation.ObservationRegistry;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.backend.Execution;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;

/** Runs code on a backend, as the runtime does. */
class Sandbox implements AutoCloseable {

	final WasmBackend backend;

	final SecurityProfile profile;

	final FakeTools tools = new FakeTools();

	Sandbox() {
		this(SecurityProfile.named("standard"));
	}

	Sandbox(SecurityProfile profile) {
		this(profile, new WasmBackendFactory());
	}

	Sandbox(SecurityProfile profile, WasmBackendFactory factory) {
		this.profile = profile;
		this.backend = factory.create(profile, WasmProperties.DEFAULTS);
	}

	ExecuteResult run(String code) {
		return run(code, (request) -> request);
	}

	ExecuteResult run(String code, Limits limits) {
		return run(code, (request) -> request.limits(limits));
	}

	ExecuteResult run(String code, UnaryOperator<ExecuteRequest.Builder> customizer) {
		return this.backend.execute(execution(code, customizer));
	}

	Execution execution(String code, UnaryOperator<ExecuteRequest.Builder> customizer) {
		ExecuteRequest request = customizer.apply(ExecuteRequest.javascript(code)).build();
		return execution(request, ExecutionListener.NONE);
	}

	Execution execution(ExecuteRequest asked, ExecutionListener listener) {
		ExecuteRequest request = asked.toBuilder()
			.id((asked.id() != null) ? asked.id() : UUID.randomUUID().toString())
			.profile(this.profile.name())
			.limits(this.profile.limits().tightenedBy(asked.limits()))
			.build();
		Cancellation cancellation = new Cancellation();
		ToolCallContext context = new ToolCallContext(request.caller(), request.id(), request.profile(), null,
				cancellation);
		MeteredToolGateway gateway = new MeteredToolGateway(this.tools, context, request.limits(), listener,
				ObservationRegistry.NOOP);
		return new Execution(request, this.profile, gateway, cancellation, listener);
	}

	@Override
	public void close() {
		this.backend.close();
	}

}
