package io.toolruntime.splitter;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Makes a method count how often control goes from which block to which, for a profile.
 * The counts lie in its frame class.
 */
final class EdgeCounter {

	/** The frame class's field with the counts, by block before and block. */
	static final String COUNTS = "counts";

	/** The frame class's field with the method's name and fingerprint. */
	static final String METHOD = "method";

	/** The frame class's method that counts. */
	static final String COUNT = "count";

	private EdgeCounter() {
	}

	/**
	 * Adds counting to a method. A local variable remembers the block before; where the
	 * method begins, that is one after the last.
	 * @param method the method
	 * @param graph its blocks
	 * @param frame its frame class, which gets the counts
	 * @param key the method's name in a profile
	 */
	static void add(MethodNode method, ControlFlowGraph graph, FrameClass frame, String key) {
		frame.count(graph.blocks().size(), key + " " + Fingerprint.of(method));
		int before = method.maxLocals++;
		for (BasicBlock block : graph.blocks()) {
			InsnList counting = new InsnList();
			new Code(counting).load(Type.INT_TYPE, before)
				.push(block.id())
				.add(new MethodInsnNode(Opcodes.INVOKESTATIC, frame.name(), COUNT, "(II)V", false))
				.push(block.id())
				.store(Type.INT_TYPE, before);
			method.instructions.insertBefore(block.instructions().get(0), counting);
		}
		InsnList begin = new InsnList();
		new Code(begin).push(graph.blocks().size()).store(Type.INT_TYPE, before);
		method.instructions.insert(begin);
	}

}
