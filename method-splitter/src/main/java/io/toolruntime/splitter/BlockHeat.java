package io.toolruntime.splitter;

import java.util.IdentityHashMap;
import java.util.Map;

import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * How often blocks run and follow each other, as far as a profile knows. It remembers
 * instructions, so it outlives changes to the graph.
 */
final class BlockHeat {

	private final Map<AbstractInsnNode, Long> runs = new IdentityHashMap<>();

	/** By the last instruction of the block before and the first of the block after. */
	private final Map<AbstractInsnNode, Map<AbstractInsnNode, Long>> steps = new IdentityHashMap<>();

	/**
	 * Adds a count of a profile.
	 * @param graph the graph that the profile's block numbers are of
	 * @param from a block, or one after the last where the method begins
	 * @param to the block that ran next
	 * @param count how often
	 */
	void add(ControlFlowGraph graph, int from, int to, long count) {
		BasicBlock block = graph.block(to);
		for (AbstractInsnNode insn : block.instructions()) {
			this.runs.merge(insn, count, Long::sum);
		}
		if (from < graph.blocks().size()) {
			this.steps.computeIfAbsent(graph.block(from).last(), (last) -> new IdentityHashMap<>())
				.merge(block.instructions().get(0), count, Long::sum);
		}
	}

	/**
	 * Hands the steps that follow an instruction to one that stands in for it.
	 * @param before the last instruction of a block
	 * @param after the instruction that ends the block now
	 */
	void replace(AbstractInsnNode before, AbstractInsnNode after) {
		Map<AbstractInsnNode, Long> following = this.steps.remove(before);
		if (following != null) {
			this.steps.put(after, following);
		}
	}

	/**
	 * Gives an instruction the steps that follow another.
	 * @param from the last instruction of a block
	 * @param to the last instruction of another, with some of its successors
	 */
	void copySteps(AbstractInsnNode from, AbstractInsnNode to) {
		Map<AbstractInsnNode, Long> following = this.steps.get(from);
		if (following != null) {
			this.steps.put(to, following);
		}
	}

	/**
	 * Gives a new instruction the heat of another.
	 * @param added the new instruction
	 * @param like an instruction that runs as often
	 */
	void inherit(AbstractInsnNode added, AbstractInsnNode like) {
		this.runs.put(added, this.runs.getOrDefault(like, 0L));
	}

	/** Whether there is no profile. */
	boolean isUnknown() {
		return this.runs.isEmpty();
	}

	/** How often a block runs; 0 for one that never did. */
	long of(BasicBlock block) {
		return this.runs.getOrDefault(block.instructions().get(0), 0L);
	}

	/** How often a block runs after another. */
	long between(BasicBlock from, BasicBlock to) {
		AbstractInsnNode first = to.instructions().get(0);
		Long counted = this.steps.getOrDefault(from.last(), Map.of()).get(first);
		if (counted != null) {
			return counted;
		}
		return (from.successors().size() == 1 && from.successors().contains(to.id())) ? Math.min(of(from), of(to)) : 0;
	}

}
