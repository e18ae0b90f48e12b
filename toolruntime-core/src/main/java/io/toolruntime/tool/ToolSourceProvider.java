package io.toolruntime.tool;

import java.util.List;

/** Several sources of tools that belong together, each of which may be away by itself. */
public interface ToolSourceProvider {

	/**
	 * Lists the sources. Called once, when the catalog is made.
	 * @return the sources
	 */
	List<ToolSource> toolSources();

}
