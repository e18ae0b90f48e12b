package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tools of a catalog by the names that code in a sandbox has for them. Each name
 * belongs to one tool, whatever its versions, and to one namespace.
 */
final class CalledNames {

	private final Map<String, Snapshot.Entry> namespaces = new HashMap<>();

	private final Map<String, List<Snapshot.Entry>> tools = new HashMap<>();

	/**
	 * Gives a tool its names.
	 * @param entry the tool
	 * @throws ToolNameClashException if another tool, or the tool of another namespace,
	 * has one of them
	 */
	void add(Snapshot.Entry entry) {
		ToolId id = entry.descriptor().id();
		String namespace = ToolId.identifier(id.namespace());
		String name = name(id.namespace(), id.name());
		Snapshot.Entry owner = this.namespaces.getOrDefault(namespace, entry);
		if (!owner.descriptor().id().namespace().equals(id.namespace())) {
			throw clash(namespace, owner, entry);
		}
		List<Snapshot.Entry> versions = this.tools.computeIfAbsent(name, (called) -> new ArrayList<>(1));
		if (!versions.isEmpty() && !versions.get(0).descriptor().id().name().equals(id.name())) {
			throw clash(name, versions.get(0), entry);
		}
		this.namespaces.put(namespace, owner);
		versions.add(entry);
	}

	private static ToolNameClashException clash(String called, Snapshot.Entry first, Snapshot.Entry second) {
		return new ToolNameClashException("tools." + called, first.descriptor().id(), first.source(),
				second.descriptor().id(), second.source());
	}

	/**
	 * Finds a tool.
	 * @param namespace its namespace, as code or its id writes it
	 * @param name its name, as code or its id writes it
	 * @return its versions, none if there is no such tool
	 */
	List<ToolDescriptor> find(String namespace, String name) {
		return this.tools.getOrDefault(name(namespace, name), List.of())
			.stream()
			.map(Snapshot.Entry::descriptor)
			.toList();
	}

	private static String name(String namespace, String name) {
		return ToolId.identifier(namespace) + "." + ToolId.identifier(name);
	}

}
