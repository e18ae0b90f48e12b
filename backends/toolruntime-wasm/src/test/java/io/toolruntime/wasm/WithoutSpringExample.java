package io.toolruntime.wasm;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolException;

/** The example of docs/without-spring.md. */
class WithoutSpringExample {

	// example:begin
	ExecuteResult hottestCity() {
		Map<String, Integer> degrees = Map.of("Lisbon", 24, "Oslo", 9, "Cairo", 33);

		// 1. Tools: a description with a JSON Schema of the arguments, and a function
		Tool temperature = Tool.of(
				ToolDescriptor.of("weather:temperature", "The temperature in a city now, in °C", Map.of("type",
						"object", "properties", Map.of("city", Map.of("type", "string")), "required", List.of("city"))),
				(arguments, context) -> {
					Integer found = degrees.get((String) arguments.get("city"));
					if (found == null) {
						throw new ToolException("There is no such city; there are " + degrees.keySet());
					}
					return found;
				});

		// 2. A backend for a profile
		SecurityProfile standard = SecurityProfile.named("standard");
		WasmBackend wasm = new WasmBackendFactory().create(standard, WasmProperties.DEFAULTS);

		// 3. The runtime: backends by profile, the default, the profiles that must not be
		// unsafe, the gateway
		try (DefaultRuntime runtime = new DefaultRuntime(Map.of("standard", wasm), "standard", Set.of("standard"),
				CatalogToolGateway.of(temperature))) {

			// 4. Code, which calls the tools as functions
			return runtime.execute(ExecuteRequest.javascript("""
					const degrees = await Promise.all(input.map((city) => tools.weather.temperature({ city })));
					return input[degrees.indexOf(Math.max(...degrees))];
					""").input(degrees.keySet()).build()).orThrow();
		}
	}
	// example:end

}
