package io.toolruntime.isolation;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Limits;
import io.toolruntime.tool.IsolationMode;

/**
 * What a child is for: only calls with the same one share it.
 *
 * @param slice what of the application is in it
 * @param mode where it is
 * @param hosts the hosts that it may reach, if it has a network of its own
 * @param limits memory, processors and processes of all of it
 * @param fileSize bytes of one file
 * @param tenant whom it serves, or {@code null} for nobody in particular
 */
record ChildKey(ToolSlice slice, IsolationMode mode, List<String> hosts, Limits limits, long fileSize,
		@Nullable String tenant) {

	static ChildKey of(ToolSlice slice, IsolationDecision decision, IsolationLimits limits, @Nullable String tenant) {
		boolean network = decision.mode() == IsolationMode.LOCAL_NETWORK;
		Limits all = limits.limits();
		return new ChildKey(slice, decision.mode(), network ? decision.hosts() : List.of(),
				new Limits(null, all.memory(), all.cpus(), all.pids(), null, null, null, null), limits.fileSizeOrMax(),
				tenant);
	}

}
