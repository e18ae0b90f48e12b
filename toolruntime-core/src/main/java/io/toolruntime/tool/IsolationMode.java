package io.toolruntime.tool;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Where a tool runs: how much of the application it can take with it. */
public enum IsolationMode {

	/** In the application; a JavaScript tool in its worker. */
	NONE,

	/** In a process of its own, which crashes alone. */
	LOCAL,

	/**
	 * As {@link #LOCAL}, with a network of its own: only allowed hosts can be reached.
	 */
	LOCAL_NETWORK,

	/** In a container of its own. */
	DOCKER;

	/**
	 * Reads a mode.
	 * @param text such as {@code local_network}
	 * @return the mode
	 * @throws IllegalArgumentException if there is no such mode; the message lists those
	 * there are
	 */
	public static IsolationMode of(@Nullable String text) {
		String wanted = (text != null) ? text.strip().replace('-', '_') : "";
		for (IsolationMode mode : values()) {
			if (mode.value().equalsIgnoreCase(wanted)) {
				return mode;
			}
		}
		throw new IllegalArgumentException(
				"'" + PlainText.abbreviate(PlainText.clean(wanted), 40) + "' is not a mode of isolation; there are "
						+ Arrays.stream(values()).map(IsolationMode::value).collect(Collectors.joining(", ")));
	}

	/**
	 * Returns the mode as it is written.
	 * @return the name in lower case, such as {@code local_network}
	 */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

}
