package io.toolruntime.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;

/** Tools by the names that code in a sandbox has for them. */
final class CalledTools {

	/*
	 * A promise asks for the first, and whoever wants to know the class of an object for
	 * the others: these are never tools.
	 */
	private static final Set<String> RESERVED = Set.of("then", "constructor", "__proto__");

	private CalledTools() {
	}

	/**
	 * Lists the tools of a gateway that can only search.
	 * @param gateway the gateway
	 * @return the ids, asked for page by page
	 */
	static List<ToolId> listed(ToolGateway gateway) {
		List<ToolId> ids = new ArrayList<>();
		String cursor = null;
		do {
			ToolPage page = gateway.searchTools("", ToolGateway.MAX_SEARCH_LIMIT, cursor);
			page.tools().forEach((tool) -> ids.add(ToolId.parse(tool.id())));
			cursor = page.nextCursor();
		}
		while (cursor != null);
		return ids;
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
		SortedSet<String> found = new TreeSet<>();
		for (ToolId id : ids) {
			if (id.isCalled(namespace, name)) {
				found.add(id.namespace() + ":" + id.name());
			}
		}
		String exact = namespace + ":" + name;
		boolean written = !ToolId.identifier(namespace).equals(namespace) || !ToolId.identifier(name).equals(name);
		return (written && found.contains(exact)) ? List.of(exact) : List.copyOf(found);
	}

	/**
	 * Lists the names of tools.
	 * @param ids the tools there are
	 * @return names by namespace, both as code writes them and sorted
	 */
	static Map<String, List<String>> names(Collection<ToolId> ids) {
		Map<String, SortedSet<String>> names = new TreeMap<>();
		for (ToolId id : ids) {
			String namespace = ToolId.identifier(id.namespace());
			String name = ToolId.identifier(id.name());
			if (!RESERVED.contains(namespace) && !RESERVED.contains(name)) {
				names.computeIfAbsent(namespace, (called) -> new TreeSet<>()).add(name);
			}
		}
		Map<String, List<String>> lists = new LinkedHashMap<>();
		names.forEach((namespace, called) -> lists.put(namespace, List.copyOf(called)));
		return lists;
	}

}
