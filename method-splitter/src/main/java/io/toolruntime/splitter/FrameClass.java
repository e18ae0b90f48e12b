package io.toolruntime.splitter;

import java.util.Map;
import java.util.TreeMap;

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

	FrameClass(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
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
		MethodVisitor constructor = writer.visitMethod(0, "<init>", "()V", null, null);
		constructor.visitCode();
		constructor.visitVarInsn(Opcodes.ALOAD, 0);
		constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
		constructor.visitInsn(Opcodes.RETURN);
		constructor.visitMaxs(0, 0);
		constructor.visitEnd();
		writer.visitEnd();
		return writer.toByteArray();
	}

}
