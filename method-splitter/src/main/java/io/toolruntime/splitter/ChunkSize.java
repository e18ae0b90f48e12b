package io.toolruntime.splitter;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * How many bytecodes a set of blocks has as a finished chunk, measured by writing it.
 */
final class ChunkSize {

	/** A state whose constant takes as many bytecodes as any. */
	private static final int LONGEST_STATE = Integer.MAX_VALUE;

	private final MethodShape shape;

	private final String frame;

	ChunkSize(MethodShape shape, FrameClass frame) {
		this.shape = shape;
		this.frame = frame.name();
	}

	/**
	 * Measures.
	 * @param chunk a chunk
	 * @return its bytecodes, at most a few too many; {@code Integer.MAX_VALUE} for more
	 * than a method may have
	 */
	int of(Chunk chunk) {
		MethodNode method = new MethodNode(Opcodes.ACC_STATIC, "chunk", "()I", null, null);
		ChunkWriter.write(this.shape, new FrameClass(this.frame), chunk, (block) -> LONGEST_STATE, Short.MAX_VALUE,
				method);
		return of(method);
	}

	/**
	 * Measures.
	 * @param method a method
	 * @return its bytecodes in a class of many constants
	 */
	static int of(MethodNode method) {
		LabelNode end = new LabelNode(new Label());
		method.instructions.add(end);
		method.maxStack = Short.MAX_VALUE;
		method.maxLocals = Short.MAX_VALUE;
		ClassWriter writer = new ClassWriter(0);
		try {
			method.accept(writer);
			writer.toByteArray();
		}
		catch (org.objectweb.asm.MethodTooLargeException ex) {
			return Integer.MAX_VALUE;
		}
		return end.getLabel().getOffset() + growth(method);
	}

	/**
	 * A constant's instruction is a byte longer in a class with more than 256 constants,
	 * which may move a switch to where it needs more padding.
	 */
	private static int growth(MethodNode method) {
		int growth = 0;
		for (AbstractInsnNode insn : method.instructions) {
			if (insn instanceof LdcInsnNode ldc && !(ldc.cst instanceof Long || ldc.cst instanceof Double)) {
				growth++;
			}
			else if (insn.getOpcode() == Opcodes.TABLESWITCH || insn.getOpcode() == Opcodes.LOOKUPSWITCH) {
				growth += 3;
			}
		}
		return growth;
	}

}
