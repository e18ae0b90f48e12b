package io.toolruntime.splitter;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import run.endive.runtime.OpcodeImpl;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Comparisons mean what the methods mean that the AOT compiler calls, wherever their
 * result goes.
 */
class ComparisonInlinerTests {

	private static final String COMPARING = "Comparing";

	private static final String CALLED = Type.getInternalName(OpcodeImpl.class);

	private static final long[] NUMBERS = LongStream
		.of(0, 1, 2, 7, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 31, 1L << 32, (1L << 32) + 7, Long.MAX_VALUE)
		.flatMap((number) -> LongStream.of(number, -number, number - 1, ~number))
		.distinct()
		.toArray();

	/** Enough for C2 to have compiled it, with a profile of what is usual. */
	private static final int WARM = 1_000_000;

	static List<Method> comparisons() {
		List<Method> comparisons = Stream.of(OpcodeImpl.class.getMethods())
			.filter((method) -> Comparison.of(CALLED, method.getName()).isPresent())
			.toList();
		assertThat(comparisons).as("EQZ, EQ, NE and four orders with and without a sign, of i32 and i64").hasSize(22);
		return comparisons;
	}

	@ParameterizedTest
	@MethodSource("comparisons")
	void eachIsTrueForTheSameNumbers(Method comparison) throws ReflectiveOperationException {
		Class<?> inlined = load(ComparisonInliner.inline(comparing(comparison)));
		for (long first : NUMBERS) {
			for (long second : NUMBERS) {
				Object[] numbers = numbers(comparison, first, second);
				Object expected = comparison.invoke(null, numbers);
				for (String where : List.of("value", "ifTrue", "ifFalse", "select", "twice")) {
					assertThat(inlined.getMethod(where, comparison.getParameterTypes()).invoke(null, numbers))
						.as("%s %s %s", comparison.getName(), where, Arrays.toString(numbers))
						.isEqualTo(expected);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("comparisons")
	void noCallIsLeft(Method comparison) {
		ClassNode inlined = new ClassNode();
		new ClassReader(ComparisonInliner.inline(comparing(comparison))).accept(inlined, 0);
		assertThat(inlined.methods).flatExtracting((method) -> Arrays.asList(method.instructions.toArray()))
			.filteredOn(MethodInsnNode.class::isInstance)
			.noneMatch((call) -> ((MethodInsnNode) call).owner.equals(CALLED));
	}

	@Test
	void aClassWithoutComparisonsIsLeftAsItIs() {
		ClassWriter writer = new ClassWriter(0);
		writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, "Empty", null, "java/lang/Object", null);
		byte[] empty = writer.toByteArray();
		assertThat(ComparisonInliner.inline(empty)).isSameAs(empty);
	}

	@Test
	void callsOfOthersAreLeft() {
		assertThat(Comparison.of(CALLED, "I32_CLZ")).isEmpty();
		assertThat(Comparison.of(CALLED, "F64_LT")).isEmpty();
		assertThat(Comparison.of("java/lang/Integer", "I32_EQZ")).isEmpty();
	}

	/*
	 * JDK-8376400: calls, JDK 17 folds into one comparison with both bounds, and what is
	 * above is clamped as what is below: 3 became 5.
	 */
	@Test
	void aNumberOutsideOfBothBoundsIsClampedByCompiledCodeToo() throws ReflectiveOperationException {
		for (int i = 0; i < WARM; i++) {
			// What is called from everywhere has no usual outcome
			assertThat(OpcodeImpl.I32_LT_S(i % 3, 1) + OpcodeImpl.I32_LE_S(1, i % 3)).isEqualTo(1);
		}
		for (int outside : new int[] { 3, -1 }) {
			Method clamp = load(ComparisonInliner.inline(clamping())).getMethod("clamp", int[].class, int.class);
			for (int i = 0; i < WARM; i++) {
				clamp.invoke(null, new int[] { 1 + i % 2 }, 3 + i % 5);
			}
			assertThat(clamp.invoke(null, new int[] { outside }, 2)).as("clamp(%d, 2)", outside)
				.isEqualTo((outside < 0) ? 1 : 2);
		}
	}

	private static Object[] numbers(Method comparison, long first, long second) {
		Object[] numbers = { first, second };
		for (int i = 0; i < numbers.length; i++) {
			if (comparison.getParameterTypes()[0] == int.class) {
				numbers[i] = ((Long) numbers[i]).intValue();
			}
		}
		return Arrays.copyOf(numbers, comparison.getParameterCount());
	}

	private static Class<?> load(byte[] classFile) {
		try {
			return new TestClass.Loader(Map.of(COMPARING, classFile)).loadClass(COMPARING);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/*
	 * A class with the comparison as a number, as a branch, and as what the AOT compiler
	 * makes of select.
	 */
	private static byte[] comparing(Method comparison) {
		String type = Type.getMethodDescriptor(comparison);
		Label end = new Label();
		return classWith((writer) -> {
			method(writer, "value", type, (code) -> call(code, comparison));
			method(writer, "ifTrue", type,
					(code) -> branch(code, comparison, Opcodes.IFNE, Opcodes.ICONST_1, Opcodes.ICONST_0));
			method(writer, "ifFalse", type,
					(code) -> branch(code, comparison, Opcodes.IFEQ, Opcodes.ICONST_0, Opcodes.ICONST_1));
			method(writer, "select", type, (code) -> {
				code.visitInsn(Opcodes.ICONST_1);
				code.visitInsn(Opcodes.ICONST_0);
				call(code, comparison);
				code.visitJumpInsn(Opcodes.IFNE, end);
				code.visitInsn(Opcodes.SWAP);
				code.visitLabel(end);
				code.visitInsn(Opcodes.POP);
			});
			method(writer, "twice", type, (code) -> {
				call(code, comparison);
				call(code, comparison);
				code.visitInsn(Opcodes.IAND);
			});
		});
	}

	/* As QuickJS clamps the bounds of a slice. */
	private static byte[] clamping() {
		Label notNegative = new Label();
		Label store = new Label();
		Label end = new Label();
		Label larger = new Label();
		return classWith((writer) -> method(writer, "clamp", "([II)I", (code) -> {
			code.visitVarInsn(Opcodes.ALOAD, 0);
			code.visitInsn(Opcodes.ICONST_0);
			code.visitInsn(Opcodes.IALOAD);
			code.visitInsn(Opcodes.DUP);
			code.visitVarInsn(Opcodes.ISTORE, 2);
			// A length: C2 knows that it is not negative
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitLdcInsn(Integer.MAX_VALUE);
			code.visitInsn(Opcodes.IAND);
			code.visitVarInsn(Opcodes.ISTORE, 1);
			code.visitInsn(Opcodes.ICONST_0);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, CALLED, "I32_LT_S", "(II)I", false);
			code.visitJumpInsn(Opcodes.IFEQ, notNegative);
			code.visitVarInsn(Opcodes.ILOAD, 2);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitInsn(Opcodes.IADD);
			code.visitInsn(Opcodes.DUP);
			code.visitVarInsn(Opcodes.ISTORE, 2);
			code.visitInsn(Opcodes.ICONST_0);
			code.visitVarInsn(Opcodes.ILOAD, 2);
			code.visitInsn(Opcodes.ICONST_0);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, CALLED, "I32_GT_S", "(II)I", false);
			code.visitJumpInsn(Opcodes.IFNE, larger);
			code.visitInsn(Opcodes.SWAP);
			code.visitLabel(larger);
			code.visitInsn(Opcodes.POP);
			code.visitVarInsn(Opcodes.ISTORE, 1);
			code.visitJumpInsn(Opcodes.GOTO, store);
			code.visitLabel(notNegative);
			code.visitVarInsn(Opcodes.ILOAD, 2);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, CALLED, "I32_LE_S", "(II)I", false);
			code.visitJumpInsn(Opcodes.IFNE, end);
			code.visitLabel(store);
			code.visitVarInsn(Opcodes.ALOAD, 0);
			code.visitInsn(Opcodes.ICONST_0);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitInsn(Opcodes.IASTORE);
			code.visitLabel(end);
			code.visitVarInsn(Opcodes.ALOAD, 0);
			code.visitInsn(Opcodes.ICONST_0);
			code.visitInsn(Opcodes.IALOAD);
		}));
	}

	private static void branch(MethodVisitor code, Method comparison, int jump, int taken, int otherwise) {
		Label target = new Label();
		call(code, comparison);
		code.visitJumpInsn(jump, target);
		code.visitInsn(otherwise);
		code.visitInsn(Opcodes.IRETURN);
		code.visitLabel(target);
		code.visitInsn(taken);
	}

	private static void call(MethodVisitor code, Method comparison) {
		int local = 0;
		for (Class<?> type : comparison.getParameterTypes()) {
			code.visitVarInsn(Type.getType(type).getOpcode(Opcodes.ILOAD), local);
			local += Type.getType(type).getSize();
		}
		code.visitMethodInsn(Opcodes.INVOKESTATIC, CALLED, comparison.getName(), Type.getMethodDescriptor(comparison),
				false);
	}

	private static byte[] classWith(Consumer<ClassWriter> methods) {
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
		writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC, COMPARING, null, "java/lang/Object", null);
		methods.accept(writer);
		writer.visitEnd();
		return writer.toByteArray();
	}

	private static void method(ClassWriter writer, String name, String type, Consumer<MethodVisitor> body) {
		MethodVisitor code = writer.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, name, type, null, null);
		code.visitCode();
		body.accept(code);
		code.visitInsn(Opcodes.IRETURN);
		code.visitMaxs(0, 0);
		code.visitEnd();
	}

}
