package io.toolruntime.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How long the body of a message is: RFC 9112 section 6, without what can be read in two
 * ways.
 *
 * @param form how its end is known
 * @param length its bytes, if they are said
 */
record Body(Form form, long length) {

	private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

	private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,15})[ \t]*(;.*)?");

	/** Bytes of a line with the length of a chunk, and what extends it. */
	private static final int LONGEST_LINE = 1 << 10;

	private static final byte[] LINE_END = { '\r', '\n' };

	/**
	 * Reads it from a head.
	 * @param <X> what is thrown if it is ambiguous
	 * @param head the head
	 * @param otherwise the form of a body of which nothing is said
	 * @param malformed makes what is thrown of a sentence about what was sent
	 * @return the body
	 * @throws X if it is malformed or ambiguous
	 */
	static <X extends Exception> Body of(MessageHead head, Form otherwise, Function<String, X> malformed) throws X {
		List<String> lengths = head.values("Content-Length");
		List<String> encodings = head.values("Transfer-Encoding");
		if (lengths.size() + encodings.size() > 1) {
			throw malformed.apply("the length of the body is said more than once");
		}
		if (!encodings.isEmpty()) {
			if (!encodings.get(0).equalsIgnoreCase("chunked")) {
				throw malformed.apply("the transfer encoding is not 'chunked'");
			}
			return new Body(Form.CHUNKED, 0);
		}
		if (lengths.isEmpty()) {
			return new Body(otherwise, 0);
		}
		if (!LENGTH.matcher(lengths.get(0)).matches()) {
			throw malformed.apply("the content length is no number");
		}
		return new Body(Form.LENGTH, Long.parseLong(lengths.get(0)));
	}

	/**
	 * Returns the header that says it to the next one.
	 * @return the header, or {@code null} if there is nothing to say
	 */
	@Nullable HeaderField field() {
		return switch (this.form) {
			case LENGTH -> new HeaderField("Content-Length", Long.toString(this.length));
			case CHUNKED -> new HeaderField("Transfer-Encoding", "chunked");
			case NONE, UNTIL_CLOSED -> null;
		};
	}

	/**
	 * Carries it. Chunks are written anew, without extensions and trailers, so that the
	 * next one reads what was read here.
	 * @param <X> what is thrown if it is not what was announced
	 * @param from where it comes from
	 * @param to where it goes to
	 * @param malformed makes what is thrown of a sentence about what was sent
	 * @throws X if its chunks are malformed
	 * @throws IOException if it cannot be carried
	 */
	<X extends Exception> void carry(Wire from, Wire to, Function<String, X> malformed) throws X, IOException {
		switch (this.form) {
			case LENGTH -> from.carryTo(to, this.length);
			case CHUNKED -> carryChunks(from, to, malformed);
			case UNTIL_CLOSED -> from.carryTo(to);
			default -> {
				/* There is none */
			}
		}
	}

	private static <X extends Exception> void carryChunks(Wire from, Wire to, Function<String, X> malformed)
			throws X, IOException {
		long length;
		do {
			var chunk = CHUNK.matcher(line(from, malformed));
			if (!chunk.matches()) {
				throw malformed.apply("a chunk does not begin with its length");
			}
			length = Long.parseLong(chunk.group(1), 16);
			if (length > 0) {
				to.write((Long.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
				from.carryTo(to, length);
				if (from.read() != '\r' || from.read() != '\n') {
					throw malformed.apply("a chunk is longer than it says");
				}
				to.write(LINE_END);
			}
		}
		while (length > 0);
		for (int trailers = 0; !line(from, malformed).isEmpty(); trailers++) {
			if (trailers == 16) {
				throw malformed.apply("there are too many trailers");
			}
		}
		to.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	private static <X extends Exception> String line(Wire from, Function<String, X> malformed) throws X, IOException {
		StringBuilder line = new StringBuilder();
		while (line.length() < LONGEST_LINE) {
			int c = from.read();
			if (c == '\r') {
				if (from.read() == '\n') {
					return line.toString();
				}
				throw malformed.apply("a carriage return is not followed by a line feed");
			}
			if ((c < ' ' && c != '\t') || c == 0x7f) {
				throw malformed.apply("a line between chunks ends too early or holds a control character");
			}
			line.append((char) c);
		}
		throw malformed.apply("a line between chunks is too long");
	}

	/** How the end of a body is known. */
	enum Form {

		/** There is none. */
		NONE,

		/** Its length is said before. */
		LENGTH,

		/** Each piece says its length. */
		CHUNKED,

		/** It ends with the connection. */
		UNTIL_CLOSED

	}

}
