package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON to and from guests. What comes from a guest is bounded in size and depth before it
 * becomes objects of the host.
 */
final class GuestJson {

	/** Bytes of one value at most. */
	static final int MAX_BYTES = 16 << 20;

	static final int MAX_DEPTH = 200;

	private final JsonMapper mapper = JsonMapper
		.builder(JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNestingDepth(MAX_DEPTH)
				.maxStringLength(MAX_BYTES)
				.maxNameLength(MAX_BYTES)
				.maxNumberLength(400)
				.build())
			.build())
		.build();

	/**
	 * Reads a value of a guest.
	 * @param json at most {@link #MAX_BYTES}
	 * @return maps, lists, strings, numbers, booleans or {@code null}
	 * @throws IllegalArgumentException if it is nested too deeply or is no JSON; the
	 * message can be told to the guest
	 */
	@Nullable Object read(byte[] json) {
		try {
			return this.mapper.readValue(json, Object.class);
		}
		catch (StreamConstraintsException ex) {
			throw new IllegalArgumentException("it is nested more than " + MAX_DEPTH + " levels deep", ex);
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("it is not JSON", ex);
		}
	}

	/**
	 * Writes a value of the host.
	 * @param value anything that Jackson can write
	 * @return the JSON
	 * @throws JacksonException if it cannot
	 */
	byte[] write(@Nullable Object value) {
		return this.mapper.writeValueAsBytes(value);
	}

}
