package io.toolruntime.process;

import java.util.Map;

import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Controller;

/**
 * What an inspection of a sandbox will find, as far as this machine allows it.
 */
final class Inspections {

	static final String SHARED_USER = "the application does not run as root, so outside of its namespace a sandbox has the application's own user id";

	private Inspections() {
	}

	static void configure(Map<Limit, Enforcement> entries, Limits limits, ControlGroups groups, boolean givesUsers) {
		entries.put(Limit.NETWORK, Enforcement.configured(null, Inspection.NETWORK));
		entries.put(Limit.ROOT_FILESYSTEM, Enforcement.configured(null, Inspection.ROOT_FILESYSTEM));
		entries.put(Limit.CAPABILITIES, Enforcement.configured(null, Inspection.CAPABILITIES));
		entries.put(Limit.SYSTEM_CALLS, Enforcement.configured(null, Inspection.SYSTEM_CALLS));
		entries.put(Limit.ENVIRONMENT, Enforcement.configured(null, Inspection.ENVIRONMENT));
		entries.put(Limit.USER, givesUsers ? Enforcement.configured(null, Inspection.USER)
				: Enforcement.notEnforced(null, SHARED_USER));
		entries.put(Limit.KERNEL, Enforcement.notEnforced(null, "the sandbox runs on the host's kernel"));
		configure(entries, limits, groups, Limit.MEMORY, Controller.MEMORY, "cgroup memory limit");
		configure(entries, limits, groups, Limit.CPUS, Controller.CPU, "cgroup cpu quota");
		configure(entries, limits, groups, Limit.PIDS, Controller.PIDS, "cgroup pids.max");
		if (limits.value(Limit.PIDS) != null && !groups.has(Controller.PIDS)) {
			entries.put(Limit.PIDS, Enforcement.configured(limits.value(Limit.PIDS), Inspection.PROCESSES));
		}
		if (limits.value(Limit.DISK) != null) {
			entries.put(Limit.DISK, Enforcement.configured(limits.value(Limit.DISK), Inspection.DISK));
		}
	}

	/**
	 * Tells whether a limit will be held by a control group.
	 * @param entries where it is told
	 * @param limits the limits
	 * @param groups the control groups
	 * @param limit which
	 * @param controller what holds it
	 * @param mechanism its name
	 */
	static void configure(Map<Limit, Enforcement> entries, Limits limits, ControlGroups groups, Limit limit,
			Controller controller, String mechanism) {
		Object requested = limits.value(limit);
		if (requested != null) {
			entries.put(limit, groups.has(controller) ? Enforcement.configured(requested, mechanism)
					: Enforcement.notEnforced(requested, groups.reason(controller)));
		}
	}

}
