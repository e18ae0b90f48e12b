package io.toolruntime.wasm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.ToolSource;

/**
 * Runs the program that the profile of the method splitter is recorded with:
 * CONTRIBUTING.md says when and how.
 */
public final class ProfileWorkload {

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev")
		.withLimits(Limits.parse(Map.of("timeout", "120s")));

	private ProfileWorkload() {
	}

	public static void main(String[] args) throws IOException {
		String program = Files.readString(Path.of(args[0]));
		try (DefaultRuntime runtime = new DefaultRuntime(Map.of(), "dev", Set.of(),
				CatalogToolGateway.of(ToolSource.of("none", List.of())))) {
			runtime.register(PROFILE, new WasmBackendFactory().create(PROFILE, WasmProperties.DEFAULTS));
			runtime.execute(ExecuteRequest.javascript(program).build()).orThrow();
		}
	}

}
