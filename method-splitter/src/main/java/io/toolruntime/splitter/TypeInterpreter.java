package io.toolruntime.splitter;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * Follows the static types of values through a method, as the verifier does: a value that
 * a chunk takes from the frame object must have its type again.
 */
final class TypeInterpreter extends BasicInterpreter {

	/** What {@code aconst_null} is: assignable to every reference. */
	static final Type NULL = Type.getObjectType("null");

	private final ClassHierarchy hierarchy;

	TypeInterpreter(ClassHierarchy hierarchy) {
		super(Opcodes.ASM9);
		this.hierarchy = hierarchy;
	}

	@Override
	public @Nullable BasicValue newValue(@Nullable Type type) {
		return isReference(type) ? new BasicValue(type) : super.newValue(type);
	}

	@Override
	public @Nullable BasicValue newOperation(AbstractInsnNode insn) throws AnalyzerException {
		if (insn.getOpcode() == Opcodes.NEW) {
			return new Uninitialized((TypeInsnNode) insn);
		}
		return super.newOperation(insn);
	}

	@Override
	public @Nullable BasicValue binaryOperation(AbstractInsnNode insn, BasicValue first, BasicValue second)
			throws AnalyzerException {
		if (insn.getOpcode() == Opcodes.AALOAD) {
			Type array = first.getType();
			return newValue((array.getSort() == Type.ARRAY) ? Type.getType(array.getDescriptor().substring(1)) : NULL);
		}
		return super.binaryOperation(insn, first, second);
	}

	@Override
	public BasicValue merge(BasicValue first, BasicValue second) {
		if (first.equals(second)) {
			return first;
		}
		if (first instanceof Uninitialized || second instanceof Uninitialized || !isReference(first.getType())
				|| !isReference(second.getType())) {
			return BasicValue.UNINITIALIZED_VALUE;
		}
		if (first.getType().equals(NULL)) {
			return second;
		}
		if (second.getType().equals(NULL)) {
			return first;
		}
		Type merged = this.hierarchy.commonSuperclass(first.getType(), second.getType());
		return merged.equals(first.getType()) ? first : new BasicValue(merged);
	}

	private static boolean isReference(@Nullable Type type) {
		return type != null && (type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY);
	}

	/** An object whose constructor has not run yet: no field can hold it. */
	static final class Uninitialized extends BasicValue {

		private final TypeInsnNode creation;

		Uninitialized(TypeInsnNode creation) {
			super(Type.getObjectType(creation.desc));
			this.creation = creation;
		}

		@Override
		public boolean equals(Object other) {
			return other instanceof Uninitialized uninitialized && uninitialized.creation == this.creation;
		}

		@Override
		public int hashCode() {
			return this.creation.desc.hashCode();
		}

	}

}
