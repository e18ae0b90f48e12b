package io.toolruntime.isolation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads and writes maps, lists and scalars as JSON, bounded. A mapper takes half of the
 * time that a child needs to start, so there is none until a tool returns something that
 * takes one.
 */
final class PlainJson {

	private static final int MOST_DEPTH = 200;

	private final JsonFactory factory;

	private volatile @Nullable JsonMapper mapper;

	/**
	 * Creates it.
	 * @param longest bytes of what is read at most
	 */
	PlainJson(int longest) {
		this.factory = JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(MOST_DEPTH)
				.maxStringLength(longest)
				.maxNameLength(longest)
				.maxDocumentLength(longest)
				.build())
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MOST_DEPTH).build())
			.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
			.build();
	}

	/**
	 * Writes a value.
	 * @param value the value
	 * @return its JSON
	 * @throws JacksonException if it has none, or is nested too deeply
	 */
	byte[] write(Object value) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(512);
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(), out)) {
			write(generator, value);
		}
		return out.toByteArray();
	}

	private void write(JsonGenerator out, @Nullable Object value) {
		if (value == null) {
			out.writeNull();
		}
		else if (value instanceof String text) {
			out.writeString(text);
		}
		else if (value instanceof Boolean truth) {
			out.writeBoolean(truth);
		}
		else if (value instanceof Number number) {
			number(out, number);
		}
		else if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch((key) -> key instanceof String)) {
			out.writeStartObject();
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				out.writeName((String) entry.getKey());
				write(out, entry.getValue());
			}
			out.writeEndObject();
		}
		else if (value instanceof Collection<?> list) {
			out.writeStartArray();
			for (Object item : list) {
				write(out, item);
			}
			out.writeEndArray();
		}
		else {
			write(out, mapped(value));
		}
	}

	private void number(JsonGenerator out, Number number) {
		if (number instanceof Integer value) {
			out.writeNumber(value);
		}
		else if (number instanceof Long value) {
			out.writeNumber(value);
		}
		else if (number instanceof Double value) {
			out.writeNumber(value);
		}
		else if (number instanceof Float value) {
			out.writeNumber(value);
		}
		else if (number instanceof Short || number instanceof Byte) {
			out.writeNumber(number.intValue());
		}
		else if (number instanceof BigInteger value) {
			out.writeNumber(value);
		}
		else if (number instanceof BigDecimal value) {
			out.writeNumber(value);
		}
		else {
			write(out, mapped(number));
		}
	}

	/* Beans, dates, and whatever else a mapper knows. */
	private @Nullable Object mapped(Object value) {
		JsonMapper mapper = this.mapper;
		if (mapper == null) {
			mapper = JsonMapper.builder(this.factory).build();
			this.mapper = mapper;
		}
		return read(mapper.writeValueAsBytes(value));
	}

	/**
	 * Reads an object.
	 * @param json its JSON
	 * @return the object
	 * @throws IOException if it is none
	 * @throws JacksonException if it is no JSON, or out of bounds
	 */
	@SuppressWarnings("unchecked")
	Map<String, Object> readObject(byte[] json) throws IOException {
		if (read(json) instanceof Map<?, ?> map) {
			return (Map<String, Object>) map;
		}
		throw new IOException("a message is no object");
	}

	private @Nullable Object read(byte[] json) {
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), json)) {
			Object value = value(parser, Objects.requireNonNullElse(parser.nextToken(), JsonToken.NOT_AVAILABLE));
			if (parser.nextToken() != null) {
				throw new tools.jackson.core.exc.StreamReadException(parser, "more than one value");
			}
			return value;
		}
	}

	@SuppressWarnings("NullAway") // JSON null is a value here
	private static @Nullable Object value(JsonParser parser, JsonToken token) {
		switch (token) {
			case START_OBJECT -> {
				Map<String, Object> map = new LinkedHashMap<>();
				for (JsonToken next = parser.nextToken(); next == JsonToken.PROPERTY_NAME; next = parser.nextToken()) {
					String name = parser.currentName();
					map.put(name, value(parser, parser.nextToken()));
				}
				return map;
			}
			case START_ARRAY -> {
				List<Object> list = new ArrayList<>();
				for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
					list.add(value(parser, next));
				}
				return list;
			}
			case VALUE_STRING -> {
				return parser.getString();
			}
			case VALUE_NUMBER_INT -> {
				return parser.getNumberValue();
			}
			case VALUE_NUMBER_FLOAT -> {
				return parser.getDoubleValue();
			}
			case VALUE_TRUE -> {
				return Boolean.TRUE;
			}
			case VALUE_FALSE -> {
				return Boolean.FALSE;
			}
			case VALUE_NULL -> {
				return null;
			}
			default -> throw new tools.jackson.core.exc.StreamReadException(parser, "no value");
		}
	}

}
