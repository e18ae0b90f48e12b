package io.toolruntime.test;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.micrometer.observation.ObservationRegistry;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;

/** Runs abuse programs on a backend, and tells them what there is on the host. */
final class AbuseRuns implements AutoCloseable {

	private static final String PROFILE = "abused";

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Of those that measure time, some have two threads. */
	private static final int CPUS = 2;

	/** More than a guest may have waiting at once: what that does is tried too. */
	private static final int TOOL_CALLS = 1000;

	private final HostTargets targets;

	private final DefaultRuntime runtime;

	private final int smallestMemory;

	AbuseRuns(Backend backend, int smallestMemory, List<CodeTransformer> transformers)
			throws IOException, InterruptedException {
		this.smallestMemory = smallestMemory;
		this.targets = HostTargets.open();
		this.runtime = new DefaultRuntime(new RuntimeSettings("javascript", PROFILE, Set.of(), Duration.ofSeconds(10)),
				CatalogToolGateway.of(TestTools.source()), ObservationRegistry.NOOP, List.of(), transformers);
		this.runtime.register(profile(), backend);
	}

	/** The profile that the programs run under. */
	static SecurityProfile profile() {
		SecurityProfile dev = SecurityProfile.named("dev");
		Limits limits = Limits.parse(Map.<String, Object>of("cpus", CPUS, "tool-calls", TOOL_CALLS));
		return new SecurityProfile(PROFILE, limits.orElse(dev.limits()), dev.isolation(), Set.of(), dev.tools(), 1, 8,
				PATIENCE, new PoolSettings(0, 4, PATIENCE));
	}

	HostTargets targets() {
		return this.targets;
	}

	ExecuteResult execute(ExecuteRequest request) {
		return this.runtime.execute(request);
	}

	ExecuteResult execute(AbuseProgram program) {
		Limits limits = limits(program);
		Map<String, Object> input = new LinkedHashMap<>(this.targets.input());
		input.put("memory", Objects.requireNonNull(limits.memory()) >> 20);
		input.put("disk", Objects.requireNonNull(limits.disk()) >> 20);
		return execute(ExecuteRequest.builder()
			.language(program.language())
			.code(program.code())
			.limits(limits)
			.input(input)
			.build());
	}

	/* A backend whose sandboxes take more by themselves is given more. */
	Limits limits(AbuseProgram program) {
		Limits limits = program.limits().orElse(profile().limits());
		long smallest = (long) this.smallestMemory << 20;
		return (limits.memoryOrMax() < smallest) ? limits.with(Limit.MEMORY, this.smallestMemory + "MB") : limits;
	}

	@Override
	public void close() throws IOException {
		this.runtime.close();
		this.targets.close();
	}

}
