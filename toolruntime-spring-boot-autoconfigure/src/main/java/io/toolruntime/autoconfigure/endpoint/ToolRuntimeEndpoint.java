package io.toolruntime.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.toolruntime.JsonView;
import io.toolruntime.autoconfigure.BackendStatus;
import io.toolruntime.autoconfigure.BackendStatuses;
import io.toolruntime.backend.PoolState;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RegisteredBackend;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolDescriptor;

/**
 * Shows each profile: its backend, what it limits, what is enforced of that and how we
 * know, its sandboxes and its tools. Can let a backend try now what it enforces.
 */
@Endpoint(id = "toolruntime")
public class ToolRuntimeEndpoint {

	private final DefaultRuntime runtime;

	private final BackendStatuses statuses;

	private final ToolCatalog catalog;

	/**
	 * Creates the endpoint.
	 * @param runtime has the profiles
	 * @param statuses asks the backends
	 * @param catalog has the tools
	 */
	public ToolRuntimeEndpoint(DefaultRuntime runtime, BackendStatuses statuses, ToolCatalog catalog) {
		this.runtime = runtime;
		this.statuses = statuses;
		this.catalog = catalog;
	}

	/**
	 * Shows all profiles.
	 * @return the default profile's name, and the profiles by name
	 */
	@ReadOperation
	public Map<String, @Nullable Object> profiles() {
		Map<String, BackendStatus> statuses = this.statuses.of(this.runtime.registry().list());
		Map<String, @Nullable Object> profiles = new LinkedHashMap<>();
		this.runtime.registry().list().forEach((registered) -> {
			BackendStatus status = statuses.get(registered.profile().name());
			if (status != null) {
				profiles.put(registered.profile().name(), view(registered, status));
			}
		});
		Map<String, @Nullable Object> view = new LinkedHashMap<>();
		view.put("defaultProfile", this.runtime.registry().defaultProfile());
		view.put("profiles", profiles);
		return view;
	}

	/**
	 * Shows one profile.
	 * @param profile the profile's name
	 * @return the profile, or {@code null} if there is none
	 */
	@ReadOperation
	public @Nullable Map<String, @Nullable Object> profile(@Selector String profile) {
		return this.runtime.registry()
			.find(profile)
			.map((registered) -> view(registered, this.statuses.of(registered)))
			.orElse(null);
	}

	/**
	 * Lets a profile's backend try now what it enforces.
	 * @param profile the profile's name
	 * @return the profile with what was found, or {@code null} if there is none
	 */
	@WriteOperation
	public @Nullable Map<String, @Nullable Object> probe(@Selector String profile) {
		return this.runtime.registry()
			.find(profile)
			.map((registered) -> view(registered, this.statuses.probe(registered)))
			.orElse(null);
	}

	private Map<String, @Nullable Object> view(RegisteredBackend registered, BackendStatus status) {
		String name = registered.profile().name();
		LimitsEnforced enforced = status.limitsEnforced();
		Map<String, @Nullable Object> view = new LinkedHashMap<>();
		this.runtime.profiles()
			.stream()
			.filter((info) -> info.name().equals(name))
			.forEach((info) -> view.putAll(JsonView.of(info)));
		view.put("isolation", registered.backend().info().isolation().value());
		view.put("limitsEnforced", (enforced != null) ? JsonView.of(enforced) : null);
		view.put("pool", pool(status.pool()));
		view.put("tools", tools(registered));
		view.put("health", health(status));
		return view;
	}

	private static @Nullable Map<String, Integer> pool(@Nullable PoolState pool) {
		return (pool != null) ? Map.of("idle", pool.idle(), "active", pool.active(), "pending", pool.pending(),
				"maxTotal", pool.maxTotal()) : null;
	}

	private Map<String, Object> tools(RegisteredBackend registered) {
		List<ToolDescriptor> tools = this.catalog.tools();
		return Map.of("total", tools.size(), "visible", tools.stream().filter(registered.profile().tools()).count());
	}

	private static Map<String, Object> health(BackendStatus status) {
		Map<String, Object> health = new LinkedHashMap<>();
		health.put("status", status.health().up() ? "UP" : "DOWN");
		if (!status.health().up()) {
			health.put("reason", status.health().reason());
		}
		health.put("details", status.health().details());
		return health;
	}

}
