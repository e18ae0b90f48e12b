package io.toolruntime.builtin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A place in one of the folders that tools may use.
 *
 * @param root the folder, where it really is
 * @param first whether it is the first one
 * @param names names of the folders on the way, and of the file; none for the root itself
 */
record Place(Path root, boolean first, List<String> names) {

	Place {
		names = List.copyOf(names);
	}

	boolean isRoot() {
		return this.names.isEmpty();
	}

	/** The last name. */
	String name() {
		return this.names.get(this.names.size() - 1);
	}

	Place child(String name) {
		List<String> longer = new ArrayList<>(this.names);
		longer.add(name);
		return new Place(this.root, this.first, longer);
	}

	/** As callers may write it. */
	String shown() {
		if (this.first) {
			return isRoot() ? "." : String.join("/", this.names);
		}
		return isRoot() ? this.root.toString() : this.root + "/" + String.join("/", this.names);
	}

}
