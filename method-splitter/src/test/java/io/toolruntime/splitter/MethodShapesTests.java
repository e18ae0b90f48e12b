package io.toolruntime.splitter;

import java.lang.invoke.MethodType;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A split method does what it did before, whatever its code looks like.
 */
public class MethodShapesTests {

	private static final int LIMIT = 300;

	private static final int PADDING = 120;

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7, 100 })
	void aLoopThatRunsThroughSeveralChunks(int times) {
		TestClass subject = TestClass.of(MethodType.methodType(int.class, int.class), (code) -> {
			Label loop = new Label();
			Label end = new Label();
			code.visitInsn(Opcodes.ICONST_0);
			code.visitVarInsn(Opcodes.ISTORE, 1);
			code.visitLabel(loop);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IFLE, end);
			for (int i = 1; i < 5; i++) {
				TestClass.pad(code, PADDING);
				code.visitVarInsn(Opcodes.ILOAD, 1);
				code.visitInsn(Opcodes.ICONST_3);
				code.visitInsn(Opcodes.IMUL);
				code.visitVarInsn(Opcodes.ILOAD, 0);
				code.visitInsn(Opcodes.IADD);
				code.visitVarInsn(Opcodes.ISTORE, 1);
			}
			code.visitIincInsn(0, -1);
			code.visitJumpInsn(Opcodes.GOTO, loop);
			code.visitLabel(end);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitInsn(Opcodes.IRETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(2);
		assertThat(subject.runSplit(LIMIT, times)).isEqualTo(subject.run(times));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 1, 2, 3, 40, Integer.MAX_VALUE })
	void aTableSwitchWithCasesInOtherChunks(int selector) {
		TestClass subject = TestClass.of(MethodType.methodType(int.class, int.class), (code) -> {
			Label[] cases = { new Label(), new Label(), new Label() };
			Label other = new Label();
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitTableSwitchInsn(0, 2, other, cases);
			for (int i = 0; i < cases.length; i++) {
				code.visitLabel(cases[i]);
				TestClass.pad(code, PADDING);
				code.visitIntInsn(Opcodes.SIPUSH, 1000 + i);
				code.visitInsn(Opcodes.IRETURN);
			}
			code.visitLabel(other);
			TestClass.pad(code, PADDING);
			code.visitInsn(Opcodes.ICONST_M1);
			code.visitInsn(Opcodes.IRETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(1);
		assertThat(subject.runSplit(LIMIT, selector)).isEqualTo(subject.run(selector));
	}

	@ParameterizedTest
	@ValueSource(ints = { -70000, 0, 5, 70000 })
	void aLookupSwitchWithCasesInOtherChunks(int selector) {
		TestClass subject = TestClass.of(MethodType.methodType(String.class, int.class), (code) -> {
			Label[] cases = { new Label(), new Label(), new Label() };
			Label other = new Label();
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitLookupSwitchInsn(other, new int[] { -70000, 5, 70000 }, cases);
			for (int i = 0; i < cases.length; i++) {
				code.visitLabel(cases[i]);
				TestClass.pad(code, PADDING);
				code.visitLdcInsn("case " + i);
				code.visitInsn(Opcodes.ARETURN);
			}
			code.visitLabel(other);
			TestClass.pad(code, PADDING);
			code.visitInsn(Opcodes.ACONST_NULL);
			code.visitInsn(Opcodes.ARETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(1);
		assertThat(subject.runSplit(LIMIT, selector)).isEqualTo(subject.run(selector));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void valuesOfEveryKindOnTheOperandStackAcrossChunks(boolean branch) {
		TestClass subject = TestClass.of(MethodType.methodType(String.class, boolean.class), (code) -> {
			Label otherwise = new Label();
			Label end = new Label();
			code.visitLdcInsn("text");
			code.visitInsn(Opcodes.ACONST_NULL);
			code.visitInsn(Opcodes.ICONST_5);
			code.visitLdcInsn(1L << 40);
			code.visitLdcInsn(1.5f);
			code.visitLdcInsn(2.25);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IFEQ, otherwise);
			TestClass.pad(code, 2 * PADDING);
			code.visitLdcInsn(0.5);
			code.visitInsn(Opcodes.DADD);
			code.visitJumpInsn(Opcodes.GOTO, end);
			code.visitLabel(otherwise);
			TestClass.pad(code, 2 * PADDING);
			code.visitInsn(Opcodes.DNEG);
			code.visitLabel(end);
			TestClass.pad(code, 2 * PADDING);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(MethodShapesTests.class), "join",
					"(Ljava/lang/String;Ljava/util/List;IJFD)Ljava/lang/String;", false);
			code.visitInsn(Opcodes.ARETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(2);
		assertThat(subject.runSplit(LIMIT, branch)).isEqualTo(subject.run(branch))
			.isEqualTo("textnull5" + (1L << 40) + "1.5" + (branch ? "2.75" : "-2.25"));
	}

	/** Called by generated code. */
	public static String join(String text, List<String> list, int i, long l, float f, double d) {
		return text + list + i + l + f + d;
	}

	@Test
	void parametersOfEveryKindThatAreAssigned() {
		MethodType type = MethodType.methodType(String.class, String.class, List.class, int.class, long.class,
				float.class, double.class);
		TestClass subject = TestClass.of(type, (code) -> {
			Label end = new Label();
			code.visitVarInsn(Opcodes.ILOAD, 2);
			code.visitJumpInsn(Opcodes.IFEQ, end);
			code.visitLdcInsn("assigned");
			code.visitVarInsn(Opcodes.ASTORE, 0);
			code.visitIincInsn(2, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.LLOAD, 3);
			code.visitInsn(Opcodes.LNEG);
			code.visitVarInsn(Opcodes.LSTORE, 3);
			code.visitVarInsn(Opcodes.FLOAD, 5);
			code.visitInsn(Opcodes.FNEG);
			code.visitVarInsn(Opcodes.FSTORE, 5);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.DLOAD, 6);
			code.visitInsn(Opcodes.DNEG);
			code.visitVarInsn(Opcodes.DSTORE, 6);
			code.visitLabel(end);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ALOAD, 0);
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitVarInsn(Opcodes.ILOAD, 2);
			code.visitVarInsn(Opcodes.LLOAD, 3);
			code.visitVarInsn(Opcodes.FLOAD, 5);
			code.visitVarInsn(Opcodes.DLOAD, 6);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(MethodShapesTests.class), "join",
					"(Ljava/lang/String;Ljava/util/List;IJFD)Ljava/lang/String;", false);
			code.visitInsn(Opcodes.ARETURN);
		});

		Object[] arguments = { "given", List.of("a"), 7, 8L, 9f, 10.0 };

		assertThat(subject.chunks(LIMIT)).isGreaterThan(2);
		assertThat(subject.runSplit(LIMIT, arguments)).isEqualTo(subject.run(arguments))
			.isEqualTo("assigned[a]8-8-9.0-10.0");
	}

	@Test
	void oneSlotForAnIntegerFirstAndDifferentReferencesLater() {
		TestClass subject = TestClass.of(MethodType.methodType(int.class, int.class), (code) -> {
			Label left = new Label();
			Label join = new Label();
			code.visitInsn(Opcodes.ICONST_4);
			code.visitVarInsn(Opcodes.ISTORE, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitIincInsn(1, 3);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitVarInsn(Opcodes.ISTORE, 2);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IFEQ, left);
			code.visitLdcInsn("four");
			code.visitVarInsn(Opcodes.ASTORE, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/String", "length", "()I", false);
			code.visitVarInsn(Opcodes.ISTORE, 0);
			code.visitJumpInsn(Opcodes.GOTO, join);
			code.visitLabel(left);
			code.visitInsn(Opcodes.ICONST_2);
			code.visitIntInsn(Opcodes.NEWARRAY, Opcodes.T_LONG);
			code.visitVarInsn(Opcodes.ASTORE, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitTypeInsn(Opcodes.CHECKCAST, "[J");
			code.visitInsn(Opcodes.ARRAYLENGTH);
			code.visitVarInsn(Opcodes.ISTORE, 0);
			code.visitLabel(join);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitVarInsn(Opcodes.ILOAD, 2);
			code.visitInsn(Opcodes.IADD);
			code.visitInsn(Opcodes.IRETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(2);
		assertThat(subject.runSplit(LIMIT, 1)).isEqualTo(subject.run(1)).isEqualTo(11);
		assertThat(subject.runSplit(LIMIT, 0)).isEqualTo(subject.run(0)).isEqualTo(9);
	}

	@Test
	void referencesOfTwoClassesThatMeetAsTheirSuperclass() {
		TestClass subject = TestClass.of(MethodType.methodType(int.class, int.class), (code) -> {
			Label left = new Label();
			Label join = new Label();
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IFEQ, left);
			code.visitInsn(Opcodes.ICONST_5);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;", false);
			code.visitVarInsn(Opcodes.ASTORE, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitJumpInsn(Opcodes.GOTO, join);
			code.visitLabel(left);
			code.visitLdcInsn(6.5);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Double", "valueOf", "(D)Ljava/lang/Double;", false);
			code.visitVarInsn(Opcodes.ASTORE, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitLabel(join);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Number", "intValue", "()I", false);
			code.visitInsn(Opcodes.IRETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(2);
		assertThat(subject.runSplit(LIMIT, 1)).isEqualTo(subject.run(1)).isEqualTo(5);
		assertThat(subject.runSplit(LIMIT, 0)).isEqualTo(subject.run(0)).isEqualTo(6);
	}

	@Test
	void aNullThatIsAssignedLater() {
		TestClass subject = TestClass.of(MethodType.methodType(String.class, int.class), (code) -> {
			Label end = new Label();
			code.visitInsn(Opcodes.ACONST_NULL);
			code.visitVarInsn(Opcodes.ASTORE, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IFEQ, end);
			TestClass.pad(code, 2 * PADDING);
			code.visitLdcInsn("assigned");
			code.visitVarInsn(Opcodes.ASTORE, 1);
			code.visitLabel(end);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitInsn(Opcodes.ARETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(2);
		assertThat(subject.runSplit(LIMIT, 1)).isEqualTo("assigned");
		assertThat(subject.runSplit(LIMIT, 0)).isEqualTo("null");
	}

	@ParameterizedTest
	@ValueSource(classes = { boolean.class, byte.class, char.class, short.class, int.class, long.class, float.class,
			double.class, Object.class, long[].class, void.class })
	void everyTypeOfResult(Class<?> type) {
		MethodType methodType = MethodType.methodType(type, type.equals(void.class) ? int.class : type);
		TestClass subject = TestClass.of(methodType, (code) -> {
			TestClass.pad(code, 4 * PADDING);
			if (!type.equals(void.class)) {
				code.visitVarInsn(Type.getType(type).getOpcode(Opcodes.ILOAD), 0);
			}
			code.visitInsn(Type.getType(type).getOpcode(Opcodes.IRETURN));
		});

		Object argument = argument(type);

		assertThat(subject.chunks(LIMIT)).isGreaterThan(1);
		assertThat(subject.runSplit(LIMIT, argument)).isEqualTo(subject.run(argument));
	}

	private static Object argument(Class<?> type) {
		if (type.equals(boolean.class)) {
			return true;
		}
		if (type.equals(byte.class)) {
			return (byte) -3;
		}
		if (type.equals(char.class)) {
			return 'x';
		}
		if (type.equals(short.class)) {
			return (short) -300;
		}
		if (type.equals(long.class)) {
			return Long.MIN_VALUE;
		}
		if (type.equals(float.class)) {
			return 1.25f;
		}
		if (type.equals(double.class)) {
			return Math.PI;
		}
		if (type.equals(Object.class)) {
			return "reference";
		}
		return type.isArray() ? new long[] { 1, 2 } : 5;
	}

	@Test
	void moreLocalsThanAByteCanNumber() {
		TestClass subject = TestClass.of(MethodType.methodType(long.class, long.class), (code) -> {
			for (int i = 0; i < 300; i += 50) {
				code.visitVarInsn(Opcodes.LLOAD, 0);
				code.visitLdcInsn((long) i);
				code.visitInsn(Opcodes.LADD);
				code.visitVarInsn(Opcodes.LSTORE, 10 + i);
				TestClass.pad(code, PADDING);
			}
			code.visitInsn(Opcodes.ICONST_1);
			code.visitVarInsn(Opcodes.ISTORE, 400);
			TestClass.pad(code, PADDING);
			code.visitIincInsn(400, 1000);
			TestClass.pad(code, PADDING);
			code.visitVarInsn(Opcodes.ILOAD, 400);
			code.visitInsn(Opcodes.I2L);
			for (int i = 0; i < 300; i += 50) {
				code.visitVarInsn(Opcodes.LLOAD, 10 + i);
				code.visitInsn(Opcodes.LADD);
			}
			code.visitInsn(Opcodes.LRETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(3);
		assertThat(subject.runSplit(LIMIT, 5L)).isEqualTo(subject.run(5L)).isEqualTo(1001L + 6 * 5 + 750);
	}

	@Test
	void anExceptionThatAChunkThrows() {
		TestClass subject = TestClass.of(MethodType.methodType(int.class, int.class), (code) -> {
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitVarInsn(Opcodes.ISTORE, 1);
			TestClass.pad(code, 2 * PADDING);
			code.visitIntInsn(Opcodes.BIPUSH, 10);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitInsn(Opcodes.IDIV);
			code.visitInsn(Opcodes.IRETURN);
		});

		assertThat(subject.runSplit(LIMIT, 2)).isEqualTo(5);
		assertThat(subject.runSplit(LIMIT, 0)).isEqualTo(subject.run(0))
			.isEqualTo("java.lang.ArithmeticException: / by zero");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3 })
	void nestedHandlersInOtherChunks(int what) {
		TestClass subject = TestClass.of(MethodType.methodType(String.class, int.class), (code) -> {
			Label outer = new Label();
			Label inner = new Label();
			Label innerEnd = new Label();
			Label arithmetic = new Label();
			Label any = new Label();
			code.visitTryCatchBlock(inner, innerEnd, arithmetic, "java/lang/ArithmeticException");
			code.visitTryCatchBlock(outer, any, any, null);
			code.visitLdcInsn("begin ");
			code.visitVarInsn(Opcodes.ASTORE, 1);
			code.visitLabel(outer);
			TestClass.pad(code, PADDING);
			append(code, "outer ");
			fail(code, 1, "java/lang/IllegalStateException");
			TestClass.pad(code, PADDING);
			code.visitLabel(inner);
			append(code, "inner ");
			TestClass.pad(code, PADDING);
			fail(code, 2, "java/lang/ArithmeticException");
			append(code, "more ");
			TestClass.pad(code, PADDING);
			fail(code, 3, "java/lang/NullPointerException");
			code.visitLabel(innerEnd);
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitInsn(Opcodes.ARETURN);
			code.visitLabel(arithmetic);
			code.visitInsn(Opcodes.POP);
			TestClass.pad(code, 2 * PADDING);
			append(code, "handled ");
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitInsn(Opcodes.ARETURN);
			code.visitLabel(any);
			code.visitVarInsn(Opcodes.ASTORE, 2);
			TestClass.pad(code, 2 * PADDING);
			append(code, "any ");
			code.visitVarInsn(Opcodes.ALOAD, 1);
			code.visitVarInsn(Opcodes.ALOAD, 2);
			code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Throwable", "toString", "()Ljava/lang/String;",
					false);
			code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/String", "concat",
					"(Ljava/lang/String;)Ljava/lang/String;", false);
			code.visitInsn(Opcodes.ARETURN);
		});

		assertThat(subject.chunks(LIMIT)).isGreaterThan(3);
		assertThat(subject.runSplit(LIMIT, what)).isEqualTo(subject.run(what))
			.isEqualTo(List
				.of("begin outer inner more ", "begin outer any java.lang.IllegalStateException",
						"begin outer inner handled ", "begin outer inner more any java.lang.NullPointerException")
				.get(what));
	}

	private static void append(MethodVisitor code, String text) {
		code.visitVarInsn(Opcodes.ALOAD, 1);
		code.visitLdcInsn(text);
		code.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/String", "concat",
				"(Ljava/lang/String;)Ljava/lang/String;", false);
		code.visitVarInsn(Opcodes.ASTORE, 1);
	}

	private static void fail(MethodVisitor code, int when, String exception) {
		Label go = new Label();
		code.visitVarInsn(Opcodes.ILOAD, 0);
		code.visitInsn(Opcodes.ICONST_0 + when);
		code.visitJumpInsn(Opcodes.IF_ICMPNE, go);
		code.visitTypeInsn(Opcodes.NEW, exception);
		code.visitInsn(Opcodes.DUP);
		code.visitMethodInsn(Opcodes.INVOKESPECIAL, exception, "<init>", "()V", false);
		code.visitInsn(Opcodes.ATHROW);
		code.visitLabel(go);
	}

	@Test
	void codeThatIsNeverReached() {
		TestClass subject = TestClass.of(MethodType.methodType(int.class), (code) -> {
			Label end = new Label();
			TestClass.pad(code, 4 * PADDING);
			code.visitJumpInsn(Opcodes.GOTO, end);
			TestClass.pad(code, PADDING);
			code.visitLabel(end);
			code.visitInsn(Opcodes.ICONST_3);
			code.visitInsn(Opcodes.IRETURN);
		});

		assertThat(subject.runSplit(LIMIT)).isEqualTo(3);
	}

	@Test
	void recursionThroughItsOwnName() {
		TestClass subject = TestClass.of(MethodType.methodType(int.class, int.class), (code) -> {
			Label deeper = new Label();
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IFGT, deeper);
			code.visitInsn(Opcodes.ICONST_0);
			code.visitInsn(Opcodes.IRETURN);
			code.visitLabel(deeper);
			TestClass.pad(code, 2 * PADDING);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitInsn(Opcodes.ICONST_1);
			code.visitInsn(Opcodes.ISUB);
			code.visitMethodInsn(Opcodes.INVOKESTATIC, TestClass.NAME, "run", "(I)I", false);
			TestClass.pad(code, 2 * PADDING);
			code.visitInsn(Opcodes.IADD);
			code.visitInsn(Opcodes.IRETURN);
		});

		assertThat(subject.runSplit(LIMIT, 100)).isEqualTo(5050);
	}

}
