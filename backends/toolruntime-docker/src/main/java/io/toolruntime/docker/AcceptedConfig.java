package io.toolruntime.docker;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import org.jspecify.annotations.Nullable;

/**
 * What an engine says that it made of what it was asked for. What speaks Docker's API and
 * is no Docker may leave out what it does not know, and so may something between here and
 * the engine.
 *
 * @param asked what it was asked for
 * @param accepted what it says
 * @param user the user that it says the container has
 * @param folders how many folders of its machine it says that the container has
 */
record AcceptedConfig(HostConfig asked, HostConfig accepted, @Nullable String user, int folders) {

	/**
	 * Reads what an engine says of a container.
	 * @param asked what it was asked for
	 * @param container what it says
	 * @return both
	 * @throws IOException if it does not say what the container is
	 */
	static AcceptedConfig of(HostConfig asked, InspectContainerResponse container) throws IOException {
		HostConfig accepted = container.getHostConfig();
		if (accepted == null) {
			throw new IOException("the engine does not say what it is");
		}
		List<InspectContainerResponse.Mount> mounts = container.getMounts();
		return new AcceptedConfig(asked, accepted,
				(container.getConfig() != null) ? container.getConfig().getUser() : null,
				(mounts != null) ? mounts.size() : 0);
	}

	/**
	 * Compares everything that keeps something away from the code or bounds it.
	 * @param swaps whether the engine's machine may have swap
	 * @throws IOException if something is not as it was asked for
	 */
	void require(boolean swaps) throws IOException {
		Map<String, Boolean> asAsked = new LinkedHashMap<>();
		asAsked.put("a network", same(this.asked.getNetworkMode(), this.accepted.getNetworkMode()));
		asAsked.put("a root that can be written to", Boolean.TRUE.equals(this.accepted.getReadonlyRootfs()));
		asAsked.put("privileges", !Boolean.TRUE.equals(this.accepted.getPrivileged()));
		asAsked.put("other security options", securityOptions(this.accepted).equals(securityOptions(this.asked)));
		asAsked.put("capabilities",
				isEmpty(this.accepted.getCapAdd()) && list(this.accepted.getCapDrop()).contains(Capability.ALL));
		asAsked.put("folders of the host", isEmpty(this.accepted.getBinds()) && isEmpty(this.accepted.getMounts())
				&& isEmpty(this.accepted.getVolumesFrom()) && this.folders == 0);
		asAsked.put("another user", ContainerDefinition.USER.equals(this.user));
		asAsked.put("devices", isEmpty(this.accepted.getDevices()) && isEmpty(this.accepted.getDeviceRequests())
				&& isEmpty(this.accepted.getDeviceCgroupRules()));
		asAsked.put("namespaces of somebody else",
				isOwn(this.accepted.getPidMode()) && same(this.asked.getIpcMode(), this.accepted.getIpcMode())
						&& isOwn(this.accepted.getUtSMode()) && isOwn(this.accepted.getUsernsMode())
						&& isOwn(this.accepted.getCgroupnsMode()));
		asAsked.put("other places to write to", same(this.asked.getTmpFs(), this.accepted.getTmpFs()));
		asAsked.put("other resource limits",
				new HashSet<>(list(this.accepted.getUlimits())).containsAll(list(this.asked.getUlimits())));
		asAsked.put("no init program", same(this.asked.getInit(), this.accepted.getInit()));
		asAsked.putAll(limits(swaps));
		asAsked.put("another runtime", same(this.asked.getRuntime(), this.accepted.getRuntime()));
		require(asAsked);
	}

	/**
	 * Compares the limits only, of a container whose limits were changed.
	 * @param swaps whether the engine's machine may have swap
	 * @throws IOException if one is not as it was asked for
	 */
	void requireLimits(boolean swaps) throws IOException {
		require(limits(swaps));
	}

	private Map<String, Boolean> limits(boolean swaps) {
		Map<String, Boolean> asAsked = new LinkedHashMap<>();
		asAsked.put("another limit on memory", same(this.asked.getMemory(), this.accepted.getMemory()));
		asAsked.put("swap besides its memory",
				!swaps || same(this.asked.getMemorySwap(), this.accepted.getMemorySwap()));
		asAsked.put("another share of the processors", same(this.asked.getCpuQuota(), this.accepted.getCpuQuota())
				&& same(this.asked.getCpuPeriod(), this.accepted.getCpuPeriod()));
		asAsked.put("another limit on processes", same(this.asked.getPidsLimit(), this.accepted.getPidsLimit()));
		return asAsked;
	}

	private static void require(Map<String, Boolean> asAsked) throws IOException {
		for (Map.Entry<String, Boolean> each : asAsked.entrySet()) {
			if (!each.getValue()) {
				throw new IOException("by the engine's own word it has " + each.getKey());
			}
		}
	}

	private static Set<String> securityOptions(HostConfig config) {
		List<String> options = config.getSecurityOpts();
		return (options != null) ? Set.copyOf(options) : Set.of();
	}

	/* What is not asked for does not matter: the engine has a default. */
	private static boolean same(@Nullable Object asked, @Nullable Object accepted) {
		return asked == null || Objects.equals(asked, accepted);
	}

	private static boolean isOwn(@Nullable String namespace) {
		return namespace == null || !(namespace.equals("host") || namespace.contains(":"));
	}

	private static <T> List<T> list(T @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

	private static boolean isEmpty(Object @Nullable [] list) {
		return list == null || Arrays.stream(list).allMatch(Objects::isNull);
	}

	private static boolean isEmpty(@Nullable List<?> list) {
		return list == null || list.isEmpty();
	}

}
