package io.toolruntime.tool;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a tool: {@code namespace:name} or {@code namespace:name:version}.
 *
 * @param namespace groups tools, such as {@code orders}
 * @param name the tool's name, such as {@code find_order}
 * @param version the version, or {@code null} if the tool has none
 */
public record ToolId(String namespace, String name, @Nullable String version) implements Comparable<ToolId> {

	private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]{1,128}");

	public ToolId {
		requirePart("namespace", namespace);
		requirePart("name", name);
		if (version != null) {
			requirePart("version", version);
		}
	}

	private static void requirePart(String what, String part) {
		if (!PART.matcher(part).matches()) {
			throw new IllegalArgumentException("'" + abbreviated(part) + "' is not a tool's " + what
					+ "; use 1 to 128 letters, digits, '_', '.' or '-'");
		}
	}

	/**
	 * Creates an id without a version.
	 * @param namespace the namespace
	 * @param name the name
	 * @return the id
	 */
	public static ToolId of(String namespace, String name) {
		return new ToolId(namespace, name, null);
	}

	/**
	 * Reads an id.
	 * @param text {@code namespace:name} or {@code namespace:name:version}
	 * @return the id
	 * @throws IllegalArgumentException if the text is neither
	 */
	public static ToolId parse(String text) {
		String[] parts = text.split(":", -1);
		if (parts.length == 2) {
			return new ToolId(parts[0], parts[1], null);
		}
		if (parts.length == 3) {
			return new ToolId(parts[0], parts[1], parts[2]);
		}
		throw new IllegalArgumentException("'" + abbreviated(text)
				+ "' is not a tool id; write namespace:name, such as orders:find_order, or namespace:name:version");
	}

	/**
	 * Writes a namespace or name as code in a sandbox does: each character that no
	 * identifier can have there becomes {@code _}.
	 * @param part the namespace or name
	 * @return an identifier of JavaScript and Python
	 */
	public static String identifier(String part) {
		int same = 0;
		while (same < part.length() && isOfIdentifier(part, same)) {
			same++;
		}
		if (same == part.length()) {
			// Most are: whoever lists thousands of tools makes no string for each
			return part;
		}
		StringBuilder identifier = new StringBuilder(part);
		for (int i = same; i < part.length(); i++) {
			if (!isOfIdentifier(part, i)) {
				identifier.setCharAt(i, '_');
			}
		}
		return identifier.toString();
	}

	private static boolean isOfIdentifier(String part, int index) {
		char c = part.charAt(index);
		boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		return letter || (c >= '0' && c <= '9' && index > 0);
	}

	/**
	 * Tells whether code in a sandbox calls this {@code tools.<namespace>.<name>}.
	 * @param namespace a namespace, as code or an id writes it
	 * @param name a name, as code or an id writes it
	 * @return whether both are the same as this one's, as code writes them
	 */
	public boolean isCalled(String namespace, String name) {
		return identifier(this.namespace).equals(identifier(namespace))
				&& identifier(this.name).equals(identifier(name));
	}

	/**
	 * Tells whether this is a version of a tool.
	 * @param tool a tool's id
	 * @return whether namespaces and names are equal and this has a version
	 */
	public boolean isVersionOf(ToolId tool) {
		return this.version != null && this.namespace.equals(tool.namespace) && this.name.equals(tool.name);
	}

	private static String abbreviated(String text) {
		return (text.length() <= 80) ? text : text.substring(0, 80) + "…";
	}

	@Override
	public int compareTo(ToolId other) {
		return toString().compareTo(other.toString());
	}

	@Override
	public String toString() {
		return this.namespace + ":" + this.name + ((this.version != null) ? ":" + this.version : "");
	}

}
