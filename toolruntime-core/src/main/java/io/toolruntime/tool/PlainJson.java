package io.toolruntime.tool;

import java.io.Writer;
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
		// Characters, not bytes: half a surrogate pair, which code can give, has none
		BoundedText text = new BoundedText();
		try {
			this.mapper.writeValue(text, value);
		}
		catch (RuntimeException ex) {
			// Jackson may have wrapped it
			if (text.exceeded) {
				throw new TooLargeException();
			}
			throw ex;
		}
		return this.mapper.readTree(text.toString());
	}

	/**
	 * Returns a tree as unmodifiable maps, lists and scalars.
	 * @param node the tree
	 * @param clean whether to take control characters out of strings, which are valid
	 * Unicode in any case
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
		String valid = PlainText.unicode(text);
		return clean ? PlainText.withoutControls(valid) : valid;
	}

	/** The JSON is larger than allowed. */
	static final class TooLargeException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		TooLargeException() {
			super("The JSON is larger than allowed", null, false, false);
		}

	}

	private final class BoundedText extends Writer {

		private final StringBuilder text = new StringBuilder();

		private long bytes;

		private boolean exceeded;

		@Override
		public void write(char[] characters, int offset, int length) {
			for (int i = offset; i < offset + length; i++) {
				char c = characters[i];
				this.bytes += (c < 0x80) ? 1 : (c < 0x800 || Character.isSurrogate(c)) ? 2 : 3;
			}
			if (this.bytes > PlainJson.this.maxBytes) {
				this.exceeded = true;
				throw new TooLargeException();
			}
			this.text.append(characters, offset, length);
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

		@Override
		public String toString() {
			return this.text.toString();
		}

	}

}
