package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A set of blocks that become one method, and what crosses its border. All of it follows
 * from the set alone, not from how the other blocks are divided.
 */
final class Chunk {

	private final List<BasicBlock> blocks = new ArrayList<>();

	private final BitSet members;

	private final List<BasicBlock> entries = new ArrayList<>();

	private final Set<Integer> exits = new LinkedHashSet<>();

	private final BitSet used = new BitSet();

	private final BitSet loads = new BitSet();

	private final BitSet stores = new BitSet();

	/**
	 * Creates a chunk.
	 * @param graph the method's blocks
	 * @param liveness the method's variables
	 * @param members the numbers of its blocks
	 */
	Chunk(ControlFlowGraph graph, Liveness liveness, BitSet members) {
		this.members = members;
		members.stream().forEach((id) -> this.blocks.add(graph.block(id)));
		BitSet written = new BitSet();
		BitSet liveOut = new BitSet();
		for (BasicBlock block : this.blocks) {
			this.used.or(liveness.reads(block.id()));
			written.or(liveness.writes(block.id()));
			BitSet outside = (BitSet) graph.predecessors(block.id()).clone();
			outside.andNot(members);
			if (block.id() == 0 || !outside.isEmpty()) {
				this.entries.add(block);
				this.loads.or(liveness.live(block.id()));
			}
			block.successors().forEach((id) -> leave(id, liveness, liveOut));
			block.handlers().forEach((id) -> leave(id, liveness, liveOut));
		}
		this.stores.or(liveOut);
		this.stores.and(written);
		this.used.or(this.stores);
		this.loads.and(this.used);
		this.used.or(written);
	}

	private void leave(int target, Liveness liveness, BitSet liveOut) {
		if (!this.members.get(target)) {
			this.exits.add(target);
			liveOut.or(liveness.live(target));
		}
	}

	/** Its blocks in the method's order. */
	List<BasicBlock> blocks() {
		return this.blocks;
	}

	boolean contains(int block) {
		return this.members.get(block);
	}

	/** Its blocks that control comes to from outside, in the method's order. */
	List<BasicBlock> entries() {
		return this.entries;
	}

	/** The blocks of other chunks that it goes to. */
	Set<Integer> exits() {
		return this.exits;
	}

	/** The variables that it needs a local for. */
	BitSet variables() {
		return this.used;
	}

	/** The variables that it takes from the frame object. */
	BitSet loads() {
		return this.loads;
	}

	/** The variables that it may have changed and that others need. */
	BitSet stores() {
		return this.stores;
	}

}
