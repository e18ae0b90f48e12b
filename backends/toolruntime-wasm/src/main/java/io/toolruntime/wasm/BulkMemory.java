package io.toolruntime.wasm;

import java.util.Arrays;

/** Reads and writes many bytes of a memory in blocks. */
abstract class BulkMemory extends BlockMemory {

	BulkMemory(byte[][] blocks) {
		super(blocks);
	}

	private void requireInBounds(int address, int size) {
		if (address < 0 || size < 0 || (long) address + size > (long) pages() * PAGE_SIZE) {
			throw outOfBounds(address, Integer.toUnsignedLong(size));
		}
	}

	@Override
	public final byte[] readBytes(int address, int length) {
		requireInBounds(address, length);
		byte[] result = new byte[length];
		int done = 0;
		while (done < length) {
			int offset = (address + done) & MASK;
			int chunk = Math.min(length - done, BLOCK_SIZE - offset);
			System.arraycopy(this.readable[(address + done) >>> SHIFT], offset, result, done, chunk);
			done += chunk;
		}
		return result;
	}

	@Override
	public final void write(int address, byte[] data, int offset, int size) {
		if (offset < 0 || size < 0 || size > data.length - offset) {
			throw outOfBounds(address, Integer.toUnsignedLong(size));
		}
		requireInBounds(address, size);
		int done = 0;
		while (done < size) {
			int target = address + done;
			int chunk = Math.min(size - done, BLOCK_SIZE - (target & MASK));
			System.arraycopy(data, offset + done, writable(target), target & MASK, chunk);
			done += chunk;
		}
	}

	@Override
	public final void fill(byte value, int from, int to) {
		requireInBounds(from, to - from);
		int address = from;
		while (address < to) {
			int chunk = Math.min(to - address, BLOCK_SIZE - (address & MASK));
			int block = address >>> SHIFT;
			// Zeros over zeros: most of what a fresh large allocation asks for
			if (value != 0 || this.readable[block] != ZEROS) {
				int offset = address & MASK;
				Arrays.fill(writable(address), offset, offset + chunk, value);
			}
			address += chunk;
		}
	}

	@Override
	public final void zero() {
		// It is made of zeros, or of a snapshot that must stay
	}

	@Override
	public final void copy(int target, int source, int size) {
		requireInBounds(target, size);
		requireInBounds(source, size);
		if (target > source && target < source + size) {
			copyBackward(target + size, source + size, size);
			return;
		}
		int done = 0;
		while (done < size) {
			int to = target + done;
			int from = source + done;
			int chunk = Math.min(size - done, BLOCK_SIZE - Math.max(to & MASK, from & MASK));
			copyWithinBlocks(to, from, chunk);
			done += chunk;
		}
	}

	private void copyBackward(int targetEnd, int sourceEnd, int size) {
		int to = targetEnd;
		int from = sourceEnd;
		int left = size;
		while (left > 0) {
			int chunk = Math.min(left, Math.min(((to - 1) & MASK) + 1, ((from - 1) & MASK) + 1));
			to -= chunk;
			from -= chunk;
			copyWithinBlocks(to, from, chunk);
			left -= chunk;
		}
	}

	private void copyWithinBlocks(int to, int from, int size) {
		// Owned first: source and target may be the same block
		byte[] target = writable(to);
		System.arraycopy(this.readable[from >>> SHIFT], from & MASK, target, to & MASK, size);
	}

}
