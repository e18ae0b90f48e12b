package io.toolruntime.splitter;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * A local variable: a slot may hold an {@code int} here and a reference there, which are
 * two variables.
 *
 * @param slot the local's number; negative for a place on the operand stack
 * @param type {@code int}, {@code long}, {@code float}, {@code double} or {@code Object}
 */
record Variable(int slot, Type type) {

	private static final Type OBJECT = Type.getObjectType("java/lang/Object");

	/**
	 * The variable that a type's value lies in.
	 * @param slot the local's number
	 * @param type any type but {@code void}
	 * @return the variable
	 */
	static Variable of(int slot, Type type) {
		return new Variable(slot, switch (type.getSort()) {
			case Type.BOOLEAN, Type.CHAR, Type.BYTE, Type.SHORT, Type.INT -> Type.INT_TYPE;
			case Type.LONG, Type.FLOAT, Type.DOUBLE -> type;
			default -> OBJECT;
		});
	}

	/**
	 * The variable that an instruction loads or stores.
	 * @param insn a load or store
	 * @return the variable
	 */
	static Variable of(VarInsnNode insn) {
		return switch (insn.getOpcode()) {
			case Opcodes.ILOAD, Opcodes.ISTORE -> new Variable(insn.var, Type.INT_TYPE);
			case Opcodes.LLOAD, Opcodes.LSTORE -> new Variable(insn.var, Type.LONG_TYPE);
			case Opcodes.FLOAD, Opcodes.FSTORE -> new Variable(insn.var, Type.FLOAT_TYPE);
			case Opcodes.DLOAD, Opcodes.DSTORE -> new Variable(insn.var, Type.DOUBLE_TYPE);
			default -> new Variable(insn.var, OBJECT);
		};
	}

	/** Whether an instruction stores a local variable. */
	static boolean isStore(VarInsnNode insn) {
		return insn.getOpcode() >= Opcodes.ISTORE && insn.getOpcode() <= Opcodes.ASTORE;
	}

	boolean isReference() {
		return this.type.getSort() == Type.OBJECT;
	}

	/** A name for its field: {@code local12I}, {@code stack0J}. */
	String name() {
		String kind = isReference() ? "A" : this.type.getDescriptor();
		return (this.slot >= 0) ? "local" + this.slot + kind : "stack" + (-1 - this.slot) + kind;
	}

}
