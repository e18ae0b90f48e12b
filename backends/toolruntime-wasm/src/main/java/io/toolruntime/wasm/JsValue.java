package io.toolruntime.wasm;

/**
 * What the engine's values tell by themselves. A value of JavaScript is a {@code long},
 * as the engine represents it: a tag, and a number or the address of an object.
 */
final class JsValue {

	static final long UNDEFINED = 3L << 32;

	static final long NULL = 2L << 32;

	private static final int TAG_UNINITIALIZED = 4;

	private static final int TAG_EXCEPTION = 6;

	private static final int TAG_STRING = -7;

	private static final int TAG_STRING_ROPE = -6;

	private static final int TAG_MODULE = -3;

	private static final int TAG_INT = 0;

	private static final int TAG_FIRST = -9;

	private static final int TAG_FLOAT64 = 8;

	/** What the engine adds to the upper half of a number to make its tag unique. */
	private static final long FLOAT64_ADDEND = (0x7ff80000L - TAG_FIRST + 1) << 32;

	private JsValue() {
	}

	static int tag(long value) {
		return (int) (value >>> 32);
	}

	static boolean isException(long value) {
		return tag(value) == TAG_EXCEPTION;
	}

	static boolean isUninitialized(long value) {
		return tag(value) == TAG_UNINITIALIZED;
	}

	/**
	 * An exception that nobody is to take.
	 * @return the value
	 */
	static long takenException() {
		return (long) TAG_EXCEPTION << 32;
	}

	static boolean isUndefined(long value) {
		return value == UNDEFINED;
	}

	static boolean isModule(long value) {
		return tag(value) == TAG_MODULE;
	}

	/**
	 * Reads a number without running anything.
	 * @param value a value
	 * @return the number, NaN if it is none
	 */
	static double number(long value) {
		int tag = tag(value);
		if (tag == TAG_INT) {
			return (int) value;
		}
		if (Integer.compareUnsigned(tag - TAG_FIRST, TAG_FLOAT64 - TAG_FIRST) >= 0) {
			return Double.longBitsToDouble(value + FLOAT64_ADDEND);
		}
		return Double.NaN;
	}

	static boolean isString(long value) {
		return tag(value) == TAG_STRING || tag(value) == TAG_STRING_ROPE;
	}

	/**
	 * Tells whether somebody owns the value and must free it.
	 * @param value a value
	 * @return whether it stands for something in the engine's memory
	 */
	static boolean isCounted(long value) {
		return tag(value) < 0;
	}

}
