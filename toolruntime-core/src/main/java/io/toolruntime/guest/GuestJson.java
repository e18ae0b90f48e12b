package io.toolruntime.guest;

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
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON to and from guests. What comes from a guest is bounded in depth, and in size by
 * whoever reads its bytes, before it becomes objects of the host; a key that comes twice
 * is refused, since two readers may each take another one of them. Safe for use by
 * several threads.
 */
final class GuestJson {

	static final int MAX_DEPTH = 200;

	/**
	 * Values in one message, containers included. Each takes some 40 to 90 bytes of heap,
	 * however short it is written.
	 */
	static final int MAX_VALUES = 1_000_000;

	private static final int MAX_NUMBER_LENGTH = 400;

	private final JsonFactory factory = JsonFactory.builder()
		.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNestingDepth(MAX_DEPTH)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.maxNumberLength(MAX_NUMBER_LENGTH)
			.build())
		.build();

	/**
	 * Reads a value.
	 * @param json all of it and nothing else
	 * @param length how many of the bytes
	 * @return maps, lists, strings, numbers, booleans or {@code null}, and how many
	 * @throws IllegalArgumentException if it is no such value, or too many; the message
	 * says why, and nothing of its content
	 */
	Read read(byte[] json, int length) {
		try (JsonParser parser = this.factory.createParser(ObjectReadContext.empty(), json, 0, length)) {
			Values values = new Values(parser);
			Object value = values.value(parser.nextToken());
			if (parser.nextToken() != null) {
				throw new IllegalArgumentException("there is something after the JSON");
			}
			return new Read(value, values.count);
		}
		catch (StreamConstraintsException ex) {
			throw new IllegalArgumentException(
					"it is nested more than " + MAX_DEPTH + " levels deep, or has a number that is too long", ex);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("it is not JSON, or has a key twice", ex);
		}
	}

	/*
	 * Half a character, which JavaScript and Python can have and no encoding, becomes a
	 * replacement character.
	 */
	private static String wellFormed(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
			}
		}
		return text;
	}

	/**
	 * Writes a value of the host, and a line feed after it.
	 * @param value maps with names as keys, lists and scalars
	 * @param maxBytes how many bytes it may have
	 * @return one line of JSON
	 * @throws IllegalArgumentException if it is larger, nested too deeply, or has
	 * something else in it
	 */
	byte[] line(@Nullable Object value, int maxBytes) {
		BoundedBytes out = new BoundedBytes(maxBytes);
		try (JsonGenerator generator = this.factory.createGenerator(ObjectWriteContext.empty(), out)) {
			write(generator, value, 0);
		}
		out.write('\n');
		return out.toByteArray();
	}

	private static void write(JsonGenerator generator, @Nullable Object value, int depth) {
		if (value == null) {
			generator.writeNull();
		}
		else if (value instanceof String text) {
			generator.writeString(wellFormed(text));
		}
		else if (value instanceof Boolean bool) {
			generator.writeBoolean(bool);
		}
		else if (value instanceof Number number) {
			write(generator, number);
		}
		else if (value instanceof Raw raw) {
			generator.writeRawValue(raw.json());
		}
		else if (depth >= MAX_DEPTH) {
			throw new IllegalArgumentException("it is nested more than " + MAX_DEPTH + " levels deep");
		}
		else if (value instanceof Map<?, ?> map) {
			generator.writeStartObject();
			map.forEach((key, item) -> {
				generator.writeName(wellFormed(String.valueOf(key)));
				write(generator, item, depth + 1);
			});
			generator.writeEndObject();
		}
		else if (value instanceof Collection<?> items) {
			generator.writeStartArray();
			items.forEach((item) -> write(generator, item, depth + 1));
			generator.writeEndArray();
		}
		else {
			throw new IllegalArgumentException("it has a " + value.getClass().getName() + " in it");
		}
	}

	private static void write(JsonGenerator generator, Number number) {
		if (number instanceof Integer || number instanceof Short || number instanceof Byte) {
			generator.writeNumber(number.intValue());
		}
		else if (number instanceof Long) {
			generator.writeNumber(number.longValue());
		}
		else if (number instanceof Double || number instanceof Float) {
			double value = number.doubleValue();
			if (!Double.isFinite(value)) {
				throw new IllegalArgumentException("it has a number in it that is not finite");
			}
			generator.writeNumber(value);
		}
		else {
			// BigInteger and BigDecimal; the others write themselves as decimals too
			generator.writeNumber(number.toString());
		}
	}

	/**
	 * What was read.
	 *
	 * @param value the value
	 * @param values how many values it is made of
	 */
	record Read(@Nullable Object value, int values) {
	}

	/** Reads values and counts them. */
	private static final class Values {

		private final JsonParser parser;

		private int count;

		Values(JsonParser parser) {
			this.parser = parser;
		}

		@Nullable Object value(@Nullable JsonToken token) {
			if (token == null) {
				throw new IllegalArgumentException("it is empty");
			}
			if (++this.count > MAX_VALUES) {
				throw new IllegalArgumentException("it has more than " + MAX_VALUES + " values");
			}
			return switch (token) {
				case START_OBJECT -> object();
				case START_ARRAY -> array();
				case VALUE_STRING -> wellFormed(this.parser.getString());
				case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> this.parser.getNumberValue();
				case VALUE_TRUE -> true;
				case VALUE_FALSE -> false;
				case VALUE_NULL -> null;
				default -> throw new IllegalArgumentException("it is not JSON");
			};
		}

		private Map<String, @Nullable Object> object() {
			Map<String, @Nullable Object> map = new LinkedHashMap<>();
			while (this.parser.nextToken() == JsonToken.PROPERTY_NAME) {
				String name = wellFormed(this.parser.currentName());
				map.put(name, value(this.parser.nextToken()));
			}
			return map;
		}

		private List<@Nullable Object> array() {
			List<@Nullable Object> list = new ArrayList<>();
			JsonToken token = this.parser.nextToken();
			while (token != JsonToken.END_ARRAY) {
				list.add(value(token));
				token = this.parser.nextToken();
			}
			return list;
		}

	}

	/**
	 * A value that is JSON already.
	 *
	 * @param json JSON on one line, from a writer that we trust
	 */
	record Raw(String json) {
	}

	private static final class BoundedBytes extends ByteArrayOutputStream {

		private final int max;

		BoundedBytes(int max) {
			super(256);
			this.max = max;
		}

		@Override
		public synchronized void write(int value) {
			require(1);
			super.write(value);
		}

		@Override
		public synchronized void write(byte[] bytes, int offset, int length) {
			require(length);
			super.write(bytes, offset, length);
		}

		private void require(int more) {
			// The line feed comes on top
			if (this.count + (long) more > this.max + 1L) {
				throw new IllegalArgumentException("it is larger than " + (this.max >> 20) + " MB");
			}
		}

	}

}
