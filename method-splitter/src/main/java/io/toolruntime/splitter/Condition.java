package io.toolruntime.splitter;

import org.objectweb.asm.Opcodes;

/** How two numbers relate, and which instructions jump if they do. */
enum Condition {

	EQ(Opcodes.IFEQ, Opcodes.IF_ICMPEQ), NE(Opcodes.IFNE, Opcodes.IF_ICMPNE), LT(Opcodes.IFLT, Opcodes.IF_ICMPLT),
	GE(Opcodes.IFGE, Opcodes.IF_ICMPGE), GT(Opcodes.IFGT, Opcodes.IF_ICMPGT), LE(Opcodes.IFLE, Opcodes.IF_ICMPLE);

	private final int jumpOfOne;

	private final int jumpOfTwo;

	Condition(int jumpOfOne, int jumpOfTwo) {
		this.jumpOfOne = jumpOfOne;
		this.jumpOfTwo = jumpOfTwo;
	}

	/** The instruction that jumps if an integer relates to zero like this. */
	int jumpOfOne() {
		return this.jumpOfOne;
	}

	/** The instruction that jumps if two integers relate like this. */
	int jumpOfTwo() {
		return this.jumpOfTwo;
	}

	/** Holds where this one does not. */
	Condition negated() {
		return switch (this) {
			case EQ -> NE;
			case NE -> EQ;
			case LT -> GE;
			case GE -> LT;
			case GT -> LE;
			case LE -> GT;
		};
	}

	/** Holds for two numbers in the other order where this one does for them. */
	Condition mirrored() {
		return switch (this) {
			case EQ, NE -> this;
			case LT -> GT;
			case GE -> LE;
			case GT -> LT;
			case LE -> GE;
		};
	}

}
