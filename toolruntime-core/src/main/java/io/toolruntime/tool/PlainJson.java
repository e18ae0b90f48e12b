package io.toolruntime.tool;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns whatever Java has (records, beans, dates, optionals) into plain JSON values:
 * maps, lists, strings, numbers, booleans and {@code null}, bounded in size and depth.
 */
final class PlainJson {

	/** Levels that a value may be nested. */
	static final int MAX_DEPTH = 100;

	/** Bytes that a value's JSON may have where nobody says otherwise. */
	static final int DEFAULT_MAX_BYTES = 16 << 20;

	private final int maxBytes;

	private final JsonMapper mapper;

	PlainJson() {
		this(DEFAULT_MAX_BYTES);
	}

	PlainJson(int maxBytes) {
		this.maxBytes = maxBytes;
		JsonFactory factory = JsonFactory.builder()
			.streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(MAX_DEPTH)
				.maxStringLength(maxBytes)
				.maxNameLength(maxBytes)
				.build())
			.build();
		this.mapper = JsonMapper.builder(factory).disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();
	}

	/**
	 * Turns a value into a tree.
	 * @param value anything that Jackson turns into JSON
	 * @return its JSON
	 * @throws TooLargeException if it is larger than allowed
	 * @throws tools.jackson.core.JacksonException if it cannot be turned into JSON, or is
	 * nested too deeply
	 */
	JsonNode tree(@Nullable Object value) {
		BoundedBytes bytes = new BoundedBytes();
		try {
			this.mapper.writeValue(bytes, value);
		}
		catch (RuntimeException ex) {
			// Jackson may have wrapped it
			if (bytes.exceeded) {
				throw new TooLargeException();
			}
			throw ex;
		}
		return this.mapper.readTree(bytes.toByteArray());
	}

	/**
	 * Returns a tree as unmodifiable maps, lists and scalars.
	 * @param node the tree
	 * @param clean whether to take control characters out of strings
	 * @return the value; {@code null} for JSON null
	 */
	@SuppressWarnings("NullAway") // JSON null is a value here
	static @Nullable Object plain(JsonNode node, boolean clean) {
		if (node.isObject()) {
			Map<String, Object> map = new LinkedHashMap<>();
			node.properties()
				.forEach((property) -> map.put(text(property.getKey(), clean), plain(property.getValue(), clean)));
			return Collections.unmodifiableMap(map);
		}
		if (node.isArray()) {
			List<Object> list = new ArrayList<>(node.size());
			node.forEach((item) -> list.add(plain(item, clean)));
			return Collections.unmodifiableList(list);
		}
		if (node.isNumber()) {
			return node.numberValue();
		}
		if (node.isBoolean()) {
			return node.booleanValue();
		}
		return node.isString() ? text(node.stringValue(), clean) : null;
	}

	private static String text(String text, boolean clean) {
		return clean ? PlainText.withoutControls(text) : text;
	}

	/** The JSON is larger than allowed. */
	static final class TooLargeException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		TooLargeException() {
			super("The JSON is larger than allowed", null, false, false);
		}

	}

	private final class BoundedBytes extends ByteArrayOutputStream {

		private boolean exceeded;

		@Override
		public synchronized void write(int b) {
			require(1);
			super.write(b);
		}

		@Override
		public synchronized void write(byte[] bytes, int offset, int length) {
			require(length);
			super.write(bytes, offset, length);
		}

		private void require(int length) {
			if (this.count + length > PlainJson.this.maxBytes) {
				this.exceeded = true;
				throw new TooLargeException();
			}
		}

	}

}
