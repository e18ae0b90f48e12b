package io.toolruntime.splitter;

import java.util.BitSet;
import java.util.List;

/**
 * Which variables a chunk takes from the frame object where it is entered, and puts there
 * where it is left. Two data-flow problems over its blocks, solved by iteration to a
 * fixed point (Aho, Lam, Sethi and Ullman, "Compilers", 2nd edition, 9.3): forwards, what
 * may have changed since the chunk was entered; backwards, what is read or must be put
 * back and therefore has to be in its local.
 */
final class Transfers {

	private final Liveness liveness;

	private final List<BasicBlock> blocks;

	private final BitSet variables = new BitSet();

	/** By block of the chunk or behind an exit: what may have changed before it. */
	private final BitSet[] changed;

	/**
	 * By block of the chunk or behind an exit: what has to be in its local where control
	 * comes to it.
	 */
	private final BitSet[] needed;

	/**
	 * Finds them.
	 * @param shape the method
	 * @param blocks the chunk's blocks
	 * @param exits the blocks of other chunks that it goes to
	 */
	Transfers(MethodShape shape, List<BasicBlock> blocks, List<BasicBlock> exits) {
		this.liveness = shape.liveness();
		this.blocks = blocks;
		this.changed = new BitSet[shape.graph().blocks().size()];
		this.needed = new BitSet[this.changed.length];
		for (BasicBlock block : blocks) {
			this.changed[block.id()] = new BitSet();
			this.needed[block.id()] = new BitSet();
			this.variables.or(this.liveness.reads(block.id()));
			this.variables.or(this.liveness.writes(block.id()));
		}
		exits.forEach((exit) -> this.changed[exit.id()] = new BitSet());
		findChanges();
		for (BasicBlock exit : exits) {
			this.needed[exit.id()] = (BitSet) this.changed[exit.id()].clone();
			this.needed[exit.id()].and(this.liveness.live(exit.id()));
		}
		findNeeds();
	}

	/** An exception may leave a block after it wrote something, or all. */
	private void findChanges() {
		boolean again = true;
		while (again) {
			again = false;
			for (BasicBlock block : this.blocks) {
				BitSet after = (BitSet) this.changed[block.id()].clone();
				after.or(this.liveness.writes(block.id()));
				for (int id : block.successors()) {
					again |= add(this.changed[id], after);
				}
				for (int id : block.handlers()) {
					again |= add(this.changed[id], after);
				}
			}
		}
	}

	/** An exception may leave a block before it wrote anything. */
	private void findNeeds() {
		boolean again = true;
		while (again) {
			again = false;
			for (int i = this.blocks.size() - 1; i >= 0; i--) {
				BasicBlock block = this.blocks.get(i);
				BitSet before = new BitSet();
				block.successors().forEach((id) -> before.or(this.needed[id]));
				before.andNot(this.liveness.writes(block.id()));
				block.handlers().forEach((id) -> before.or(this.needed[id]));
				before.or(this.liveness.reads(block.id()));
				again |= add(this.needed[block.id()], before);
			}
		}
	}

	private static boolean add(BitSet set, BitSet added) {
		int before = set.cardinality();
		set.or(added);
		return set.cardinality() > before;
	}

	/** The variables that the chunk needs a local for. */
	BitSet variables() {
		return this.variables;
	}

	/** The variables that an entry takes from the frame object. */
	BitSet loads(BasicBlock entry) {
		return this.needed[entry.id()];
	}

	/** The variables that may have changed and that the block behind an exit needs. */
	BitSet stores(BasicBlock exit) {
		return this.needed[exit.id()];
	}

}
