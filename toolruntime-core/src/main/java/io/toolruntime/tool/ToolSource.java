package io.toolruntime.tool;

import java.util.List;

import org.jspecify.annotations.Nullable;

/** Where tools come from: beans, MCP servers, files. */
public interface ToolSource {

	/**
	 * Names the source, for people who look for a tool's origin.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the namespace that all of its tools have, and no tool of another source.
	 * While the source is away, calls below it are told so, rather than that there is no
	 * such tool.
	 * @return the namespace, or {@code null} if its tools have several, or one that
	 * others share
	 */
	default @Nullable String namespace() {
		return null;
	}

	/**
	 * Lists the tools that there are now. Called when the catalog is first used and after
	 * a change; a source that throws counts as away, and is asked again after a while.
	 * @return the tools; may change from call to call
	 * @throws ToolException if it is away, with a message that the model may read
	 */
	List<Tool> tools();

	/**
	 * Registers a listener to be told when {@link #tools()} has changed. A source whose
	 * tools never change ignores it.
	 * @param listener what to run
	 */
	default void onChange(Runnable listener) {
	}

	/**
	 * Creates a source of tools that never change.
	 * @param name the source's name
	 * @param tools the tools
	 * @return the source
	 */
	static ToolSource of(String name, List<Tool> tools) {
		List<Tool> copy = List.copyOf(tools);
		return new ToolSource() {

			@Override
			public String name() {
				return name;
			}

			@Override
			public List<Tool> tools() {
				return copy;
			}

		};
	}

}
