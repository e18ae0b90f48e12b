package io.toolruntime.javascript;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What tools may use of one kind of thing.
 *
 * @param all whether everything
 * @param names what else: paths, hosts, names of variables, programs
 */
public record Permission(boolean all, List<String> names) {

	/** Nothing. */
	public static final Permission NONE = new Permission(false, List.of());

	/** Everything. */
	public static final Permission ALL = new Permission(true, List.of());

	private static final String EVERYTHING = "*";

	public Permission {
		names = List.copyOf(names);
	}

	/**
	 * Reads what is configured.
	 * @param key the key it stands at, for errors
	 * @param values names, or {@code *} for everything; {@code null} and empty are
	 * nothing
	 * @return the permission
	 * @throws IllegalArgumentException if one of them is empty or has control characters
	 */
	static Permission of(String key, @Nullable List<String> values) {
		if (values == null || values.isEmpty()) {
			return NONE;
		}
		List<String> names = new ArrayList<>();
		for (String value : values) {
			String name = value.strip();
			if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
				throw new IllegalArgumentException(key + " has an entry that is empty or has control characters");
			}
			if (name.startsWith("-")) {
				throw new IllegalArgumentException(key + " has '" + name
						+ "', which is a flag; write flags of Deno's to permissions.flags, and names here");
			}
			if (name.equals("/") && (key.endsWith("read") || key.endsWith("write") || key.endsWith("flags"))) {
				throw new IllegalArgumentException(
						key + " has '/'; write * for everything, or the folders that tools need");
			}
			names.add(name);
		}
		return names.contains(EVERYTHING) ? ALL : new Permission(false, names);
	}

	/**
	 * Tells whether nothing is allowed.
	 * @return whether it is
	 */
	public boolean isNone() {
		return !this.all && this.names.isEmpty();
	}

	Permission and(Permission other) {
		if (this.all || other.all) {
			return ALL;
		}
		List<String> names = new ArrayList<>(this.names);
		other.names.stream().filter((name) -> !names.contains(name)).forEach(names::add);
		return new Permission(false, names);
	}

}
