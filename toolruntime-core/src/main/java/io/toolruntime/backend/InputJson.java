package io.toolruntime.backend;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.InvalidRequestException;

/** Turns the input of a request into JSON. */
final class InputJson {

	private static final int MAX_CHARACTERS = 10 << 20;

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private InputJson() {
	}

	static String of(@Nullable Object input) {
		String json;
		try {
			json = MAPPER.writeValueAsString(input);
		}
		catch (JacksonException ex) {
			throw new InvalidRequestException("input: cannot be turned into JSON: " + ex.getOriginalMessage(), ex);
		}
		if (json.length() > MAX_CHARACTERS) {
			throw new InvalidRequestException("input: has " + json.length() + " characters of JSON; at most "
					+ MAX_CHARACTERS + " are taken. Let the code fetch large data through a tool");
		}
		return json;
	}

}
