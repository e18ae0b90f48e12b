package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/**
 * Inlines the comparisons of one class, and splits its methods that are above the limit.
 * All others are left as they are.
 */
final class ClassSplitter {

	private final ClassHierarchy hierarchy;

	private final SplitOptions options;

	ClassSplitter(ClassHierarchy hierarchy, SplitOptions options) {
		this.hierarchy = hierarchy;
		this.options = options;
	}

	/**
	 * Splits.
	 * @param classFile the class
	 * @return the class and the classes that it needs now; nothing if there is nothing to
	 * change
	 * @throws SplitException if a method above the limit cannot be split
	 */
	SplitClass split(byte[] classFile) {
		byte[] inlined = ComparisonInliner.inline(classFile);
		ClassReader reader = new ClassReader(inlined);
		Map<String, Integer> before = CodeSizes.of(reader);
		SplitClass result = new SplitClass(reader.getClassName());
		Map<String, SplitMethod> split = new LinkedHashMap<>();
		for (MethodNode method : largeMethods(reader, before)) {
			FrameClass frame = new FrameClass(result.frameName(method.name));
			split.put(method.name + method.desc, splitMethod(reader, method, frame));
			result.add(frame.name(), frame.toBytes(reader.readUnsignedShort(6)));
		}
		if (!split.isEmpty()) {
			byte[] written = write(reader, split);
			result.add(reader.getClassName(), written);
			report(result, split, before, CodeSizes.of(new ClassReader(written)));
		}
		else if (inlined != classFile) {
			result.add(reader.getClassName(), inlined);
		}
		return result;
	}

	private List<MethodNode> largeMethods(ClassReader reader, Map<String, Integer> sizes) {
		List<MethodNode> large = new ArrayList<>();
		int limit = this.options.limit();
		if (sizes.values().stream().anyMatch((size) -> size >= limit)) {
			reader.accept(new ClassVisitor(Opcodes.ASM9) {

				@Override
				public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
						@Nullable String signature, String @Nullable [] exceptions) {
					if (sizes.getOrDefault(name + descriptor, 0) < limit) {
						return null;
					}
					MethodNode method = new MethodNode(access, name, descriptor, signature, exceptions);
					large.add(method);
					return method;
				}

			}, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
		}
		return large;
	}

	private SplitMethod splitMethod(ClassReader reader, MethodNode method, FrameClass frame) {
		boolean isInterface = (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0;
		try {
			SplitMethod split = new MethodSplitter(reader.getClassName(), isInterface, this.hierarchy, this.options)
				.split(method, frame);
			return new FrameTypes(reader, this.hierarchy).compute(split);
		}
		catch (SplitException ex) {
			throw new SplitException("Method " + reader.getClassName().replace('/', '.') + "." + method.name
					+ method.desc + " is above the limit of " + this.options.limit()
					+ " bytecodes and cannot be split: " + ex.getMessage(), ex);
		}
	}

	private byte[] write(ClassReader reader, Map<String, SplitMethod> split) {
		ClassWriter writer = new ClassWriter(reader, 0);
		reader.accept(new ClassVisitor(Opcodes.ASM9, writer) {

			@Override
			public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
					@Nullable String signature, String @Nullable [] exceptions) {
				SplitMethod method = split.get(name + descriptor);
				if (method == null) {
					return super.visitMethod(access, name, descriptor, signature, exceptions);
				}
				method.driver().accept(writer);
				method.chunks().forEach((chunk) -> chunk.accept(writer));
				return null;
			}

		}, 0);
		return writer.toByteArray();
	}

	private void report(SplitClass result, Map<String, SplitMethod> split, Map<String, Integer> before,
			Map<String, Integer> after) {
		split.forEach((method, parts) -> {
			List<String> names = new ArrayList<>();
			names.add(method);
			parts.chunks().forEach((chunk) -> names.add(chunk.name + chunk.desc));
			int largest = names.stream().mapToInt((name) -> after.getOrDefault(name, 0)).max().orElse(0);
			String line = result.name().replace('/', '.') + "." + parts.driver().name + ": " + before.get(method)
					+ " bytecodes in " + parts.chunks().size() + " chunks of at most " + largest;
			if (largest >= this.options.limit()) {
				throw new SplitException(line + ", which is not below the limit of " + this.options.limit());
			}
			result.report(line);
		});
	}

}
