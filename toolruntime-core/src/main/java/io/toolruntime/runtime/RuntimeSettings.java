package io.toolruntime.runtime;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.limit.Quantity;

/**
 * What holds for the whole runtime.
 *
 * @param defaultLanguage language of requests that name none
 * @param defaultProfile profile of requests that name none; {@code null} takes the only
 * one, else {@code standard}
 * @param denyUnsafeProfiles profiles that must not run on the unsafe host
 * @param shutdownTimeout how long a closing runtime or a removed profile waits for
 * executions that run, before it cancels them
 */
public record RuntimeSettings(String defaultLanguage, @Nullable String defaultProfile, Set<String> denyUnsafeProfiles,
		Duration shutdownTimeout) {

	/** What holds where nobody says otherwise. */
	public static final RuntimeSettings DEFAULTS = new RuntimeSettings("javascript", null,
			Set.of("standard", "hardened"), Duration.ofSeconds(10));

	public RuntimeSettings {
		denyUnsafeProfiles = Set.copyOf(denyUnsafeProfiles);
		shutdownTimeout = Quantity.bounded(shutdownTimeout);
	}

}
