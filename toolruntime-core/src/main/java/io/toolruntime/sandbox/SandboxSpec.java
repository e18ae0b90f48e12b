package io.toolruntime.sandbox;

import java.util.Map;

import io.toolruntime.limit.Limits;

/**
 * What a sandbox shall be.
 *
 * @param id name of the sandbox, unique on this machine; lower case letters, digits and
 * dashes
 * @param language language of the guest that it runs
 * @param limits what everything in it together may use
 * @param labels {@code io.toolruntime.instance}, {@code .profile} and, for a sandbox that
 * is made for one execution, {@code .execution}; put on it where the engine has labels
 */
public record SandboxSpec(String id, String language, Limits limits, Map<String, String> labels) {

	/** Label for the running application. */
	public static final String INSTANCE = "io.toolruntime.instance";

	/** Label for the security profile. */
	public static final String PROFILE = "io.toolruntime.profile";

	/** Label for the execution. */
	public static final String EXECUTION = "io.toolruntime.execution";

	public SandboxSpec {
		labels = Map.copyOf(labels);
	}

}
