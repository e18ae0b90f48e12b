package io.toolruntime.splitter;

import java.lang.invoke.MethodType;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A switch of which not even the exits fit in a chunk, as the WASM compiler makes for
 * indirect calls: arguments on the operand stack, and a call for each key.
 */
public class SwitchDivisionTests {

	private static final int LIMIT = 1000;

	private static final int CASES = 700;

	private static final MethodType TYPE = MethodType.methodType(long.class, int.class, long.class);

	@ParameterizedTest
	@EnumSource
	void everyKeyAndThoseBetweenFindTheirCase(Keys keys) {
		TestClass subject = TestClass.of(TYPE, (code) -> dispatch(code, keys));

		assertSameForAllKeys(subject, keys);
	}

	@ParameterizedTest
	@EnumSource
	void anExceptionHandlerAroundTheCases(Keys keys) {
		TestClass subject = TestClass.of(TYPE, (code) -> {
			Label begin = new Label();
			Label end = new Label();
			code.visitTryCatchBlock(begin, end, end, "java/lang/ArithmeticException");
			code.visitLabel(begin);
			dispatch(code, keys);
			code.visitLabel(end);
			code.visitInsn(Opcodes.POP);
			code.visitLdcInsn(-1L);
			code.visitInsn(Opcodes.LRETURN);
		});

		assertSameForAllKeys(subject, keys);
		assertThat(subject.runSplit(LIMIT, keys.key(0), 0L)).isEqualTo(-1L);
	}

	private static void assertSameForAllKeys(TestClass subject, Keys keys) {
		assertThat(subject.chunks(LIMIT)).isGreaterThan(3);
		List<Object[]> calls = IntStream.range(0, CASES)
			.flatMap((index) -> IntStream.of(keys.key(index) - 1, keys.key(index), keys.key(index) + 1))
			.mapToObj((key) -> new Object[] { key, 7L })
			.toList();
		assertThat(subject.runAllSplit(LIMIT, calls)).isEqualTo(subject.runAll(calls));
	}

	/**
	 * Two values on the stack when the switch comes; every third case shares a target.
	 */
	private static void dispatch(MethodVisitor code, Keys keys) {
		Label[] labels = new Label[CASES];
		for (int i = 0; i < CASES; i++) {
			labels[i] = (i % 3 == 2) ? labels[i / 2] : new Label();
		}
		Label other = new Label();
		code.visitVarInsn(Opcodes.LLOAD, 1);
		code.visitLdcInsn("stack");
		code.visitVarInsn(Opcodes.ILOAD, 0);
		keys.visitSwitch(code, other, labels);
		for (int i = 0; i < CASES; i++) {
			if (i % 3 != 2) {
				code.visitLabel(labels[i]);
				call(code, i);
			}
		}
		code.visitLabel(other);
		call(code, -1);
	}

	private static void call(MethodVisitor code, int number) {
		code.visitIntInsn(Opcodes.SIPUSH, number);
		code.visitMethodInsn(Opcodes.INVOKESTATIC, Type.getInternalName(SwitchDivisionTests.class), "called",
				"(JLjava/lang/String;I)J", false);
		code.visitInsn(Opcodes.LRETURN);
	}

	/** Called by generated code. */
	public static long called(long value, String text, int number) {
		return 1_000_000 / value + text.length() * 10_000L + number;
	}

	enum Keys {

		DENSE((index) -> index - 100),

		SPARSE((index) -> index * 37 - 5),

		EXTREME((index) -> (index == CASES - 1) ? Integer.MAX_VALUE : Integer.MIN_VALUE + index * 6_000_000);

		private final IntUnaryOperator keys;

		Keys(IntUnaryOperator keys) {
			this.keys = keys;
		}

		int key(int index) {
			return this.keys.applyAsInt(index);
		}

		void visitSwitch(MethodVisitor code, Label other, Label[] labels) {
			if (this == DENSE) {
				code.visitTableSwitchInsn(key(0), key(labels.length - 1), other, labels);
			}
			else {
				code.visitLookupSwitchInsn(other, IntStream.range(0, labels.length).map(this::key).toArray(), labels);
			}
		}

	}

}
