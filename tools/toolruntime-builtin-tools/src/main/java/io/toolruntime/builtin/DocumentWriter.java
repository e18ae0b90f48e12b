package io.toolruntime.builtin;

import java.io.IOException;

/** Makes documents of one kind. */
interface DocumentWriter {

	/** The longest text of a document. */
	int LONGEST_TEXT = 1 << 20;

	/** Describes what it makes, in a few words. */
	String description();

	/** What its documents' names end in, without a dot. */
	String extension();

	/** The media type of its documents. */
	String mediaType();

	/**
	 * Adds what it needs.
	 * @param input the schema that has path and overwrite already
	 * @return the schema
	 */
	Schema input(Schema input);

	/** An example of its arguments. */
	Arguments example();

	/**
	 * Makes one.
	 * @param arguments what is in it
	 * @param time until when
	 * @return the document
	 * @throws Failure if it cannot be made of this
	 * @throws IOException if it cannot be made
	 */
	byte[] write(Arguments arguments, CallTime time) throws Failure, IOException;

}
