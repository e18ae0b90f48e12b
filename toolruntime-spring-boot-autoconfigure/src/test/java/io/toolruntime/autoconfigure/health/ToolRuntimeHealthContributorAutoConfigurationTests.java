package io.toolruntime.autoconfigure.health;

import java.util.Map;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.CompositeHealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.IndicatedHealthDescriptor;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.autoconfigure.FakeBackend;
import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendHealth;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;

import static org.assertj.core.api.Assertions.assertThat;

class ToolRuntimeHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class,
				ToolRuntimeHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withUserConfiguration(FakeBackends.class)
		.withPropertyValues("management.endpoints.web.exposure.include=health",
				"management.endpoint.health.show-details=always", "toolruntime.profiles.standard.backend=wasm",
				"toolruntime.profiles.hardened.backend=wasm", "toolruntime.profiles.hardened.health=optional",
				"toolruntime.profiles.hardened.require-enforcement=timeout,memory");

	@Test
	void hasAComponentForEachProfileWithItsBackend() {
		this.runner.run((context) -> {
			IndicatedHealthDescriptor standard = component(context, "standard");
			assertThat(standard.getStatus()).isEqualTo(Status.UP);
			assertThat(standard.getDetails()).containsEntry("backend", "wasm")
				.containsEntry("isolation", "wasm")
				.containsEntry("engine", "fake")
				.doesNotContainKey("reason");
			assertThat(standard.getDetails().get("limits"))
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.containsEntry("memory", "256MB");
			assertThat(standard.getDetails().get("limitsEnforced"))
				.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
				.hasEntrySatisfying("memory",
						(memory) -> assertThat(memory).asString()
							.contains("status=enforced", "mechanism=", "evidence=configured"))
				.hasEntrySatisfying("kernel",
						(kernel) -> assertThat(kernel).asString().contains("status=not_enforced", "evidence=none"));
			assertThat(component(context, "hardened").getStatus()).isEqualTo(Status.UP);
			assertThat(status(context)).isEqualTo(Status.UP);
		});
	}

	@Test
	void aRequiredBackendThatIsDownTurnsTheApplicationDown() {
		this.runner.run((context) -> {
			backend(context, "standard").health(() -> BackendHealth.down("no engine; start it"));
			assertThat(component(context, "standard").getStatus()).isEqualTo(Status.DOWN);
			assertThat(component(context, "standard").getDetails()).containsEntry("reason", "no engine; start it");
			assertThat(status(context)).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void anOptionalBackendThatIsDownIsReportedAndLeavesTheApplicationUp() {
		this.runner.run((context) -> {
			context.getBean("hardenedToolRuntimeBackend", Backend.class).close();
			IndicatedHealthDescriptor hardened = component(context, "hardened");
			assertThat(hardened.getStatus().getCode()).isEqualTo("OPTIONAL_DOWN");
			assertThat(hardened.getDetails()).containsEntry("reason", "It is closed");
			assertThat(status(context)).isEqualTo(Status.UP);
		});
	}

	@Test
	void stoppingABackendTurnsTheApplicationDown() {
		this.runner.run((context) -> {
			context.getBean("standardToolRuntimeBackend", Backend.class).close();
			assertThat(status(context)).isEqualTo(Status.DOWN);
		});
	}

	@Test
	void profilesComeAndGoWhileTheApplicationRuns() {
		this.runner.run((context) -> {
			DefaultRuntime runtime = context.getBean(DefaultRuntime.class);
			FakeBackend lab = new FakeBackend("wasm", "lab", Isolation.WASM);
			lab.health(() -> BackendHealth.down("broken"));
			runtime.register(SecurityProfile.named("lab"), lab);
			assertThat(components(context)).containsOnlyKeys("hardened", "lab", "standard");
			assertThat(status(context)).isEqualTo(Status.DOWN);
			runtime.unregister("lab");
			assertThat(components(context)).containsOnlyKeys("hardened", "standard");
			assertThat(status(context)).isEqualTo(Status.UP);
		});
	}

	@Test
	void aProfileCanBeAskedForAlone() {
		this.runner.run((context) -> {
			HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
			assertThat(endpoint.healthForPath("toolruntime", "hardened")).isNotNull();
			assertThat(endpoint.healthForPath("toolruntime", "nowhere")).isNull();
		});
	}

	@Test
	void backsOff() {
		this.runner
			.withBean("toolruntimeHealthContributor", CompositeHealthContributor.class,
					() -> CompositeHealthContributor.fromMap(Map.of()))
			.run((context) -> assertThat(context).hasSingleBean(CompositeHealthContributor.class)
				.doesNotHaveBean(ToolRuntimeHealthContributor.class));
		this.runner.withPropertyValues("management.health.toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ToolRuntimeHealthContributor.class));
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ToolRuntimeHealthContributor.class));
	}

	@Test
	void isNotThereWithoutHealth() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
					ToolRuntimeAutoConfiguration.class, ToolRuntimeHealthContributorAutoConfiguration.class))
			.withUserConfiguration(FakeBackends.class)
			.withClassLoader(new FilteredClassLoader(CompositeHealthContributor.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DefaultRuntime.class)
				.doesNotHaveBean("toolruntimeHealthContributor"));
	}

	private static FakeBackend backend(AssertableApplicationContext context, String profile) {
		return context.getBean(profile + "ToolRuntimeBackend", FakeBackend.class);
	}

	private static Status status(AssertableApplicationContext context) {
		return context.getBean(HealthEndpoint.class).health().getStatus();
	}

	private static Map<String, HealthDescriptor> components(AssertableApplicationContext context) {
		return ((CompositeHealthDescriptor) context.getBean(HealthEndpoint.class).healthForPath("toolruntime"))
			.getComponents();
	}

	private static IndicatedHealthDescriptor component(AssertableApplicationContext context, String profile) {
		return (IndicatedHealthDescriptor) components(context).get(profile);
	}

}
