package io.toolruntime.javascript;

import org.jspecify.annotations.Nullable;

/** The variables of an application, of which tools get those that they may have. */
@FunctionalInterface
public interface ApplicationVariables {

	/**
	 * Finds a variable.
	 * @param name its name
	 * @return its value, or {@code null} if there is none
	 */
	@Nullable String find(String name);

}
