package io.toolruntime.splitter;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Instructions, written one after the other in their shortest form.
 */
final class Code {

	private final InsnList instructions;

	Code(InsnList instructions) {
		this.instructions = instructions;
	}

	Code add(AbstractInsnNode insn) {
		this.instructions.add(insn);
		return this;
	}

	Code op(int opcode) {
		return add(new InsnNode(opcode));
	}

	Code load(Type type, int local) {
		return add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), local));
	}

	Code store(Type type, int local) {
		return add(new VarInsnNode(type.getOpcode(Opcodes.ISTORE), local));
	}

	Code jump(LabelNode target) {
		return add(new JumpInsnNode(Opcodes.GOTO, target));
	}

	Code push(int value) {
		if (value >= -1 && value <= 5) {
			return op(Opcodes.ICONST_0 + value);
		}
		if (value == (byte) value) {
			return add(new IntInsnNode(Opcodes.BIPUSH, value));
		}
		if (value == (short) value) {
			return add(new IntInsnNode(Opcodes.SIPUSH, value));
		}
		return add(new LdcInsnNode(value));
	}

	/** Pushes what a variable of the type is before anything is stored in it. */
	Code pushZero(Type type) {
		return op(switch (type.getSort()) {
			case Type.LONG -> Opcodes.LCONST_0;
			case Type.FLOAT -> Opcodes.FCONST_0;
			case Type.DOUBLE -> Opcodes.DCONST_0;
			case Type.OBJECT, Type.ARRAY -> Opcodes.ACONST_NULL;
			default -> Opcodes.ICONST_0;
		});
	}

	/** Moves the reference on top of the stack below the value of the type before it. */
	Code swapBelow(Type type) {
		return (type.getSize() == 1) ? op(Opcodes.SWAP) : op(Opcodes.DUP_X2).op(Opcodes.POP);
	}

}
