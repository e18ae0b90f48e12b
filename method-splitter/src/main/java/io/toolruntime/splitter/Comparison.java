package io.toolruntime.splitter;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A comparison of WASM, written as instructions of the JVM where the AOT compiler wrote a
 * call.
 *
 * @param isLong whether it compares {@code i64}, and else {@code i32}
 * @param withZero whether it compares one number with zero
 * @param unsigned whether numbers are without a sign
 * @param condition what it finds out
 */
record Comparison(boolean isLong, boolean withZero, boolean unsigned, Condition condition) {

	private static final String OWNER = "run/endive/runtime/OpcodeImpl";

	private static final Pattern NAME = Pattern.compile("I(32|64)_(EQ|NE|LT|GE|GT|LE)(Z|_S|_U|)");

	private static final int INT_SIGN = 31;

	private static final int LONG_SIGN = 63;

	private static final long INT_BITS = 0xFFFF_FFFFL;

	/**
	 * Reads a call.
	 * @param owner internal name of the class that is called
	 * @param name name of the method
	 * @return the comparison, or empty if the call is another one
	 */
	static Optional<Comparison> of(String owner, String name) {
		Matcher matcher = NAME.matcher(name);
		if (!owner.equals(OWNER) || !matcher.matches()) {
			return Optional.empty();
		}
		return Optional.of(new Comparison(matcher.group(1).equals("64"), matcher.group(3).equals("Z"),
				matcher.group(3).equals("_U"), Condition.valueOf(matcher.group(2))));
	}

	/**
	 * Writes a jump that is taken if the comparison holds.
	 * @param code where to
	 * @param holds {@code false} for a jump that is taken if it does not hold
	 * @param target the jump's target
	 */
	void jump(MethodVisitor code, boolean holds, Label target) {
		Condition taken = holds ? this.condition : this.condition.negated();
		if (this.isLong) {
			taken = compareLongs(code, taken);
			code.visitJumpInsn(taken.jumpOfOne(), target);
		}
		else if (this.withZero) {
			code.visitJumpInsn(taken.jumpOfOne(), target);
		}
		else if (this.unsigned) {
			mirrorUnsigned(code);
			code.visitJumpInsn(taken.mirrored().jumpOfTwo(), target);
		}
		else {
			code.visitJumpInsn(taken.jumpOfTwo(), target);
		}
	}

	/**
	 * Writes the comparison as a number, 1 if it holds and else 0, without any branch.
	 * @param code where to
	 */
	void value(MethodVisitor code) {
		if (this.isLong) {
			sign(code, compareLongs(code, this.condition));
		}
		else if (this.condition == Condition.EQ || this.condition == Condition.NE) {
			equality(code);
		}
		else {
			order(code);
		}
	}

	/* Leaves -1, 0 or 1, which relates to zero as the condition that is returned. */
	private Condition compareLongs(MethodVisitor code, Condition wanted) {
		if (this.withZero) {
			code.visitInsn(Opcodes.LCONST_0);
		}
		if (this.unsigned) {
			code.visitLdcInsn(Long.MIN_VALUE);
			code.visitInsn(Opcodes.LADD);
			code.visitInsn(Opcodes.DUP2_X2);
			code.visitInsn(Opcodes.POP2);
			code.visitLdcInsn(Long.MIN_VALUE);
			code.visitInsn(Opcodes.LADD);
		}
		code.visitInsn(Opcodes.LCMP);
		return this.unsigned ? wanted.mirrored() : wanted;
	}

	/* Signed numbers, in the other order, that relate as the unsigned ones do. */
	private static void mirrorUnsigned(MethodVisitor code) {
		code.visitLdcInsn(Integer.MIN_VALUE);
		code.visitInsn(Opcodes.IADD);
		code.visitInsn(Opcodes.SWAP);
		code.visitLdcInsn(Integer.MIN_VALUE);
		code.visitInsn(Opcodes.IADD);
	}

	/* Of -1, 0 or 1. */
	private static void sign(MethodVisitor code, Condition wanted) {
		switch (wanted) {
			case EQ, NE -> {
				code.visitInsn(Opcodes.ICONST_1);
				code.visitInsn(Opcodes.IAND);
			}
			case GT, LE -> {
				code.visitInsn(Opcodes.INEG);
				shift(code, Opcodes.IUSHR, INT_SIGN);
			}
			default -> shift(code, Opcodes.IUSHR, INT_SIGN);
		}
		if (wanted == Condition.EQ || wanted == Condition.LE || wanted == Condition.GE) {
			not(code);
		}
	}

	/* Only zero has 32 leading zeros. */
	private void equality(MethodVisitor code) {
		if (!this.withZero) {
			code.visitInsn(Opcodes.IXOR);
		}
		code.visitMethodInsn(Opcodes.INVOKESTATIC, "java/lang/Integer", "numberOfLeadingZeros", "(I)I", false);
		code.visitInsn(Opcodes.ICONST_5);
		code.visitInsn(Opcodes.IUSHR);
		if (this.condition == Condition.NE) {
			not(code);
		}
	}

	/* The sign of a difference that cannot overflow. */
	private void order(MethodVisitor code) {
		boolean less = this.condition == Condition.LT || this.condition == Condition.GE;
		if (less) {
			code.visitInsn(Opcodes.SWAP);
		}
		widen(code);
		code.visitInsn(Opcodes.DUP2_X1);
		code.visitInsn(Opcodes.POP2);
		widen(code);
		code.visitInsn(Opcodes.LSUB);
		shift(code, Opcodes.LUSHR, LONG_SIGN);
		code.visitInsn(Opcodes.L2I);
		if (this.condition == Condition.GE || this.condition == Condition.LE) {
			not(code);
		}
	}

	private void widen(MethodVisitor code) {
		code.visitInsn(Opcodes.I2L);
		if (this.unsigned) {
			code.visitLdcInsn(INT_BITS);
			code.visitInsn(Opcodes.LAND);
		}
	}

	private static void shift(MethodVisitor code, int opcode, int bits) {
		code.visitIntInsn(Opcodes.BIPUSH, bits);
		code.visitInsn(opcode);
	}

	private static void not(MethodVisitor code) {
		code.visitInsn(Opcodes.ICONST_1);
		code.visitInsn(Opcodes.IXOR);
	}

}
