package io.toolruntime.web;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.InvalidRequestException;

/**
 * Reads the body of a request as one JSON object, strictly: bounded in size while it is
 * read, and in depth; no key twice; nothing after the end. What is refused is told by
 * place and name, never by repeating the body.
 */
final class JsonBody {

	static final int MAX_DEPTH = 64;

	private static final int MAX_NUMBER_LENGTH = 400;

	private final JsonMapper mapper;

	private final int maxBytes;

	JsonBody(int maxBytes) {
		this.maxBytes = maxBytes;
		// Depth is counted here, for a better message; what Jackson itself bounds lies
		// just above
		this.mapper = JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(StreamReadConstraints.builder()
					.maxNestingDepth(MAX_DEPTH + 2)
					.maxStringLength(Integer.MAX_VALUE)
					.maxNumberLength(MAX_NUMBER_LENGTH)
					.build())
				.build())
			.build();
	}

	/**
	 * Reads the body.
	 * @param request the request
	 * @return the object's fields
	 * @throws IOException if the client went away
	 * @throws ProblemException if the body is too large or not JSON by its header
	 * @throws InvalidRequestException if it is not one valid JSON object
	 */
	JsonFields read(HttpServletRequest request) throws IOException {
		requireJson(request);
		byte[] body = bytes(request);
		if (body.length == 0) {
			throw new InvalidRequestException("The body is missing; send a JSON object");
		}
		try (JsonParser parser = this.mapper.createParser(body)) {
			if (parser.nextToken() != JsonToken.START_OBJECT) {
				throw new InvalidRequestException("The body is not a JSON object; send one, beginning with {");
			}
			Map<String, @Nullable Object> fields = object(parser, "", 1);
			if (parser.nextToken() != null) {
				throw new InvalidRequestException(
						"The body goes on after its JSON object" + place(parser.currentTokenLocation()));
			}
			return new JsonFields("", fields);
		}
		catch (JacksonException ex) {
			throw new InvalidRequestException("The body is not valid JSON" + place(ex.getLocation()));
		}
	}

	private static void requireJson(HttpServletRequest request) {
		String encoding = request.getHeader("Content-Encoding");
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE,
					"Content-Encoding: bodies are taken as they are; send it without an encoding");
		}
		String header = request.getContentType();
		if (header == null || !isJson(header)) {
			throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE,
					"Content-Type: only application/json in UTF-8 is taken");
		}
	}

	private static boolean isJson(String header) {
		try {
			MediaType type = MediaType.parseMediaType(header);
			return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
					&& (type.getCharset() == null || type.getCharset().equals(StandardCharsets.UTF_8));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private byte[] bytes(HttpServletRequest request) throws IOException {
		long announced = request.getContentLengthLong();
		if (announced > 2L * this.maxBytes) {
			throw tooLarge();
		}
		InputStream in = request.getInputStream();
		byte[] body = in.readNBytes(this.maxBytes + 1);
		if (body.length > this.maxBytes) {
			// As much again, unread: a client that is cut off while it still writes may
			// never read why
			in.skip(this.maxBytes);
			throw tooLarge();
		}
		return body;
	}

	private ProblemException tooLarge() {
		return new ProblemException(ProblemType.TOO_LARGE,
				"The body has more than " + this.maxBytes + " bytes, which is all that is taken");
	}

	private Map<String, @Nullable Object> object(JsonParser parser, String path, int depth) {
		requireShallow(parser, depth);
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		while (parser.nextToken() != JsonToken.END_OBJECT) {
			String name = parser.currentName();
			String member = path.isEmpty() ? Shown.name(name) : path + "." + Shown.name(name);
			if (object.containsKey(name)) {
				throw new InvalidRequestException(
						member + ": is there twice" + place(parser.currentTokenLocation()) + "; give it once");
			}
			parser.nextToken();
			object.put(name, value(parser, member, depth));
		}
		return object;
	}

	private List<@Nullable Object> array(JsonParser parser, String path, int depth) {
		requireShallow(parser, depth);
		List<@Nullable Object> array = new ArrayList<>();
		while (parser.nextToken() != JsonToken.END_ARRAY) {
			array.add(value(parser, path, depth));
		}
		return array;
	}

	private @Nullable Object value(JsonParser parser, String path, int depth) {
		return switch (parser.currentToken()) {
			case START_OBJECT -> object(parser, path, depth + 1);
			case START_ARRAY -> array(parser, path, depth + 1);
			case VALUE_STRING -> parser.getString();
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			case VALUE_NUMBER_INT -> integer(parser);
			case VALUE_NUMBER_FLOAT -> decimal(parser, path);
			default -> null;
		};
	}

	private static Object integer(JsonParser parser) {
		BigInteger value = parser.getBigIntegerValue();
		if (value.bitLength() < Integer.SIZE) {
			return value.intValue();
		}
		return (value.bitLength() < Long.SIZE) ? (Object) value.longValue() : value;
	}

	private static double decimal(JsonParser parser, String path) {
		double value = parser.getDoubleValue();
		if (!Double.isFinite(value)) {
			throw new InvalidRequestException(path + ": the number" + place(parser.currentTokenLocation())
					+ " is too large; give one that a 64-bit float can hold");
		}
		return value;
	}

	private static void requireShallow(JsonParser parser, int depth) {
		if (depth > MAX_DEPTH) {
			throw new InvalidRequestException("The body is nested deeper than " + MAX_DEPTH + " levels"
					+ place(parser.currentTokenLocation()) + "; flatten it");
		}
	}

	private static String place(@Nullable TokenStreamLocation location) {
		return (location != null && location.getLineNr() > 0)
				? " at line " + location.getLineNr() + ", column " + location.getColumnNr() : "";
	}

}
