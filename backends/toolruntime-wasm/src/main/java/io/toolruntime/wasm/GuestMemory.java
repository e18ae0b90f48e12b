package io.toolruntime.wasm;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;
import run.endive.runtime.ConstantEvaluators;
import run.endive.runtime.Instance;
import run.endive.wasm.types.ActiveDataSegment;
import run.endive.wasm.types.DataSegment;
import run.endive.wasm.types.PassiveDataSegment;

/**
 * The linear memory of a guest. Clones share the blocks of a snapshot until they write to
 * them, so that making one costs next to nothing and a short execution has little of its
 * own. Growing stops at the execution's limit and at the budgets of several. Used by one
 * thread at a time; what was used and refused may be read by others.
 */
final class GuestMemory extends BulkMemory {

	/** More cannot be addressed by a Java {@code int}. */
	static final int MAX_PAGES = RUNTIME_MAX_PAGES;

	private static final int BLOCKS_OF_PAGE = PAGE_SIZE / BLOCK_SIZE;

	private final MemoryBudget budget;

	private int maxPages;

	private final boolean cloned;

	private volatile int pages;

	private volatile boolean refused;

	private volatile @Nullable MemoryBudget refusedBy;

	private boolean released;

	private DataSegment[] segments = {};

	private GuestMemory(byte[][] shared, int maxPages, MemoryBudget budget, boolean cloned) {
		super(Arrays.copyOf(shared, shared.length + 4 * BLOCKS_OF_PAGE));
		this.budget = budget;
		this.maxPages = maxPages;
		this.cloned = cloned;
		this.pages = shared.length / BLOCKS_OF_PAGE;
	}

	/**
	 * Creates an empty memory for a guest that initialises itself. It is not counted
	 * against any budget.
	 * @param initialPages pages at the start
	 * @param maxPages pages at most
	 * @return the memory
	 */
	static GuestMemory empty(int initialPages, int maxPages) {
		byte[][] zeros = new byte[initialPages * BLOCKS_OF_PAGE][];
		Arrays.fill(zeros, ZEROS);
		return new GuestMemory(zeros, maxPages, MemoryBudget.unlimited(), false);
	}

	/**
	 * Creates a memory with the content of a snapshot.
	 * @param snapshot the content
	 * @param budget bounds the memory of several; what the snapshot has is reserved in it
	 * @return the memory, which cannot grow until it is given another limit
	 */
	static GuestMemory cloneOf(MemorySnapshot snapshot, MemoryBudget budget) {
		return new GuestMemory(snapshot.blocks(), snapshot.pages(), budget, true);
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
	 * @return the blocks; those that hold only zeros are one and the same
	 */
	byte[][] snapshotBlocks() {
		byte[][] result = Arrays.copyOf(this.readable, this.pages * BLOCKS_OF_PAGE);
		for (int i = 0; i < result.length; i++) {
			if (Arrays.equals(result[i], ZEROS)) {
				result[i] = ZEROS;
			}
		}
		return result;
	}

	/**
	 * Tells whether growing was ever refused.
	 * @return whether it was
	 */
	boolean isRefused() {
		return this.refused;
	}

	/**
	 * Tells which budget refused growing, the last time that it was refused.
	 * @return the budget, or {@code null} if it was the execution's own limit, or nothing
	 * was refused
	 */
	@Nullable MemoryBudget refusedBy() {
		return this.refusedBy;
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

	/**
	 * Tells how much of the memory is shared with nobody.
	 * @return bytes
	 */
	long ownBytes() {
		return Arrays.stream(this.writable).filter((block) -> block != null).count() * BLOCK_SIZE;
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
	public synchronized int grow(int count) {
		int before = this.pages;
		if (count < 0 || this.released) {
			return -1;
		}
		boolean tooMuch = count > this.maxPages - before;
		MemoryBudget refusing = tooMuch ? null : this.budget.reserve(count, before);
		if (tooMuch || refusing != null) {
			this.refusedBy = refusing;
			this.refused = true;
			return -1;
		}
		int after = (before + count) * BLOCKS_OF_PAGE;
		if (after > this.readable.length) {
			int capacity = Math.min(this.maxPages * BLOCKS_OF_PAGE, Math.max(after, 2 * this.readable.length));
			this.readable = Arrays.copyOf(this.readable, capacity);
			this.writable = Arrays.copyOf(this.writable, capacity);
		}
		Arrays.fill(this.readable, before * BLOCKS_OF_PAGE, after, ZEROS);
		this.pages = before + count;
		return before;
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

}
