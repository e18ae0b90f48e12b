package io.toolruntime.gateway;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.toolruntime.tool.ToolId;

/** Finds tools by the names that code in a sandbox has for them. */
final class CalledTools {

	private CalledTools() {
	}

	/**
	 * Finds the tools that code calls as {@code tools.<namespace>.<name>}.
	 * @param ids the tools there are
	 * @param namespace the namespace as code writes it
	 * @param name the name as code writes it
	 * @return ids without version, sorted; the one that is written exactly so hides those
	 * that only look like it
	 */
	static List<String> among(Collection<ToolId> ids, String namespace, String name) {
		String calledNamespace = ToolId.identifier(namespace);
		String calledName = ToolId.identifier(name);
		Set<String> found = new TreeSet<>();
		for (ToolId id : ids) {
			if (ToolId.identifier(id.namespace()).equals(calledNamespace)
					&& ToolId.identifier(id.name()).equals(calledName)) {
				found.add(id.namespace() + ":" + id.name());
			}
		}
		String exact = namespace + ":" + name;
		boolean written = !calledNamespace.equals(namespace) || !calledName.equals(name);
		return (written && found.contains(exact)) ? List.of(exact) : List.copyOf(found);
	}

}
