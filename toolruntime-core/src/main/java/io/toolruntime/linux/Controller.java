package io.toolruntime.linux;

import java.nio.file.Path;
import java.util.Locale;

/** What a control group can hold a limit with. */
public enum Controller {

	/** Memory of all its processes, and of the files that they keep in memory. */
	MEMORY,

	/** Processes and threads. */
	PIDS,

	/** Time of processors, as a quota. */
	CPU;

	/**
	 * Names it as the kernel does.
	 * @return such as {@code memory}
	 */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Where groups with a controller may be created.
	 *
	 * @param parent folder of the group that they are created in
	 * @param unified whether it is of version 2, which has one hierarchy for all
	 * @param limitsSwap whether groups there have a limit on swap
	 */
	public record Hierarchy(Path parent, boolean unified, boolean limitsSwap) {

		/**
		 * Creates one whose groups do not limit swap.
		 * @param parent folder of the group that they are created in
		 * @param unified whether it is of version 2
		 */
		public Hierarchy(Path parent, boolean unified) {
			this(parent, unified, false);
		}

		/** In version 1 of memory and swap together. */
		String swapLimit() {
			return this.unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
		}

		Hierarchy at(Path group) {
			return new Hierarchy(group, this.unified, this.limitsSwap);
		}

	}

}
