package io.toolruntime.splitter;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;

/**
 * The class of the object that carries what lives across chunks: local variables, values
 * on the operand stack, the result. It has the fields that somebody asked for.
 */
final class FrameClass {

	private final String name;

	private final Map<String, Type> fields = new TreeMap<>();

	private int counters;

	private String counted = "";

	FrameClass(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	/**
	 * Adds counters of the edges between blocks, for recording a profile.
	 * @param counters how many blocks the method has
	 * @param counted what they count
	 */
	void count(int counters, String counted) {
		this.counters = counters;
		this.counted = counted;
	}

	/** The variable, of a slot that no method has, for a value on the operand stack. */
	static Variable stackValue(int depth, Type type) {
		return Variable.of(-1 - depth, type);
	}

	boolean has(Variable variable) {
		return this.fields.containsKey(variable.name());
	}

	AbstractInsnNode get(Variable variable) {
		return access(Opcodes.GETFIELD, variable.name(), variable.type());
	}

	AbstractInsnNode put(Variable variable) {
		return access(Opcodes.PUTFIELD, variable.name(), variable.type());
	}

	AbstractInsnNode getResult(Type type) {
		return access(Opcodes.GETFIELD, "result", type);
	}

	AbstractInsnNode putResult(Type type) {
		return access(Opcodes.PUTFIELD, "result", type);
	}

	private AbstractInsnNode access(int opcode, String field, Type type) {
		this.fields.put(field, type);
		return new FieldInsnNode(opcode, this.name, field, type.getDescriptor());
	}

	/**
	 * The class file.
	 * @param version the class file version of the class that it belongs to
	 * @return its bytes
	 */
	byte[] toBytes(int version) {
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
		writer.visit(version, Opcodes.ACC_FINAL | Opcodes.ACC_SUPER | Opcodes.ACC_SYNTHETIC, this.name, null,
				"java/lang/Object", null);
		this.fields.forEach((field, type) -> writer.visitField(0, field, type.getDescriptor(), null, null).visitEnd());
		writeMethod(writer, 0, "<init>", "()V", (code) -> {
			code.visitVarInsn(Opcodes.ALOAD, 0);
			code.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
		});
		if (this.counters > 0) {
			writeCounters(writer);
		}
		writer.visitEnd();
		return writer.toByteArray();
	}

	private void writeCounters(ClassWriter writer) {
		int access = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
		writer.visitField(access, EdgeCounter.METHOD, "Ljava/lang/String;", null, this.counted).visitEnd();
		writer.visitField(access, EdgeCounter.COUNTS, "[[J", null, null).visitEnd();
		writeMethod(writer, Opcodes.ACC_STATIC, "<clinit>", "()V", (code) -> {
			code.visitLdcInsn(this.counters + 1);
			code.visitLdcInsn(this.counters);
			code.visitMultiANewArrayInsn("[[J", 2);
			code.visitFieldInsn(Opcodes.PUTSTATIC, this.name, EdgeCounter.COUNTS, "[[J");
		});
		writeMethod(writer, Opcodes.ACC_STATIC, EdgeCounter.COUNT, "(II)V", (code) -> {
			code.visitFieldInsn(Opcodes.GETSTATIC, this.name, EdgeCounter.COUNTS, "[[J");
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitInsn(Opcodes.AALOAD);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitInsn(Opcodes.DUP2);
			code.visitInsn(Opcodes.LALOAD);
			code.visitInsn(Opcodes.LCONST_1);
			code.visitInsn(Opcodes.LADD);
			code.visitInsn(Opcodes.LASTORE);
		});
	}

	private static void writeMethod(ClassWriter writer, int access, String name, String descriptor,
			Consumer<MethodVisitor> body) {
		MethodVisitor code = writer.visitMethod(access, name, descriptor, null, null);
		code.visitCode();
		body.accept(code);
		code.visitInsn(Opcodes.RETURN);
		code.visitMaxs(0, 0);
		code.visitEnd();
	}

}
