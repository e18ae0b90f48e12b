package io.toolruntime.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON to and from guests. What comes from a guest is bounded in size and depth before it
 * becomes objects of the host. Safe for use by several threads.
 */
final class GuestJson {

	/** Bytes of one value at most. */
	static final int MAX_BYTES = 16 << 20;

	static final int MAX_DEPTH = 200;

	private static final int MAX_NUMBER_LENGTH = 400;

	private final JsonFactory factory = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(MAX_DEPTH)
			.maxStringLength(MAX_BYTES)
			.maxNameLength(MAX_BYTES)
			.maxNumberLength(MAX_NUMBER_LENGTH)
			.build())
		.build();

	/** Made only for values that are not maps, lists and scalars: it takes its time. */
	private volatile @Nullable JsonMapper mapper;

	/**
	 * Reads a value of a guest.
	 * @param json at most {@link #MAX_BYTES}
	 * @return maps, lists, strings, numbers, booleans or {@code null}
	 * @throws IllegalArgumentException if it is nested too deeply or is no JSON; the
	 * message can be told to the guest
	 */
	@Nullable Object read(byte[] json) {
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), json)) {
			return value(parser, parser.nextToken());
		}
		catch (StreamConstraintsException ex) {
			throw new IllegalArgumentException("it is nested more than " + MAX_DEPTH + " levels deep", ex);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("it is not JSON", ex);
		}
	}

	private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token) {
		if (token == null) {
			throw new IllegalArgumentException("it is not JSON");
		}
		return switch (token) {
			case START_OBJECT -> object(parser);
			case START_ARRAY -> array(parser);
			case VALUE_STRING -> wellFormed(parser.getString());
			case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
			case VALUE_TRUE -> true;
			case VALUE_FALSE -> false;
			case VALUE_NULL -> null;
			default -> throw new IllegalArgumentException("it is not JSON");
		};
	}

	/*
	 * Half a character, which JavaScript can have and no encoding, becomes a replacement
	 * character.
	 */
	private static String wellFormed(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
			}
		}
		return text;
	}

	private static Map<String, @Nullable Object> object(JsonParser parser) {
		Map<String, @Nullable Object> map = new LinkedHashMap<>();
		while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
			String name = wellFormed(parser.currentName());
			map.put(name, value(parser, parser.nextToken()));
		}
		return map;
	}

	private static List<@Nullable Object> array(JsonParser parser) {
		List<@Nullable Object> list = new ArrayList<>();
		JsonToken token = parser.nextToken();
		while (token != JsonToken.END_ARRAY) {
			list.add(value(parser, token));
			token = parser.nextToken();
		}
		return list;
	}

	/**
	 * Writes a value of the host.
	 * @param value anything that Jackson can write
	 * @return the JSON
	 * @throws JacksonException if it cannot
	 */
	byte[] write(@Nullable Object value) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(256);
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(), out)) {
			if (!write(generator, value, 0)) {
				return mapper().writeValueAsBytes(value);
			}
		}
		return out.toByteArray();
	}

	/*
	 * Returns false, having written a part, for what is not made of maps, lists and
	 * scalars.
	 */
	private static boolean write(JsonGenerator generator, @Nullable Object value, int depth) {
		if (value == null) {
			generator.writeNull();
		}
		else if (value instanceof String text) {
			generator.writeString(wellFormed(text));
		}
		else if (value instanceof Integer number) {
			generator.writeNumber(number);
		}
		else if (value instanceof Long number) {
			generator.writeNumber(number);
		}
		else if (value instanceof Boolean bool) {
			generator.writeBoolean(bool);
		}
		else if (value instanceof Double number && Double.isFinite(number)) {
			generator.writeNumber(number);
		}
		else if (depth < MAX_DEPTH && value instanceof Map<?, ?> map) {
			return writeMap(generator, map, depth);
		}
		else if (depth < MAX_DEPTH && value instanceof Collection<?> items) {
			generator.writeStartArray();
			for (Object item : items) {
				if (!write(generator, item, depth + 1)) {
					return false;
				}
			}
			generator.writeEndArray();
		}
		else {
			return false;
		}
		return true;
	}

	private static boolean writeMap(JsonGenerator generator, Map<?, ?> map, int depth) {
		generator.writeStartObject();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			if (!(entry.getKey() instanceof String key)) {
				return false;
			}
			generator.writeName(wellFormed(key));
			if (!write(generator, entry.getValue(), depth + 1)) {
				return false;
			}
		}
		generator.writeEndObject();
		return true;
	}

	private JsonMapper mapper() {
		JsonMapper mapper = this.mapper;
		if (mapper == null) {
			mapper = new JsonMapper(this.factory);
			this.mapper = mapper;
		}
		return mapper;
	}

}
