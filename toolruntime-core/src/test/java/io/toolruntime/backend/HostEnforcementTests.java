package io.toolruntime.backend;

import java.util.Map;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import io.toolruntime.ExecutionListener;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Evidence;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;

class HostEnforcementTests {

	@Test
	void whatTheHostHoldsIsConfiguredBeforeAnExecution() {
		Map<Limit, Enforcement> entries = HostEnforcement.configured(Limits.DEFAULTS);

		assertThat(entries).containsOnlyKeys(Limit.OUTPUT, Limit.TOOL_CALLS, Limit.CHAIN_STEPS)
			.containsEntry(Limit.OUTPUT, Enforcement.configured("1MB", "host output counter"))
			.containsEntry(Limit.TOOL_CALLS, Enforcement.configured(64, "host gateway budget"))
			.containsEntry(Limit.CHAIN_STEPS, Enforcement.configured(8, "host gateway budget"));
	}

	@Test
	void whatTheHostHoldsIsMeasuredInAnExecution() {
		OutputCollector output = new OutputCollector(1 << 20, ExecutionListener.NONE);
		output.stdout("12345");
		MeteredToolGateway gateway = new MeteredToolGateway(CatalogToolGateway.of(Tools.echo("a:b")),
				ToolCallContext.anonymous(), Limits.DEFAULTS, ExecutionListener.NONE, ObservationRegistry.NOOP);
		gateway.runTool("a:b", Map.of());

		Map<Limit, Enforcement> entries = HostEnforcement.measured(Limits.DEFAULTS, output, gateway);

		assertThat(entries.values()).allSatisfy((enforcement) -> {
			assertThat(enforcement.status()).isEqualTo(Status.ENFORCED);
			assertThat(enforcement.evidence()).isEqualTo(Evidence.MEASURED);
			assertThat(enforcement.observer()).isEqualTo(Observer.HOST);
		});
		assertThat(entries.get(Limit.OUTPUT).peak()).isEqualTo("5B");
		assertThat(entries.get(Limit.TOOL_CALLS).peak()).isEqualTo(1);
		assertThat(entries.get(Limit.CHAIN_STEPS).peak()).isEqualTo(0);
		assertThat(entries.get(Limit.CHAIN_STEPS).mechanism()).isEqualTo(HostEnforcement.GATEWAY);
	}

	@Test
	void whatIsUnlimitedIsNotRequested() {
		Limits unlimited = Limits.parse(Map.of("output", 0, "tool-calls", 0, "chain-steps", 0));

		assertThat(HostEnforcement.configured(unlimited).values())
			.allSatisfy((enforcement) -> assertThat(enforcement.status()).isEqualTo(Status.NOT_REQUESTED));
	}

}
