package io.toolruntime.guest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns pieces of UTF-8 into text. A character may be cut in two by the end of a piece;
 * what is no UTF-8 becomes replacement characters.
 */
final class TextDecoder {

	private static final int LONGEST = 4;

	private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
		.onMalformedInput(CodingErrorAction.REPLACE)
		.onUnmappableCharacter(CodingErrorAction.REPLACE);

	/** The beginning of a character whose rest is yet to come. */
	private final ByteBuffer begun = ByteBuffer.allocate(LONGEST);

	/**
	 * Decodes a piece.
	 * @param bytes the piece's array
	 * @param offset where it begins
	 * @param length how long it is
	 * @return the text that is complete by now
	 */
	String decode(byte[] bytes, int offset, int length) {
		return decode(bytes, offset, length, false);
	}

	/**
	 * Decodes what is left: there will be no more.
	 * @return a replacement character, or nothing
	 */
	String end() {
		return decode(new byte[0], 0, 0, true);
	}

	private String decode(byte[] bytes, int offset, int length, boolean end) {
		ByteBuffer in = ByteBuffer.allocate(this.begun.position() + length);
		in.put(this.begun.flip()).put(bytes, offset, length).flip();
		CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
		this.decoder.decode(in, out, end);
		this.begun.clear();
		this.begun.put(in);
		if (end) {
			this.decoder.flush(out);
			this.decoder.reset();
		}
		return out.flip().toString();
	}

}
