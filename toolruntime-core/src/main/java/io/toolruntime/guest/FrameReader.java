package io.toolruntime.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes a guest's standard output apart: frames, and everything else, which is output of
 * the code. A frame begins anywhere, with {@code 0x1E} and the nonce, and ends with its
 * line. Holds one frame and one buffer at most, whatever comes.
 */
final class FrameReader {

	/** First byte of a frame. */
	static final byte MARK = 0x1E;

	private static final int BUFFER = 64 << 10;

	private static final int FIRST_FRAME_SIZE = 1 << 10;

	private final InputStream in;

	private final byte[] marker;

	private final int maxFrame;

	private final Sink sink;

	/** Bytes of the marker that have been seen. */
	private int matched;

	private boolean inFrame;

	private byte[] frame = new byte[FIRST_FRAME_SIZE];

	private int length;

	/**
	 * Creates a reader.
	 * @param in the guest's standard output
	 * @param nonce what marks frames
	 * @param maxFrame bytes of JSON that a frame may have
	 * @param sink takes what is found
	 */
	FrameReader(InputStream in, String nonce, int maxFrame, Sink sink) {
		this.in = in;
		this.marker = ((char) MARK + nonce).getBytes(StandardCharsets.US_ASCII);
		this.maxFrame = maxFrame;
		this.sink = sink;
	}

	/**
	 * Reads to the end.
	 * @throws IOException if reading fails
	 * @throws GuestProtocolException if a frame is too large, or the sink refuses one
	 */
	void readAll() throws IOException {
		byte[] buffer = new byte[BUFFER];
		int read = this.in.read(buffer);
		while (read >= 0) {
			take(buffer, read);
			read = this.in.read(buffer);
		}
		if (this.inFrame) {
			// Half a frame is what a guest leaves that was killed while it wrote
			return;
		}
		output(this.marker, 0, this.matched);
	}

	private void take(byte[] buffer, int length) {
		int at = 0;
		while (at < length) {
			if (this.inFrame) {
				at = takeFrame(buffer, at, length);
			}
			else if (this.matched > 0) {
				at = takeMarker(buffer, at, length);
			}
			else {
				int mark = indexOf(MARK, buffer, at, length);
				output(buffer, at, mark - at);
				at = mark;
				if (at < length) {
					this.matched = 1;
					at++;
				}
			}
		}
	}

	private int takeMarker(byte[] buffer, int from, int length) {
		int at = from;
		while (at < length && this.matched < this.marker.length) {
			if (buffer[at] != this.marker[this.matched]) {
				// The first byte of the marker is in it only once: no part of it is
				// another beginning
				output(this.marker, 0, this.matched);
				this.matched = 0;
				return at;
			}
			this.matched++;
			at++;
		}
		if (this.matched == this.marker.length) {
			this.matched = 0;
			this.inFrame = true;
			this.length = 0;
		}
		return at;
	}

	private int takeFrame(byte[] buffer, int from, int length) {
		int end = indexOf((byte) '\n', buffer, from, length);
		append(buffer, from, end - from);
		if (end == length) {
			return end;
		}
		this.inFrame = false;
		this.sink.frame(this.frame, this.length);
		if (this.frame.length > BUFFER) {
			this.frame = new byte[FIRST_FRAME_SIZE];
		}
		return end + 1;
	}

	private void append(byte[] buffer, int from, int count) {
		int needed = this.length + count;
		if (needed > this.maxFrame) {
			throw new GuestProtocolException("a frame is larger than " + (this.maxFrame >> 20) + " MB");
		}
		if (needed > this.frame.length) {
			this.frame = Arrays.copyOf(this.frame, Math.min(this.maxFrame, Math.max(needed, 2 * this.frame.length)));
		}
		System.arraycopy(buffer, from, this.frame, this.length, count);
		this.length = needed;
	}

	private void output(byte[] bytes, int offset, int length) {
		if (length > 0) {
			this.sink.output(bytes, offset, length);
		}
	}

	private static int indexOf(byte wanted, byte[] bytes, int from, int to) {
		int at = from;
		while (at < to && bytes[at] != wanted) {
			at++;
		}
		return at;
	}

	/** Takes what is found. */
	interface Sink {

		/**
		 * Takes a piece of output.
		 * @param bytes the array that it is in, which is used again
		 * @param offset where it begins
		 * @param length how long it is
		 */
		void output(byte[] bytes, int offset, int length);

		/**
		 * Takes a frame.
		 * @param json the array that it is in, which is used again
		 * @param length how long it is
		 * @throws GuestProtocolException if it is not one that the guest may send
		 */
		void frame(byte[] json, int length);

	}

}
