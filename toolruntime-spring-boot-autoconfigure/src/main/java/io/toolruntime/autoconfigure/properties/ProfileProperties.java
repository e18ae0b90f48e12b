package io.toolruntime.autoconfigure.properties;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.toolruntime.limit.Limit;
import io.toolruntime.profile.Isolation;

/**
 * A security profile. Further keys are named after a backend and hold that backend's own
 * properties.
 *
 * @param backend Kind of the backend that runs its code.
 * @param limits What an execution may use.
 * @param maxConcurrent Executions that run at once; 0 is unlimited.
 * @param maxQueued Executions that wait for their turn before the profile counts as full.
 * @param startTimeout How long an execution waits for its turn, and then for a sandbox.
 * @param health Whether a backend that is down turns the application down.
 * @param tools The tools that its code may see and call.
 * @param pool How many sandboxes are kept ready and how many may live.
 * @param isolation Kinds of isolation that are accepted; unset is all for 'dev', kernel,
 * vm and wasm for 'hardened', and all but none for every other.
 * @param requireEnforcement Limits that must be enforced, or executions are refused;
 * unset is as in the documentation for 'standard' and 'hardened', and nothing for every
 * other.
 */
public record ProfileProperties(@DefaultValue(ProfileProperties.DEFAULT_BACKEND) String backend,
		@DefaultValue LimitProperties limits, @DefaultValue("16") int maxConcurrent, @DefaultValue("256") int maxQueued,
		@DefaultValue("30s") Duration startTimeout, @DefaultValue("required") HealthImpact health,
		@DefaultValue Tools tools, @DefaultValue Pool pool, @Nullable Set<Isolation> isolation,
		@Nullable Set<Limit> requireEnforcement) {

	/** Kind of the backend where the configuration names none. */
	public static final String DEFAULT_BACKEND = "wasm";

	/** What a backend that is down means for the application. */
	public enum HealthImpact {

		/** The application is down too. */
		REQUIRED,

		/** It is reported, and the application stays up. */
		OPTIONAL

	}

	/**
	 * Tools by patterns of their ids, in which {@code *} stands for any characters.
	 *
	 * @param include Tools that the code may see and call.
	 * @param exclude Tools that it may not, even if they are included.
	 */
	public record Tools(@DefaultValue("*") List<String> include, @DefaultValue List<String> exclude) {
	}

	/**
	 * Sandboxes that are kept ready and that may live.
	 *
	 * @param minIdle Sandboxes kept ready per language image; unset leaves it to the
	 * backend.
	 * @param maxTotal Sandboxes that may live, cold ones included.
	 * @param maxWait How long an execution waits for a sandbox when all live.
	 */
	public record Pool(@Nullable Integer minIdle, @DefaultValue("16") int maxTotal,
			@DefaultValue("5s") Duration maxWait) {
	}

}
