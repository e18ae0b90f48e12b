package io.toolruntime.splitter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes in WASM's binary format. */
final class WasmBytes {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	WasmBytes op(int... bytes) {
		for (int value : bytes) {
			this.out.write(value);
		}
		return this;
	}

	WasmBytes unsigned(long value) {
		long rest = value;
		do {
			int part = (int) (rest & 0x7f);
			rest >>>= 7;
			this.out.write((rest != 0) ? part | 0x80 : part);
		}
		while (rest != 0);
		return this;
	}

	WasmBytes signed(long value) {
		long rest = value;
		while (true) {
			int part = (int) (rest & 0x7f);
			rest >>= 7;
			if ((rest == 0 && (part & 0x40) == 0) || (rest == -1 && (part & 0x40) != 0)) {
				this.out.write(part);
				return this;
			}
			this.out.write(part | 0x80);
		}
	}

	WasmBytes fixed(long value, int bytes) {
		for (int i = 0; i < bytes; i++) {
			this.out.write((int) (value >>> (8 * i)));
		}
		return this;
	}

	WasmBytes name(String name) {
		byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
		unsigned(bytes.length);
		this.out.writeBytes(bytes);
		return this;
	}

	WasmBytes add(WasmBytes other) {
		this.out.writeBytes(other.toByteArray());
		return this;
	}

	/** A section or body: its length first. */
	WasmBytes sized(WasmBytes content) {
		return unsigned(content.out.size()).add(content);
	}

	WasmBytes vector(List<WasmBytes> items) {
		unsigned(items.size());
		items.forEach(this::add);
		return this;
	}

	byte[] toByteArray() {
		return this.out.toByteArray();
	}

}
