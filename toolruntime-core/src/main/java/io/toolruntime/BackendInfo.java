package io.toolruntime;

import java.util.Map;

import io.toolruntime.profile.Isolation;

/**
 * What ran an execution.
 *
 * @param kind such as {@code wasm} or {@code docker}
 * @param profile the security profile
 * @param isolation what stands between the code and the host
 * @param pooled whether the sandbox was made ahead
 * @param details more, by names of the backend's own; nothing secret
 */
public record BackendInfo(String kind, String profile, Isolation isolation, boolean pooled,
		Map<String, Object> details) {

	public BackendInfo {
		details = Map.copyOf(details);
	}

	/**
	 * Returns this with another answer to whether the sandbox was made ahead.
	 * @param pooled whether it was
	 * @return the new info
	 */
	public BackendInfo withPooled(boolean pooled) {
		return (pooled == this.pooled) ? this
				: new BackendInfo(this.kind, this.profile, this.isolation, pooled, this.details);
	}

}
