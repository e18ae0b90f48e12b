package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.List;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Computes the stack maps that the verifier wants of new methods. They are written to a
 * class of their own first, so that no other method of their class has to be computed
 * again.
 */
final class FrameTypes {

	private final ClassReader owner;

	private final ClassHierarchy hierarchy;

	FrameTypes(ClassReader owner, ClassHierarchy hierarchy) {
		this.owner = owner;
		this.hierarchy = hierarchy;
	}

	/**
	 * Computes stack maps and maximums.
	 * @param method methods without them
	 * @return the same methods with them
	 */
	SplitMethod compute(SplitMethod method) {
		ClassWriter writer = new HierarchyWriter();
		int version = Math.max(this.owner.readUnsignedShort(6), Opcodes.V1_7);
		writer.visit(version, this.owner.getAccess(), this.owner.getClassName(), null, this.owner.getSuperName(), null);
		method.driver().accept(writer);
		method.chunks().forEach((chunk) -> chunk.accept(writer));
		writer.visitEnd();
		ClassNode computed = new ClassNode();
		new ClassReader(writer.toByteArray()).accept(computed, 0);
		List<MethodNode> methods = new ArrayList<>(computed.methods);
		return new SplitMethod(methods.get(0), methods.subList(1, methods.size()), method.frame());
	}

	private final class HierarchyWriter extends ClassWriter {

		HierarchyWriter() {
			super(ClassWriter.COMPUTE_FRAMES);
		}

		@Override
		protected String getCommonSuperClass(String first, String second) {
			return FrameTypes.this.hierarchy.commonSuperclass(first, second);
		}

	}

}
