package io.toolruntime.splitter;

import java.util.List;

import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Instructions that run one after the other.
 *
 * @param id its number in the method's order
 * @param instructions the instructions, without labels, line numbers and frames
 * @param next the block that it falls through to, or {@code NONE}
 * @param successors every block that its last instruction can go to, with {@code next}
 * @param regions the protected regions that cover it, in the order in which the JVM tries
 * them
 * @param handlers the blocks that handle what it throws
 * @param entry the types of locals and operand stack where it begins
 */
record BasicBlock(int id, List<AbstractInsnNode> instructions, int next, List<Integer> successors,
		List<TryCatchBlockNode> regions, List<Integer> handlers, TypeFrame entry) {

	/** No block. */
	static final int NONE = -1;

	AbstractInsnNode last() {
		return this.instructions.get(this.instructions.size() - 1);
	}

}
