package io.toolruntime.springai;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Text that may be JSON, as Spring AI's callbacks give it. */
final class JsonText {

	private JsonText() {
	}

	/**
	 * Reads JSON.
	 * @param mapper reads it
	 * @param text the text, or {@code null}
	 * @return the value if the text is one JSON value and nothing else, else the text
	 */
	static @Nullable Object parse(JsonMapper mapper, @Nullable String text) {
		if (text == null || text.isBlank()) {
			return text;
		}
		try {
			return mapper.readerFor(Object.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readValue(text);
		}
		catch (JacksonException ex) {
			return text;
		}
	}

}
