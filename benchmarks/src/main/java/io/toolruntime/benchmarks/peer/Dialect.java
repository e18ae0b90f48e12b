package io.toolruntime.benchmarks.peer;

import java.util.List;

/** How programs are written for a peer, and call a tool there. */
public enum Dialect {

	/** JavaScript with toolruntime's tools. */
	TOOLS("await tools.bench.price", "//", ".js"),

	/** TypeScript with toolruntime's tools; JavaScript where there is no TypeScript. */
	TYPESCRIPT("await tools.bench.price", "//", ".ts", ".js"),

	/** JavaScript with the tool as a function. */
	FUNCTION("price", "//", ".js"),

	/** JavaScript with the tool as a function of a module {@code host}. */
	HOST_MODULE("host.price", "//", ".js"),

	/** JavaScript with the tool as a function that gives a promise. */
	PROMISE("await price", "//", ".js"),

	/** Python with the tool as a function. */
	PYTHON("price", "#", ".py");

	private final String call;

	private final String comment;

	private final List<String> extensions;

	Dialect(String call, String comment, String... extensions) {
		this.call = call;
		this.comment = comment;
		this.extensions = List.of(extensions);
	}

	/**
	 * Returns what comes before the arguments of a call.
	 * @return such as {@code await price}
	 */
	public String call() {
		return this.call;
	}

	/**
	 * Returns what begins a comment to the end of the line.
	 * @return such as {@code //}
	 */
	public String comment() {
		return this.comment;
	}

	/**
	 * Returns how the names of its programs end, the best first.
	 * @return such as {@code .js}
	 */
	public List<String> extensions() {
		return this.extensions;
	}

}
