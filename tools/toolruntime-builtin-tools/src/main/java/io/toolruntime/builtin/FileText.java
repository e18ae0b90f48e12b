package io.toolruntime.builtin;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Tells text from what is none. */
final class FileText {

	private static final int SAMPLE = 8192;

	private static final double MOST_UNPRINTABLE = 0.3;

	private FileText() {
	}

	/**
	 * Tells whether something does not look like text.
	 * @param bytes the beginning of a file
	 * @return whether there is a zero in the first 8 KiB, or more than three in ten bytes
	 * are no characters to print
	 */
	static boolean isBinary(byte[] bytes) {
		int length = Math.min(bytes.length, SAMPLE);
		int unprintable = 0;
		for (int i = 0; i < length; i++) {
			int b = bytes[i] & 0xff;
			if (b == 0) {
				return true;
			}
			boolean printable = b >= ' ' && b != 0x7f || b == '\n' || b == '\r' || b == '\t' || b == '\f';
			unprintable += printable ? 0 : 1;
		}
		return unprintable > length * MOST_UNPRINTABLE;
	}

	/**
	 * Decodes UTF-8.
	 * @param bytes the bytes
	 * @return the text
	 * @throws CharacterCodingException if it is not UTF-8
	 */
	static String decode(byte[] bytes) throws CharacterCodingException {
		return StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.onUnmappableCharacter(CodingErrorAction.REPORT)
			.decode(ByteBuffer.wrap(bytes))
			.toString();
	}

	/**
	 * Encodes text.
	 * @param text the text
	 * @return UTF-8
	 * @throws CharacterCodingException if it is no Unicode
	 */
	static byte[] encode(String text) throws CharacterCodingException {
		ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder()
			.onMalformedInput(CodingErrorAction.REPORT)
			.encode(CharBuffer.wrap(text));
		byte[] encoded = new byte[bytes.remaining()];
		bytes.get(encoded);
		return encoded;
	}

}
