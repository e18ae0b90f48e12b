package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of blocks that become one method, and where control crosses its border. All of it
 * follows from the set alone, not from how the other blocks are divided.
 */
final class Chunk {

	/** The share of all entering that gets loads of its own. */
	private static final double HOT_SHARE = 0.97;

	private final ControlFlowGraph graph;

	private final BitSet members;

	private final List<BasicBlock> blocks;

	private final List<BasicBlock> entries = new ArrayList<>();

	private final List<BasicBlock> exits;

	private final BitSet hot = new BitSet();

	private final Transfers transfers;

	private Chunk(MethodShape shape, BlockHeat heat, BitSet members) {
		this.graph = shape.graph();
		this.members = members;
		this.blocks = members.stream().mapToObj(this.graph::block).toList();
		BitSet outside = new BitSet();
		for (BasicBlock block : this.blocks) {
			if (block.id() == 0 || !before(block).isEmpty()) {
				this.entries.add(block);
			}
			block.successors().forEach(outside::set);
			block.handlers().forEach(outside::set);
		}
		outside.andNot(members);
		this.exits = outside.stream().mapToObj(this.graph::block).toList();
		findHotEntries(heat);
		this.transfers = new Transfers(shape, this.blocks, this.exits);
	}

	/**
	 * Creates a chunk.
	 * @param shape the method
	 * @param heat how often its blocks run
	 * @param blocks the chunk's blocks
	 * @return the chunk
	 */
	static Chunk of(MethodShape shape, BlockHeat heat, List<BasicBlock> blocks) {
		BitSet members = new BitSet();
		blocks.forEach((block) -> members.set(block.id()));
		return new Chunk(shape, heat, members);
	}

	/** The blocks of other chunks from which control comes to a block. */
	private BitSet before(BasicBlock block) {
		BitSet before = (BitSet) this.graph.predecessors(block.id()).clone();
		before.andNot(this.members);
		return before;
	}

	/** The entries that control nearly always comes by, which are few. */
	private void findHotEntries(BlockHeat heat) {
		Map<Integer, Long> entering = new HashMap<>();
		this.entries.forEach((entry) -> entering.put(entry.id(), entering(entry, heat)));
		this.entries
			.sort(Comparator.<BasicBlock>comparingLong((entry) -> entering.getOrDefault(entry.id(), 0L)).reversed());
		double left = HOT_SHARE * entering.values().stream().mapToLong(Long::longValue).sum();
		for (BasicBlock entry : this.entries) {
			if (left <= 0) {
				break;
			}
			this.hot.set(entry.id());
			left -= entering.getOrDefault(entry.id(), 0L);
		}
	}

	/** How often control comes to an entry from outside, as far as the profile knows. */
	private long entering(BasicBlock entry, BlockHeat heat) {
		long calls = (entry.id() == 0) ? heat.of(entry) : 0;
		return calls + before(entry).stream().mapToLong((id) -> heat.between(this.graph.block(id), entry)).sum();
	}

	/** Its blocks in the method's order. */
	List<BasicBlock> blocks() {
		return this.blocks;
	}

	/** Its blocks that control comes to from outside: the hottest first. */
	List<BasicBlock> entries() {
		return this.entries;
	}

	/** The blocks of other chunks that it goes to, in the method's order. */
	List<BasicBlock> exits() {
		return this.exits;
	}

	/** Whether control comes by an entry so often that its loads matter. */
	boolean isHot(BasicBlock entry) {
		return this.hot.get(entry.id());
	}

	/** The variables that cross its border. */
	Transfers transfers() {
		return this.transfers;
	}

}
