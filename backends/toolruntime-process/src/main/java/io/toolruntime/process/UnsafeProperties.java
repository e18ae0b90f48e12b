package io.toolruntime.process;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What can be set for the {@code unsafe} backend of a profile.
 *
 * @param optIn whether it is wanted that code runs without any isolation; without it the
 * application does not start
 * @param commands interpreters by language, as absolute paths; other languages use
 * {@code node} and {@code python3} of {@code /usr/local/bin:/usr/bin:/bin}
 */
public record UnsafeProperties(boolean optIn, @Nullable Map<String, String> commands) {

	public UnsafeProperties {
		commands = (commands != null) ? Map.copyOf(commands) : null;
		Interpreters.requireValid(UnsafeBackendFactory.KIND, commands);
	}

	/**
	 * Returns the interpreters that are set.
	 * @return absolute paths by language; empty if none is
	 */
	@Override
	public Map<String, String> commands() {
		return (this.commands != null) ? this.commands : Map.of();
	}

}
