package io.toolruntime.docker;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.github.dockerjava.api.model.HostConfig;
import org.jspecify.annotations.Nullable;

/**
 * What an engine says that it made of what it was asked for. What speaks Docker's API and
 * is no Docker may leave out what it does not know, and so may something between here and
 * the engine.
 *
 * @param asked what it was asked for
 * @param accepted what it says
 */
record AcceptedConfig(HostConfig asked, HostConfig accepted) {

	private static final String NO_NEW_PRIVILEGES = "no-new-privileges";

	/**
	 * Compares everything that keeps something away from the code or bounds it.
	 * @param swaps whether the engine's machine may have swap
	 * @throws IOException if something is not as it was asked for
	 */
	void require(boolean swaps) throws IOException {
		Map<String, Boolean> asAsked = new LinkedHashMap<>();
		asAsked.put("a network", same(this.asked.getNetworkMode(), this.accepted.getNetworkMode()));
		asAsked.put("a root that can be written to", Boolean.TRUE.equals(this.accepted.getReadonlyRootfs()));
		asAsked.put("privileges", !Boolean.TRUE.equals(this.accepted.getPrivileged()) && hasNoNewPrivileges());
		asAsked.put("capabilities", isEmpty(this.accepted.getCapAdd()) && !isEmpty(this.accepted.getCapDrop()));
		asAsked.put("folders of the host", isEmpty(this.accepted.getBinds()) && isEmpty(this.accepted.getMounts())
				&& isEmpty(this.accepted.getVolumesFrom()));
		asAsked.put("devices", isEmpty(this.accepted.getDevices()) && isEmpty(this.accepted.getDeviceRequests())
				&& isEmpty(this.accepted.getDeviceCgroupRules()));
		asAsked.put("namespaces of somebody else",
				isOwn(this.accepted.getPidMode()) && isOwn(this.accepted.getIpcMode())
						&& isOwn(this.accepted.getUtSMode()) && isOwn(this.accepted.getUsernsMode())
						&& isOwn(this.accepted.getCgroupnsMode()));
		asAsked.put("places to write to without a bound", keys(this.accepted).containsAll(keys(this.asked)));
		asAsked.put("another limit on memory", same(this.asked.getMemory(), this.accepted.getMemory()));
		asAsked.put("swap besides its memory",
				!swaps || same(this.asked.getMemorySwap(), this.accepted.getMemorySwap()));
		asAsked.put("another share of the processors", same(this.asked.getCpuQuota(), this.accepted.getCpuQuota())
				&& same(this.asked.getCpuPeriod(), this.accepted.getCpuPeriod()));
		asAsked.put("another limit on processes", same(this.asked.getPidsLimit(), this.accepted.getPidsLimit()));
		asAsked.put("another runtime", same(this.asked.getRuntime(), this.accepted.getRuntime()));
		for (Map.Entry<String, Boolean> each : asAsked.entrySet()) {
			if (!each.getValue()) {
				throw new IOException("by the engine's own word it has " + each.getKey());
			}
		}
	}

	private boolean hasNoNewPrivileges() {
		List<String> options = this.accepted.getSecurityOpts();
		return options != null && options.stream().anyMatch((option) -> option.startsWith(NO_NEW_PRIVILEGES));
	}

	/* What is not asked for does not matter: the engine has a default. */
	private static boolean same(@Nullable Object asked, @Nullable Object accepted) {
		return asked == null || Objects.equals(asked, accepted);
	}

	private static boolean isOwn(@Nullable String namespace) {
		return namespace == null || !(namespace.equals("host") || namespace.contains(":"));
	}

	private static Set<String> keys(HostConfig config) {
		Map<String, String> mounts = config.getTmpFs();
		return (mounts != null) ? mounts.keySet() : Set.of();
	}

	private static boolean isEmpty(Object @Nullable [] list) {
		return list == null || Arrays.stream(list).allMatch(Objects::isNull);
	}

	private static boolean isEmpty(@Nullable List<?> list) {
		return list == null || list.isEmpty();
	}

}
