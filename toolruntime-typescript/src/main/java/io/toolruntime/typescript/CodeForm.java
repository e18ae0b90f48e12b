package io.toolruntime.typescript;

/**
 * A form that code has, and what is put around it for swc, which takes only modules.
 * Lines of our own come before and after, so that columns stay.
 */
enum CodeForm {

	/** As it is: may import and export, but not return. */
	MODULE("", ""),

	/** The body of a function: may return. */
	SCRIPT("async function __toolruntime() {\n", "\n}"),

	/** A value that would be read as something else at the start of a statement. */
	EXPRESSION("(\n", "\n)");

	private final String header;

	private final String footer;

	CodeForm(String header, String footer) {
		this.header = header;
		this.footer = footer;
	}

	String wrap(String code) {
		return this.header + code + this.footer;
	}

	/** Takes off what {@link #wrap} has put around code in which swc moved nothing. */
	String unwrapUnmoved(String code) {
		return code.substring(this.header.length(), code.length() - this.footer.length());
	}

	/**
	 * Takes off what {@link #wrap} has put around code that swc has written anew. Lines
	 * keep their numbers.
	 */
	String unwrapWritten(String code) {
		return (this == SCRIPT) ? code.substring(code.indexOf('{') + 1, code.lastIndexOf('}')) : code;
	}

	int linesBefore() {
		return this.header.isEmpty() ? 0 : 1;
	}

}
