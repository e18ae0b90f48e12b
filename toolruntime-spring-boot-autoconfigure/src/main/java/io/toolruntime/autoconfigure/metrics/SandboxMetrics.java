package io.toolruntime.autoconfigure.metrics;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.beans.factory.ObjectProvider;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.backend.PoolState;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RegisteredBackend;

/**
 * Meters of sandboxes: how many each profile has, and how long it took to get one. A
 * profile that is registered while the application runs has its meters from its first
 * execution on.
 */
class SandboxMetrics implements MeterBinder, ExecutionListener {

	private final ObjectProvider<MeterRegistry> meters;

	private final ObjectProvider<DefaultRuntime> runtime;

	private final Set<String> metered = ConcurrentHashMap.newKeySet();

	SandboxMetrics(ObjectProvider<MeterRegistry> meters, ObjectProvider<DefaultRuntime> runtime) {
		this.meters = meters;
		this.runtime = runtime;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.runtime.getObject()
			.registry()
			.list()
			.forEach((registered) -> addGauges(registry, registered.profile().name()));
	}

	@Override
	public void onStarted(ExecuteRequest request) {
		String profile = Objects.requireNonNull(request.profile());
		if (!this.metered.contains(profile)) {
			this.meters.ifUnique((registry) -> addGauges(registry, profile));
		}
	}

	/* What never ran never had a sandbox, however long it waited for one. */
	@Override
	public void onResult(ExecuteResult result) {
		if (result.timings().runMs() > 0) {
			this.meters.ifUnique((registry) -> Timer.builder("toolruntime.sandbox.acquire")
				.description("Time to get a sandbox with a guest that is ready")
				.tag("profile", result.backend().profile())
				.tag("source", result.backend().pooled() ? "pool" : "cold")
				.register(registry)
				.record((long) (result.timings().acquireMs() * 1_000_000), TimeUnit.NANOSECONDS));
		}
	}

	private void addGauges(MeterRegistry registry, String profile) {
		this.metered.add(profile);
		addGauge(registry, profile, "idle", "Sandboxes that are ready and wait", PoolState::idle);
		addGauge(registry, profile, "active", "Sandboxes that run an execution", PoolState::active);
		addGauge(registry, profile, "pending", "Executions that wait for a sandbox", PoolState::pending);
	}

	private void addGauge(MeterRegistry registry, String profile, String state, String description,
			ToIntFunction<PoolState> count) {
		Gauge.builder("toolruntime.pool." + state, () -> count(profile, count))
			.description(description)
			.tag("profile", profile)
			.register(registry);
	}

	/* Not a number once the profile is gone, or if its backend keeps no count. */
	private double count(String profile, ToIntFunction<PoolState> count) {
		DefaultRuntime current = this.runtime.getIfAvailable();
		return (current == null) ? Double.NaN
				: current.registry()
					.find(profile)
					.map(RegisteredBackend::backend)
					.flatMap((backend) -> backend.pool())
					.map((pool) -> (double) count.applyAsInt(pool))
					.orElse(Double.NaN);
	}

}
