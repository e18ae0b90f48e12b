package io.toolruntime.wasm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmRuntimeException;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.PassiveDataSegment;

/**
 * The linear memory of a guest. Clones share the pages of a snapshot until they write to
 * them, so that making one costs next to nothing and a short execution uses a few pages
 * of its own. Growing stops at the execution's limit and at the budget of all executions.
 * Used by one thread at a time; what was used and refused may be read by others.
 */
final class GuestMemory implements Memory {

	/** More cannot be addressed by a Java {@code int}. */
	static final int MAX_PAGES = RUNTIME_MAX_PAGES;

	private static final int SHIFT = 16;

	private static final int MASK = PAGE_SIZE - 1;

	private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class,
			ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle FLOATS = MethodHandles.byteArrayViewVarHandle(float[].class,
			ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle DOUBLES = MethodHandles.byteArrayViewVarHandle(double[].class,
			ByteOrder.LITTLE_ENDIAN);

	/** What a page that was never written reads as. Shared by all, never written. */
	private static final byte[] ZEROS = new byte[PAGE_SIZE];

	private final MemoryBudget budget;

	private int maxPages;

	private final boolean cloned;

	private byte[][] readable;

	/** The pages that are this memory's own; {@code null} where one is still shared. */
	private byte[] @Nullable [] writable;

	private volatile int pages;

	private volatile @Nullable Refusal refusal;

	private boolean released;

	private DataSegment[] segments = {};

	private GuestMemory(byte[][] shared, int maxPages, MemoryBudget budget, boolean cloned) {
		this.budget = budget;
		this.maxPages = maxPages;
		this.cloned = cloned;
		this.pages = shared.length;
		this.readable = Arrays.copyOf(shared, shared.length + 8);
		this.writable = new byte[shared.length + 8][];
	}

	/**
	 * Creates an empty memory for a guest that initialises itself. It is not counted
	 * against any budget.
	 * @param initialPages pages at the start
	 * @param maxPages pages at most
	 * @return the memory
	 */
	static GuestMemory empty(int initialPages, int maxPages) {
		byte[][] zeros = new byte[initialPages][];
		Arrays.fill(zeros, ZEROS);
		return new GuestMemory(zeros, maxPages, new MemoryBudget(Long.MAX_VALUE, null), false);
	}

	/**
	 * Creates a memory with the content of a snapshot.
	 * @param snapshot the content
	 * @param maxPages pages at most, not fewer than the snapshot has
	 * @param budget bounds the memory of all
	 * @return the memory, or {@code null} if the budget has not enough left
	 */
	static @Nullable GuestMemory cloneOf(MemorySnapshot snapshot, int maxPages, MemoryBudget budget) {
		if (!budget.tryReserve(snapshot.pages().length)) {
			return null;
		}
		return new GuestMemory(snapshot.pages(), maxPages, budget, true);
	}

	/**
	 * Sets how far the memory may grow; before the guest that it belongs to runs.
	 * @param maxPages pages at most, not fewer than there are
	 */
	void limitTo(int maxPages) {
		this.maxPages = maxPages;
	}

	/**
	 * Takes the content as a snapshot. This memory must not be written afterwards.
	 * @return the pages; those that hold only zeros are one and the same
	 */
	byte[][] snapshotPages() {
		byte[][] result = Arrays.copyOf(this.readable, this.pages);
		for (int i = 0; i < result.length; i++) {
			if (Arrays.equals(result[i], ZEROS)) {
				result[i] = ZEROS;
			}
		}
		return result;
	}

	/**
	 * Tells why growing was refused, the last time it was.
	 * @return the reason, or {@code null} if it never was
	 */
	@Nullable Refusal refusal() {
		return this.refusal;
	}

	/**
	 * Gives the pages back to the budget. Does nothing the second time.
	 */
	synchronized void release() {
		if (!this.released) {
			this.released = true;
			this.budget.release(this.pages);
		}
	}

	@Override
	public int pages() {
		return this.pages;
	}

	@Override
	public int initialPages() {
		return this.pages;
	}

	@Override
	public int maximumPages() {
		return this.maxPages;
	}

	@Override
	public boolean shared() {
		return false;
	}

	@Override
	public synchronized int grow(int count) {
		int before = this.pages;
		if (count < 0 || this.released) {
			return -1;
		}
		if (count > this.maxPages - before) {
			this.refusal = Refusal.LIMIT;
			return -1;
		}
		if (!this.budget.tryReserve(count)) {
			this.refusal = Refusal.BUDGET;
			return -1;
		}
		int after = before + count;
		if (after > this.readable.length) {
			int capacity = Math.min(this.maxPages, Math.max(after, 2 * this.readable.length));
			this.readable = Arrays.copyOf(this.readable, capacity);
			this.writable = Arrays.copyOf(this.writable, capacity);
		}
		Arrays.fill(this.readable, before, after, ZEROS);
		this.pages = after;
		return before;
	}

	private byte[] own(int address) {
		int page = address >>> SHIFT;
		byte[] copy = this.readable[page].clone();
		this.readable[page] = copy;
		this.writable[page] = copy;
		return copy;
	}

	private byte[] writable(int address) {
		byte[] page = this.writable[address >>> SHIFT];
		return (page != null) ? page : own(address);
	}

	private WasmRuntimeException outOfBounds(int address, long size) {
		return new WasmRuntimeException("out of bounds memory access: " + size + " bytes at "
				+ Integer.toUnsignedString(address) + " of " + this.pages + " pages");
	}

	private void requireInBounds(int address, int size) {
		if (address < 0 || size < 0 || (long) address + size > ((long) this.pages << SHIFT)) {
			throw outOfBounds(address, Integer.toUnsignedLong(size));
		}
	}

	@Override
	public byte read(int address) {
		try {
			return this.readable[address >>> SHIFT][address & MASK];
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, 1);
		}
	}

	@Override
	public short readShort(int address) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Short.BYTES) {
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
	public long readU16(int address) {
		return readShort(address) & 0xFFFFL;
	}

	@Override
	public int readInt(int address) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Integer.BYTES) {
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
	public long readLong(int address) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Long.BYTES) {
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
	public long readF32(int address) {
		return readInt(address);
	}

	@Override
	public float readFloat(int address) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Float.BYTES) {
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
	public long readF64(int address) {
		return readLong(address);
	}

	@Override
	public double readDouble(int address) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Double.BYTES) {
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
	public byte[] readBytes(int address, int length) {
		requireInBounds(address, length);
		byte[] result = new byte[length];
		int done = 0;
		while (done < length) {
			int offset = (address + done) & MASK;
			int chunk = Math.min(length - done, PAGE_SIZE - offset);
			System.arraycopy(this.readable[(address + done) >>> SHIFT], offset, result, done, chunk);
			done += chunk;
		}
		return result;
	}

	@Override
	public void writeByte(int address, byte value) {
		try {
			writable(address)[address & MASK] = value;
		}
		catch (NullPointerException | IndexOutOfBoundsException ex) {
			throw outOfBounds(address, 1);
		}
	}

	@Override
	public void writeShort(int address, short value) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Short.BYTES) {
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
	public void writeI32(int address, int value) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Integer.BYTES) {
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
	public void writeLong(int address, long value) {
		int offset = address & MASK;
		if (offset > PAGE_SIZE - Long.BYTES) {
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
	public void writeF32(int address, float value) {
		writeI32(address, Float.floatToRawIntBits(value));
	}

	@Override
	public void writeF64(int address, double value) {
		writeLong(address, Double.doubleToRawLongBits(value));
	}

	@Override
	public void write(int address, byte[] data, int offset, int size) {
		if (offset < 0 || size < 0 || size > data.length - offset) {
			throw outOfBounds(address, Integer.toUnsignedLong(size));
		}
		requireInBounds(address, size);
		int done = 0;
		while (done < size) {
			int target = address + done;
			int chunk = Math.min(size - done, PAGE_SIZE - (target & MASK));
			System.arraycopy(data, offset + done, writable(target), target & MASK, chunk);
			done += chunk;
		}
	}

	@Override
	public void fill(byte value, int from, int to) {
		requireInBounds(from, to - from);
		int address = from;
		while (address < to) {
			int chunk = Math.min(to - address, PAGE_SIZE - (address & MASK));
			int page = address >>> SHIFT;
			// Zeros over zeros: most of what a fresh large allocation asks for
			if (value != 0 || this.readable[page] != ZEROS) {
				int offset = address & MASK;
				Arrays.fill(writable(address), offset, offset + chunk, value);
			}
			address += chunk;
		}
	}

	@Override
	public void zero() {
		// It is made of zeros, or of a snapshot that must stay
	}

	@Override
	public void copy(int target, int source, int size) {
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
			int chunk = Math.min(size - done, PAGE_SIZE - Math.max(to & MASK, from & MASK));
			copyWithinPages(to, from, chunk);
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
			copyWithinPages(to, from, chunk);
			left -= chunk;
		}
	}

	private void copyWithinPages(int to, int from, int size) {
		// Owned first: source and target may be the same page
		byte[] target = writable(to);
		System.arraycopy(this.readable[from >>> SHIFT], from & MASK, target, to & MASK, size);
	}

	@Override
	public void initialize(Instance instance, DataSegment[] segments) {
		initialize(instance, segments, 0);
	}

	@Override
	public void initialize(Instance instance, DataSegment[] segments, int memory) {
		this.segments = segments.clone();
		if (this.cloned) {
			return;
		}
		for (DataSegment segment : segments) {
			if (segment instanceof ActiveDataSegment active && active.index() == memory) {
				int offset = (int) ConstantEvaluators.computeConstantValue(instance, active.offsetInstructions())[0];
				write(offset, active.data(), 0, active.data().length);
			}
		}
	}

	@Override
	public void initPassiveSegment(int segment, int target, int offset, int size) {
		write(target, this.segments[segment].data(), offset, size);
	}

	@Override
	public void drop(int segment) {
		this.segments[segment] = PassiveDataSegment.EMPTY;
	}

	@Override
	public Object lock(int address) {
		throw new UnsupportedOperationException("A guest has one thread");
	}

	@Override
	public int waitOn(int address, int expected, long timeout) {
		throw new UnsupportedOperationException("A guest has one thread");
	}

	@Override
	public int waitOn(int address, long expected, long timeout) {
		throw new UnsupportedOperationException("A guest has one thread");
	}

	@Override
	public int notify(int address, int maxThreads) {
		return 0;
	}

	/** Why growing was refused. */
	enum Refusal {

		/** The execution's own limit. */
		LIMIT,

		/** All executions together use as much as they may. */
		BUDGET

	}

}
