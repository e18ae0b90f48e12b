package io.toolruntime.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import io.toolruntime.autoconfigure.BackendStatus;
import io.toolruntime.autoconfigure.BackendStatuses;
import io.toolruntime.autoconfigure.properties.ProfileProperties;
import io.toolruntime.autoconfigure.properties.ProfileProperties.HealthImpact;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RegisteredBackend;

/**
 * Health of every profile that is registered at the time of asking, each as a component
 * of its name.
 */
class ToolRuntimeHealthContributor implements CompositeHealthContributor {

	/**
	 * Status of a backend that is down and that the application can do without. Spring
	 * Boot leaves statuses that it does not know out when it aggregates.
	 */
	static final Status OPTIONAL_DOWN = new Status("OPTIONAL_DOWN", "Down, but not required");

	private final DefaultRuntime runtime;

	private final BackendStatuses statuses;

	private final ToolRuntimeProperties properties;

	ToolRuntimeHealthContributor(DefaultRuntime runtime, BackendStatuses statuses, ToolRuntimeProperties properties) {
		this.runtime = runtime;
		this.statuses = statuses;
		this.properties = properties;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.runtime.registry().find(name).map(this::indicator).orElse(null);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		List<RegisteredBackend> all = this.runtime.registry().list();
		// All at once: several that hang take no longer than one
		this.statuses.prepare(all);
		return all.stream()
			.map((registered) -> new HealthContributors.Entry(registered.profile().name(), indicator(registered)));
	}

	private HealthIndicator indicator(RegisteredBackend registered) {
		return () -> health(registered);
	}

	private Health health(RegisteredBackend registered) {
		BackendStatus status = this.statuses.of(registered);
		Health.Builder health = status.health().up() ? Health.up()
				: Health.status(isRequired(registered) ? Status.DOWN : OPTIONAL_DOWN);
		status.health().details().forEach(health::withDetail);
		health.withDetail("backend", registered.backend().info().kind())
			.withDetail("isolation", registered.backend().info().isolation().value())
			.withDetail("languages", languages(registered.profile().name()))
			.withDetail("limits", registered.profile().limits().asMap());
		LimitsEnforced enforced = status.limitsEnforced();
		if (enforced != null) {
			health.withDetail("limitsEnforced", summary(enforced));
		}
		if (!status.health().up()) {
			health.withDetail("reason", status.health().reason());
		}
		return health.build();
	}

	private List<String> languages(String profile) {
		return this.runtime.profiles()
			.stream()
			.filter((info) -> info.name().equals(profile))
			.flatMap((info) -> info.languages().stream())
			.sorted()
			.toList();
	}

	private boolean isRequired(RegisteredBackend registered) {
		ProfileProperties profile = this.properties.profiles().get(registered.profile().name());
		return profile == null || profile.health() == HealthImpact.REQUIRED;
	}

	/* When it was measured, and by whom, is at the endpoint. */
	private static Map<String, Map<String, String>> summary(LimitsEnforced enforced) {
		Map<String, Map<String, String>> summary = new LinkedHashMap<>();
		enforced.asMap().forEach((limit, enforcement) -> {
			Map<String, String> entry = new LinkedHashMap<>();
			entry.put("status", enforcement.status().value());
			entry.put("mechanism", enforcement.mechanism());
			entry.put("evidence", enforcement.evidence().value());
			summary.put(limit, entry);
		});
		return summary;
	}

}
