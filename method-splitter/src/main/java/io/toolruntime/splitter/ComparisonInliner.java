package io.toolruntime.splitter;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Writes comparisons as instructions where the AOT compiler calls methods that return 0
 * or 1, and branches on what they return.
 * <p>
 * This is needed for right results, not only for speed. HotSpot's C2 may fold two such
 * branches on one number into a single one; where that is left in the unusual direction,
 * the interpreter goes on with the 0 or 1 that was assumed of the first (JDK-8376400,
 * seen on JDK 17). QuickJS clamps the bounds of {@code slice} that way, and
 * {@code 'N0'.slice(1, 3)} was four characters long. Here a branch compares the numbers
 * themselves, which the interpreter does again, and a comparison that is no branch has
 * none inside.
 *
 * @see <a href="https://bugs.openjdk.org/browse/JDK-8376400">JDK-8376400</a>
 */
final class ComparisonInliner {

	private ComparisonInliner() {
	}

	/**
	 * Rewrites a class.
	 * @param classFile the class
	 * @return the class without calls of comparisons; the same bytes if it had none
	 */
	static byte[] inline(byte[] classFile) {
		ClassReader reader = new ClassReader(classFile);
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
		// Among the first constants, which take a byte less to load
		writer.newConst(Integer.MIN_VALUE);
		boolean[] changed = { false };
		reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {

			@Override
			public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
					String @Nullable [] exceptions) {
				return new Inliner(super.visitMethod(access, name, descriptor, signature, exceptions), changed);
			}

		}, 0);
		return changed[0] ? writer.toByteArray() : classFile;
	}

	/** Holds a comparison back until it sees what is done with the result. */
	private static final class Inliner extends MethodVisitor {

		private final boolean[] changed;

		private @Nullable Comparison held;

		Inliner(MethodVisitor code, boolean[] changed) {
			super(Opcodes.ASM9, code);
			this.changed = changed;
		}

		private void release() {
			Comparison comparison = this.held;
			this.held = null;
			if (comparison != null) {
				comparison.value(this.mv);
			}
		}

		@Override
		public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
			release();
			this.held = (opcode == Opcodes.INVOKESTATIC) ? Comparison.of(owner, name).orElse(null) : null;
			if (this.held == null) {
				super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
			}
			else {
				this.changed[0] = true;
			}
		}

		@Override
		public void visitJumpInsn(int opcode, Label label) {
			Comparison comparison = this.held;
			if (comparison != null && (opcode == Opcodes.IFEQ || opcode == Opcodes.IFNE)) {
				this.held = null;
				comparison.jump(this.mv, opcode == Opcodes.IFNE, label);
			}
			else {
				release();
				super.visitJumpInsn(opcode, label);
			}
		}

		@Override
		public void visitFrame(int type, int numLocal, Object[] local, int numStack, Object[] stack) {
			release();
			super.visitFrame(type, numLocal, local, numStack, stack);
		}

		@Override
		public void visitInsn(int opcode) {
			release();
			super.visitInsn(opcode);
		}

		@Override
		public void visitIntInsn(int opcode, int operand) {
			release();
			super.visitIntInsn(opcode, operand);
		}

		@Override
		public void visitVarInsn(int opcode, int local) {
			release();
			super.visitVarInsn(opcode, local);
		}

		@Override
		public void visitTypeInsn(int opcode, String type) {
			release();
			super.visitTypeInsn(opcode, type);
		}

		@Override
		public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
			release();
			super.visitFieldInsn(opcode, owner, name, descriptor);
		}

		@Override
		public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
			release();
			super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
		}

		@Override
		public void visitLdcInsn(Object value) {
			release();
			super.visitLdcInsn(value);
		}

		@Override
		public void visitIincInsn(int local, int increment) {
			release();
			super.visitIincInsn(local, increment);
		}

		@Override
		public void visitTableSwitchInsn(int min, int max, Label other, Label... labels) {
			release();
			super.visitTableSwitchInsn(min, max, other, labels);
		}

		@Override
		public void visitLookupSwitchInsn(Label other, int[] keys, Label[] labels) {
			release();
			super.visitLookupSwitchInsn(other, keys, labels);
		}

		@Override
		public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
			release();
			super.visitMultiANewArrayInsn(descriptor, dimensions);
		}

		@Override
		public void visitLabel(Label label) {
			release();
			super.visitLabel(label);
		}

		@Override
		public void visitLineNumber(int line, Label start) {
			release();
			super.visitLineNumber(line, start);
		}

		@Override
		public void visitMaxs(int maxStack, int maxLocals) {
			release();
			super.visitMaxs(maxStack, maxLocals);
		}

	}

}
