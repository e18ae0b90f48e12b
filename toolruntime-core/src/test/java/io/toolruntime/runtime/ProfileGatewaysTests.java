package io.toolruntime.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import io.toolruntime.ExecutionListener;
import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

class ProfileGatewaysTests {

	private final List<Limits> told = new ArrayList<>();

	private final SecurityProfile profile = SecurityProfile.named("standard");

	private ProfileGateways gateways() {
		BackendRegistry registry = new BackendRegistry(null);
		registry.register(this.profile, ScriptedBackend.returning(1));
		Tool tool = Tool.of(ToolDescriptor.of("a:b", "", ToolDescriptor.ANY_OBJECT), (arguments, context) -> {
			this.told.add(context.limits());
			return null;
		});
		return new ProfileGateways(registry, CatalogToolGateway.of(tool), ObservationRegistry.NOOP);
	}

	@Test
	void aSingleCallLowersTheLimitsOfItsTool() {
		Limits asked = Limits.parse(Map.of("timeout", "1s", "memory", "64MB"));

		try (MeteredToolGateway gateway = gateways().open(null, Caller.ANONYMOUS, asked)) {
			gateway.runTool("a:b", Map.of());
		}

		assertThat(this.told).containsExactly(asked);
	}

	@Test
	void limitsOfAnExecutionAreItsSandboxsAndNotThoseOfItsTools() {
		Limits asked = Limits.parse(Map.of("memory", "64MB"));

		try (MeteredToolGateway gateway = gateways().open(this.profile, Caller.ANONYMOUS, "e1", asked,
				ExecutionListener.NONE)) {
			gateway.runTool("a:b", Map.of());
		}

		assertThat(this.told).containsExactly(Limits.NONE);
	}

}
