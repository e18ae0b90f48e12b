package io.toolruntime.egress;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A ClientHello, piece by piece, right or wrong. */
final class TestHello {

	private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();

	private byte[] body = concat(new byte[] { 3, 3 }, new byte[32], new byte[] { 0 }, vector(2, new byte[] { 0x13, 1 }),
			new byte[] { 1, 0 });

	static TestHello to(String name) {
		return new TestHello().serverName(name);
	}

	TestHello serverName(String name) {
		byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
		return extension(0, vector(2, concat(new byte[] { 0 }, vector(2, bytes))));
	}

	TestHello extension(int type, byte[] data) {
		this.extensions.writeBytes(concat(number(2, type), vector(2, data)));
		return this;
	}

	TestHello body(byte[] body) {
		this.body = body;
		return this;
	}

	byte[] message() {
		byte[] all = (this.extensions.size() > 0) ? concat(this.body, vector(2, this.extensions.toByteArray()))
				: this.body;
		return concat(new byte[] { 1 }, vector(3, all));
	}

	/** In one record. */
	byte[] record() {
		return record(message());
	}

	/** In records of some bytes each. */
	byte[] records(int size) {
		byte[] message = message();
		ByteArrayOutputStream records = new ByteArrayOutputStream();
		for (int at = 0; at < message.length; at += size) {
			records.writeBytes(record(Arrays.copyOfRange(message, at, Math.min(at + size, message.length))));
		}
		return records.toByteArray();
	}

	static byte[] record(byte[] fragment) {
		return concat(new byte[] { 22, 3, 1 }, vector(2, fragment));
	}

	static byte[] vector(int width, byte[] bytes) {
		return concat(number(width, bytes.length), bytes);
	}

	static byte[] number(int width, int value) {
		byte[] bytes = new byte[width];
		for (int i = 0; i < width; i++) {
			bytes[i] = (byte) (value >> 8 * (width - 1 - i));
		}
		return bytes;
	}

	static byte[] concat(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

}
