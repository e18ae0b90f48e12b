package io.toolruntime.typescript;

/** How swc turns TypeScript into JavaScript. */
enum SwcMode {

	/** Overwrites types with blanks: everything else stays where it is. */
	STRIP("strip-only"),

	/** Writes the code anew, with a source map: for what is more than types. */
	TRANSFORM("transform");

	private final String option;

	SwcMode(String option) {
		this.option = option;
	}

	String option() {
		return this.option;
	}

}
