package io.toolruntime.splitter;

import java.util.IdentityHashMap;
import java.util.Map;

import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * How often instructions run, as far as a profile knows. It follows the instructions, so
 * it outlives changes to the graph.
 */
final class BlockHeat {

	private final Map<AbstractInsnNode, Long> counts = new IdentityHashMap<>();

	/**
	 * Takes the counts of a profile.
	 * @param graph the graph that the profile's block numbers are of
	 * @param profile the counts of the method
	 */
	void add(ControlFlowGraph graph, Profile.MethodProfile profile) {
		profile.counts().forEach((id, count) -> {
			for (AbstractInsnNode insn : graph.block(id).instructions()) {
				this.counts.put(insn, count);
			}
		});
	}

	/** Whether there is no profile. */
	boolean isUnknown() {
		return this.counts.isEmpty();
	}

	/** How often a block runs; 0 for one that never did. */
	long of(BasicBlock block) {
		return this.counts.getOrDefault(block.instructions().get(0), 0L);
	}

}
