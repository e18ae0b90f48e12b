package io.toolruntime.egress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The head of a message of HTTP/1, read strictly: what two readers could read differently
 * is not read at all.
 *
 * @param start its first line
 * @param fields its header fields, in their order
 */
record MessageHead(String start, List<HeaderField> fields) {

	/* RFC 9110 section 7.6.1; Trailer, because trailers are not passed on. */
	private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "te", "trailer",
			"transfer-encoding", "upgrade", "http2-settings");

	/**
	 * Reads one.
	 * @param <X> what is thrown if there is none
	 * @param from where it comes from
	 * @param most bytes that it may have
	 * @param malformed makes what is thrown of a sentence about what was sent
	 * @return the head; nothing has been read beyond it
	 * @throws X if it is malformed or too large
	 * @throws IOException if it cannot be read
	 */
	static <X extends Exception> MessageHead read(Wire from, int most, Function<String, X> malformed)
			throws X, IOException {
		String start = null;
		List<HeaderField> fields = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		for (int left = most; left > 0; left--) {
			int c = from.read();
			if (c == '\r') {
				if (--left == 0) {
					break;
				}
				if (from.read() != '\n') {
					throw malformed.apply("a carriage return is not followed by a line feed");
				}
				if (start == null) {
					start = line.toString();
				}
				else if (line.isEmpty()) {
					return new MessageHead(start, List.copyOf(fields));
				}
				else {
					HeaderField field = HeaderField.of(line.toString());
					if (field == null) {
						throw malformed.apply("a header is not a name, a colon and a value on one line");
					}
					fields.add(field);
				}
				line.setLength(0);
			}
			else if (c < 0) {
				throw malformed.apply("the head has no end");
			}
			else if ((c < ' ' && c != '\t') || c == 0x7f) {
				throw malformed.apply("the head holds a control character or a line feed alone");
			}
			else {
				line.append((char) c);
			}
		}
		throw malformed.apply("the head has more than " + most + " bytes");
	}

	/**
	 * Returns the values of a field.
	 * @param name its name, in any case
	 * @return the values, in their order; empty if there are none
	 */
	List<String> values(String name) {
		return this.fields.stream().filter((field) -> field.is(name)).map(HeaderField::value).toList();
	}

	/**
	 * Returns the fields that are for whoever is at the end of the line: without those
	 * for a proxy or for one connection, those that say how long the body is, and Host.
	 * @return the fields, in their order
	 */
	List<HeaderField> endToEnd() {
		Set<String> named = values("Connection").stream()
			.flatMap((value) -> Arrays.stream(value.split(",")))
			.map((name) -> name.strip().toLowerCase(Locale.ROOT))
			.collect(Collectors.toSet());
		return this.fields.stream().filter((field) -> {
			String name = field.name().toLowerCase(Locale.ROOT);
			return !HOP_BY_HOP.contains(name) && !named.contains(name) && !name.startsWith("proxy-")
					&& !name.equals("host") && !name.equals("content-length");
		}).toList();
	}

}
