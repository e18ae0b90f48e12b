package io.toolruntime.wasm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.WasmRuntimeException;

/**
 * Memory in blocks that are shared with others until they are written to. Here is what
 * reads and writes one number; compiled code spends its time here.
 */
abstract class BlockMemory implements UnsharedMemory {

	/**
	 * Bytes that are copied when one is written. Small, since most executions write here
	 * and there.
	 */
	static final int BLOCK_SIZE = 1 << BlockMemory.SHIFT;

	static final int SHIFT = 12;

	static final int MASK = BLOCK_SIZE - 1;

	private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class,
			ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle FLOATS = MethodHandles.byteArrayViewVarHandle(float[].class,
			ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle DOUBLES = MethodHandles.byteArrayViewVarHandle(double[].class,
			ByteOrder.LITTLE_ENDIAN);

	/** What a block that was never written reads as. Shared by all, never written. */
	static final byte[] ZEROS = new byte[BLOCK_SIZE];

	/** All blocks; {@code null} beyond the end. */
	byte[][] readable;

	/** The blocks that are this memory's own; {@code null} where one is still shared. */
	byte[] @Nullable [] writable;

	/**
	 * Creates a memory.
	 * @param blocks the blocks, and room for more
	 */
	BlockMemory(byte[][] blocks) {
		this.readable = blocks;
		this.writable = new byte[blocks.length][];
	}

	private byte[] own(int address) {
		int block = address >>> SHIFT;
		byte[] copy = this.readable[block].clone();
		this.readable[block] = copy;
		this.writable[block] = copy;
		return copy;
	}

	final byte[] writable(int address) {
		byte[] block = this.writable[address >>> SHIFT];
		return (block != null) ? block : own(address);
	}

	final WasmRuntimeException outOfBounds(int address, long size) {
		return new WasmRuntimeException("out of bounds memory access: " + size + " bytes at "
				+ Integer.toUnsignedString(address) + " of " + pages() + " pages");
	}

	@Override
	public final byte read(int address) {
		try {
			return this.readable[address >>> SHIFT][address & MASK];
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, 1);
		}
	}

	@Override
	public final short readShort(int address) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Short.BYTES) {
			return (short) ((read(address) & 0xFF) | read(address + 1) << 8);
		}
		try {
			return (short) SHORTS.get(this.readable[address >>> SHIFT], offset);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Short.BYTES);
		}
	}

	@Override
	public final long readU16(int address) {
		return readShort(address) & 0xFFFFL;
	}

	@Override
	public final int readInt(int address) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Integer.BYTES) {
			return (readShort(address) & 0xFFFF) | readShort(address + 2) << 16;
		}
		try {
			return (int) INTS.get(this.readable[address >>> SHIFT], offset);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Integer.BYTES);
		}
	}

	@Override
	public final long readLong(int address) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Long.BYTES) {
			return (readInt(address) & 0xFFFFFFFFL) | (long) readInt(address + 4) << 32;
		}
		try {
			return (long) LONGS.get(this.readable[address >>> SHIFT], offset);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Long.BYTES);
		}
	}

	@Override
	public final long readF32(int address) {
		return readInt(address);
	}

	@Override
	public final float readFloat(int address) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Float.BYTES) {
			return Float.intBitsToFloat(readInt(address));
		}
		try {
			return (float) FLOATS.get(this.readable[address >>> SHIFT], offset);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Float.BYTES);
		}
	}

	@Override
	public final long readF64(int address) {
		return readLong(address);
	}

	@Override
	public final double readDouble(int address) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Double.BYTES) {
			return Double.longBitsToDouble(readLong(address));
		}
		try {
			return (double) DOUBLES.get(this.readable[address >>> SHIFT], offset);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Double.BYTES);
		}
	}

	@Override
	public final void writeByte(int address, byte value) {
		try {
			writable(address)[address & MASK] = value;
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, 1);
		}
	}

	@Override
	public final void writeShort(int address, short value) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Short.BYTES) {
			writeByte(address + 1, (byte) (value >>> 8));
			writeByte(address, (byte) value);
			return;
		}
		try {
			SHORTS.set(writable(address), offset, value);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Short.BYTES);
		}
	}

	@Override
	public final void writeI32(int address, int value) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Integer.BYTES) {
			writeShort(address + 2, (short) (value >>> 16));
			writeShort(address, (short) value);
			return;
		}
		try {
			INTS.set(writable(address), offset, value);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Integer.BYTES);
		}
	}

	@Override
	public final void writeLong(int address, long value) {
		int offset = address & MASK;
		if (offset > BLOCK_SIZE - Long.BYTES) {
			writeI32(address + 4, (int) (value >>> 32));
			writeI32(address, (int) value);
			return;
		}
		try {
			LONGS.set(writable(address), offset, value);
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, Long.BYTES);
		}
	}

	@Override
	public final void writeF32(int address, float value) {
		writeI32(address, Float.floatToRawIntBits(value));
	}

	@Override
	public final void writeF64(int address, double value) {
		writeLong(address, Double.doubleToRawLongBits(value));
	}

}
