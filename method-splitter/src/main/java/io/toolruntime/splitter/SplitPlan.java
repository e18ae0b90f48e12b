package io.toolruntime.splitter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A method's chunks, and a number for every block that control enters a chunk by: the
 * chunk in the upper bits, the entry in the lower.
 */
final class SplitPlan {

	/** What a chunk returns when the method is done. */
	static final int DONE = -1;

	private final List<Chunk> chunks;

	private final int entryBits;

	private final Map<Integer, Integer> states = new HashMap<>();

	SplitPlan(List<Chunk> chunks) {
		this.chunks = chunks;
		int most = chunks.stream().mapToInt((chunk) -> chunk.entries().size()).max().orElseThrow();
		this.entryBits = Integer.SIZE - Integer.numberOfLeadingZeros(most - 1);
		for (int i = 0; i < chunks.size(); i++) {
			List<BasicBlock> entries = chunks.get(i).entries();
			for (int j = 0; j < entries.size(); j++) {
				this.states.put(entries.get(j).id(), (i << this.entryBits) | j);
			}
		}
	}

	List<Chunk> chunks() {
		return this.chunks;
	}

	/** How many lower bits of a state number the entry. */
	int entryBits() {
		return this.entryBits;
	}

	/**
	 * The state that begins with a block.
	 * @param block the number of a chunk's entry
	 * @return the state
	 */
	int state(int block) {
		Integer state = this.states.get(block);
		if (state == null) {
			throw new IllegalArgumentException("Block " + block + " is no entry");
		}
		return state;
	}

}
