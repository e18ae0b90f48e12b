package io.toolruntime.benchmarks.peer;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.micrometer.observation.ObservationRegistry;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.typescript.TypeScriptTransformer;
import io.toolruntime.wasm.WasmBackendFactory;
import io.toolruntime.wasm.WasmProperties;

/**
 * The embedded backend behind the router, with everything that an application gets:
 * limits, policy, metering, and schemas checked.
 */
final class ToolRuntimeEngine implements Engine {

	private final ToolRuntime runtime;

	private final String language;

	private ToolRuntimeEngine(Backend backend, PriceTool tool, String language, List<CodeTransformer> transformers) {
		this.language = language;
		DefaultRuntime runtime = new DefaultRuntime(RuntimeSettings.DEFAULTS, CatalogToolGateway.of(tool(tool)),
				ObservationRegistry.NOOP, List.of(), transformers);
		runtime.register(profile(), backend);
		this.runtime = runtime;
	}

	static Engine javascript(PriceTool tool) {
		return new ToolRuntimeEngine(new WasmBackendFactory().create(profile(), WasmProperties.DEFAULTS), tool,
				"javascript", List.of());
	}

	static Engine typescript(PriceTool tool) {
		return new ToolRuntimeEngine(new WasmBackendFactory().create(profile(), WasmProperties.DEFAULTS), tool,
				"typescript", List.of(new TypeScriptTransformer()));
	}

	static Engine unsplit(PriceTool tool) {
		return new ToolRuntimeEngine(UnsplitClasses.backend(profile()), tool, "javascript", List.of());
	}

	/*
	 * The profile as it is by default, but for a timeout that no slow machine reaches and
	 * room for the measurement of what lives at once.
	 */
	private static SecurityProfile profile() {
		SecurityProfile standard = SecurityProfile.named(SecurityProfile.STANDARD)
			.withLimits(Limits.parse(Map.of("timeout", "600s")));
		return new SecurityProfile(standard.name(), standard.limits(), standard.isolation(),
				standard.requireEnforcement(), standard.tools(), 128, standard.maxQueued(), standard.startTimeout(),
				new PoolSettings(null, 128, Duration.ofSeconds(60)));
	}

	static Tool tool(PriceTool tool) {
		return Tool.of(
				ToolDescriptor.of("bench:price", "The price of an article", Map.of("type", "object", "properties",
						Map.of("id", Map.of("type", "integer")), "required", List.of("id"))),
				(arguments, context) -> tool.call(arguments));
	}

	@Override
	public long run(String code, boolean expression) {
		ExecuteRequest request = ExecuteRequest.builder().language(this.language).code(code).build();
		if (this.runtime.execute(request).orThrow().value() instanceof Number value) {
			return value.longValue();
		}
		throw new IllegalStateException("The code gave no number");
	}

	@Override
	public void close() {
		this.runtime.close();
	}

}
