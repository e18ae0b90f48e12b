package io.toolruntime.splitter;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Makes a method count how often each of its blocks runs, for a profile. The counts lie
 * in its frame class.
 */
final class BlockCounter {

	/** The frame class's field with the counts. */
	static final String COUNTS = "counts";

	/** The frame class's field with the method's name and fingerprint. */
	static final String METHOD = "method";

	/** The frame class's method that counts. */
	static final String COUNT = "count";

	private BlockCounter() {
	}

	/**
	 * Adds counting to a method.
	 * @param method the method
	 * @param graph its blocks
	 * @param frame its frame class, which gets the counts
	 * @param key the method's name in a profile
	 */
	static void add(MethodNode method, ControlFlowGraph graph, FrameClass frame, String key) {
		frame.count(graph.blocks().size(), key + " " + Fingerprint.of(method));
		for (BasicBlock block : graph.blocks()) {
			AbstractInsnNode first = block.instructions().get(0);
			InsnList counting = new InsnList();
			new Code(counting).push(block.id())
				.add(new MethodInsnNode(Opcodes.INVOKESTATIC, frame.name(), COUNT, "(I)V", false));
			method.instructions.insertBefore(first, counting);
		}
	}

}
