package io.toolruntime.builtin;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param uri where it came from, after redirects
 * @param redirects redirects that were followed
 * @param status HTTP status
 * @param headers headers by their names in lower case
 * @param body what was read of the body
 * @param truncated whether there was more
 */
record Fetched(URI uri, int redirects, int status, Map<String, String> headers, byte[] body, boolean truncated) {

	private static final int LONGEST_CHARACTER = 4;

	Fetched {
		headers = new TreeMap<>(headers);
	}

	/**
	 * Returns the body as text.
	 * @return the text, or {@code null} if it is none
	 */
	@Nullable String text() {
		Charset charset = charset();
		for (byte b : this.body) {
			if (b == 0 && !charset.name().startsWith("UTF-16") && !charset.name().startsWith("UTF-32")) {
				return null;
			}
		}
		// The cut may be in a character
		int least = this.truncated ? Math.max(0, this.body.length - LONGEST_CHARACTER + 1) : this.body.length;
		for (int length = this.body.length; length >= least; length--) {
			try {
				return charset.newDecoder()
					.onMalformedInput(CodingErrorAction.REPORT)
					.onUnmappableCharacter(CodingErrorAction.REPORT)
					.decode(ByteBuffer.wrap(Arrays.copyOf(this.body, length)))
					.toString();
			}
			catch (CharacterCodingException ex) {
				// Shorter, perhaps
			}
		}
		return null;
	}

	/** The media type in lower case, without parameters; empty if there is none. */
	String mediaType() {
		String type = this.headers.getOrDefault("content-type", "");
		int semicolon = type.indexOf(';');
		return ((semicolon < 0) ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
	}

	private Charset charset() {
		for (String parameter : this.headers.getOrDefault("content-type", "").split(";")) {
			String stripped = parameter.strip();
			if (stripped.toLowerCase(Locale.ROOT).startsWith("charset=")) {
				try {
					return Charset.forName(stripped.substring("charset=".length()).replace("\"", "").strip());
				}
				catch (IllegalCharsetNameException | UnsupportedCharsetException ex) {
					return StandardCharsets.UTF_8;
				}
			}
		}
		return StandardCharsets.UTF_8;
	}

}
