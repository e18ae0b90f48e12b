package io.toolruntime.autoconfigure.endpoint;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.autoconfigure.FakeBackend;
import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

class ToolRuntimeEndpointAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class,
				ToolRuntimeEndpointAutoConfiguration.class))
		.withUserConfiguration(FakeBackends.class)
		.withBean("find", Tool.class, () -> tool("orders:find_order"))
		.withBean("refund", Tool.class, () -> tool("orders:refund_order"))
		.withPropertyValues("management.endpoints.web.exposure.include=toolruntime",
				"toolruntime.profiles.dev.backend=unsafe", "toolruntime.profiles.standard.backend=wasm",
				"toolruntime.profiles.standard.limits.memory=64MB",
				"toolruntime.profiles.standard.tools.exclude=orders:refund_order");

	@Test
	void showsEveryProfile() {
		this.runner.run((context) -> {
			Map<String, Object> all = context.getBean(ToolRuntimeEndpoint.class).profiles();
			assertThat(all).containsEntry("defaultProfile", "standard");
			assertThat(all.get("profiles")).asInstanceOf(map(String.class, Object.class))
				.containsOnlyKeys("dev", "standard");
		});
	}

	@Test
	void showsBackendLimitsEnforcementPoolToolsAndLanguages() {
		this.runner.run((context) -> {
			Map<String, Object> profile = context.getBean(ToolRuntimeEndpoint.class).profile("standard");
			assertThat(profile).containsEntry("name", "standard")
				.containsEntry("default", true)
				.containsEntry("isolation", "wasm")
				.containsEntry("languages", List.of("javascript"))
				.containsEntry("tools", Map.of("total", 2, "visible", 1L))
				.containsEntry("pool", Map.of("idle", 3, "active", 2, "pending", 1, "maxTotal", 16));
			assertThat(profile.get("backend")).asInstanceOf(map(String.class, Object.class))
				.containsEntry("kind", "wasm")
				.containsEntry("isolation", "wasm");
			assertThat(profile.get("limits")).asInstanceOf(map(String.class, Object.class))
				.containsEntry("memory", "64MB")
				.containsEntry("tool-calls", 64);
			assertThat(profile.get("health")).asInstanceOf(map(String.class, Object.class))
				.containsEntry("status", "UP");
			assertThat(enforcement(profile, "memory")).containsEntry("requested", "64MB")
				.containsEntry("status", "enforced")
				.containsEntry("evidence", "configured")
				.containsEntry("observer", "host");
			assertThat(enforcement(profile, "root-filesystem")).containsEntry("mechanism", "not present");
		});
	}

	@Test
	void aProbeFindsOutNowWhatIsEnforced() {
		this.runner.run((context) -> {
			Map<String, Object> profile = context.getBean(ToolRuntimeEndpoint.class).probe("standard");
			assertThat(context.getBean("standardToolRuntimeBackend", FakeBackend.class).probed).hasValue(1);
			assertThat(enforcement(profile, "memory")).containsEntry("evidence", "measured")
				.containsEntry("measured", "64MB")
				.containsEntry("peak", "31MB");
		});
	}

	@Test
	void aBackendThatIsDownIsShownWithTheReason() {
		this.runner.run((context) -> {
			context.getBean("standardToolRuntimeBackend", FakeBackend.class)
				.health(() -> BackendHealth.down("no engine"));
			Map<String, Object> profile = context.getBean(ToolRuntimeEndpoint.class).profile("standard");
			assertThat(profile.get("health")).asInstanceOf(map(String.class, Object.class))
				.containsEntry("status", "DOWN")
				.containsEntry("reason", "no engine");
		});
	}

	@Test
	void thereIsNothingOfAProfileThatThereIsNot() {
		this.runner.run((context) -> {
			ToolRuntimeEndpoint endpoint = context.getBean(ToolRuntimeEndpoint.class);
			assertThat(endpoint.profile("nowhere")).isNull();
			assertThat(endpoint.probe("nowhere")).isNull();
			assertThat(context.getBean(ToolRuntimeEndpointWebExtension.class).probe("nowhere").getStatus())
				.isEqualTo(404);
		});
	}

	@Test
	void isNotThereWhereItIsNotExposedOrNotEnabledOrWithoutActuator() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(ToolRuntimeEndpoint.class));
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ToolRuntimeEndpoint.class));
		this.runner.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DefaultRuntime.class)
				.doesNotHaveBean(ToolRuntimeEndpoint.class));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> enforcement(Map<String, Object> profile, String limit) {
		return (Map<String, Object>) ((Map<String, Object>) profile.get("limitsEnforced")).get(limit);
	}

	private static Tool tool(String id) {
		return Tool.of(ToolDescriptor.of(id, "A tool", Map.of("type", "object")), (arguments, context) -> id);
	}

}
