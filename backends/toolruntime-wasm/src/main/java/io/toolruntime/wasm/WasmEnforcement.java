package io.toolruntime.wasm;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.backend.Execution;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.limit.Quantity;

/**
 * What this backend holds against an execution, and by what.
 */
final class WasmEnforcement {

	static final String TIMEOUT = "interrupt of the guest thread";

	static final String MEMORY = "wasm memory pages";

	static final String CPUS = "one thread";

	private static final Limit[] ABSENT = { Limit.PIDS, Limit.DISK, Limit.NETWORK, Limit.ROOT_FILESYSTEM, Limit.USER,
			Limit.CAPABILITIES, Limit.SYSTEM_CALLS, Limit.ENVIRONMENT };

	private WasmEnforcement() {
	}

	/**
	 * Tells what would be held, from how the backend is made.
	 * @param limits the effective limits
	 * @param findings what the probe found, which comes before what is only configured
	 * @return an entry for every limit
	 */
	static LimitsEnforced configured(Limits limits, Map<Limit, Enforcement> findings) {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		configure(entries, limits, Limit.TIMEOUT, TIMEOUT);
		configure(entries, limits, Limit.MEMORY, MEMORY);
		entries.putAll(Execution.enforcedByHost(limits));
		entries.put(Limit.CPUS, cpus(limits));
		for (Limit limit : ABSENT) {
			entries.put(limit, Enforcement.configured(limits.value(limit), Enforcement.NOT_PRESENT));
		}
		entries.put(Limit.KERNEL, Enforcement.notEnforced(null,
				"the sandbox is part of the JVM's process, which runs on the host's kernel; code in it has no system calls"));
		findings.forEach((limit, finding) -> entries.computeIfPresent(limit, (key,
				entry) -> (entry.status() == Enforcement.Status.ENFORCED) ? withRequested(finding, entry) : entry));
		return LimitsEnforced.nothing(limits).with(entries);
	}

	private static void configure(Map<Limit, Enforcement> entries, Limits limits, Limit limit, String mechanism) {
		Object requested = limits.value(limit);
		entries.put(limit,
				(requested != null) ? Enforcement.configured(requested, mechanism) : Enforcement.notRequested());
	}

	private static Enforcement withRequested(Enforcement finding, Enforcement entry) {
		return new Enforcement(entry.requested(), finding.status(), finding.mechanism(), finding.evidence(),
				finding.observer(), finding.measuredAt(), finding.measured(), finding.peak());
	}

	/**
	 * Tells what held in an execution.
	 * @param configured what was to be held
	 * @param limits the effective limits
	 * @param memory the guest's memory, or {@code null} if there was no guest
	 * @param ran how long the guest ran
	 * @return an entry for every limit
	 */
	static LimitsEnforced measured(LimitsEnforced configured, Limits limits, @Nullable GuestMemory memory,
			Duration ran) {
		if (memory == null) {
			return configured;
		}
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		Object timeout = limits.value(Limit.TIMEOUT);
		if (timeout != null) {
			entries.put(Limit.TIMEOUT, Enforcement.measured(timeout, TIMEOUT, Observer.HOST, null,
					Quantity.formatDuration(Duration.ofNanos(ran.toNanos() / 1000 * 1000))));
		}
		Object bytes = limits.value(Limit.MEMORY);
		if (bytes != null) {
			MemoryBudget budget = memory.refusedBy();
			entries.put(Limit.MEMORY,
					Enforcement.measured(bytes, (budget != null) ? MEMORY + " within " + budget : MEMORY, Observer.HOST,
							size(memory.maximumPages()), size(memory.pages())));
		}
		return configured.with(entries);
	}

	private static Enforcement cpus(Limits limits) {
		Object requested = limits.value(Limit.CPUS);
		if (requested == null) {
			return Enforcement.notRequested();
		}
		if (((Number) requested).doubleValue() < 1) {
			return Enforcement.notEnforced(requested, "a guest is one thread, which may use a whole processor");
		}
		return Enforcement.configured(requested, CPUS);
	}

	private static String size(int pages) {
		return Quantity.formatBytes((long) pages * GuestMemory.PAGE_SIZE);
	}

}
