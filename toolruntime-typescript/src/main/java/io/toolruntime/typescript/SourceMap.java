package io.toolruntime.typescript;

import java.util.Arrays;

import io.toolruntime.runtime.PositionMap;

/**
 * A source map of one source, decoded. Lines and columns inside are counted from 0.
 */
final class SourceMap implements PositionMap {

	private static final String KEY = "\"mappings\":\"";

	private static final String DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	private static final int NUMBERS = 4;

	private final int linesBefore;

	private final int lines;

	/*
	 * Generated line and column, source line and column of each segment, one after the
	 * other
	 */
	private int[] segments = new int[64 * NUMBERS];

	private int count;

	private SourceMap(int linesBefore, int lines) {
		this.linesBefore = linesBefore;
		this.lines = lines;
	}

	/**
	 * Reads a source map.
	 * @param json the map as swc writes it
	 * @param linesBefore lines that were put before the caller's source
	 * @param lines lines of the caller's source; places beyond are left out
	 */
	static SourceMap parse(String json, int linesBefore, int lines) {
		SourceMap map = new SourceMap(linesBefore, lines);
		// Quotes inside of strings are escaped, so this is nowhere but where it belongs
		int start = json.indexOf(KEY);
		if (start >= 0) {
			map.read(json, start + KEY.length());
		}
		return map;
	}

	private void read(String json, int start) {
		int generatedLine = 0;
		int[] values = new int[5];
		int field = 0;
		int value = 0;
		int shift = 0;
		for (int i = start; i < json.length(); i++) {
			char c = json.charAt(i);
			int digit = DIGITS.indexOf(c);
			if (digit >= 0) {
				value |= (digit & 31) << shift;
				shift += 5;
				if ((digit & 32) == 0) {
					if (field < values.length) {
						values[field] += ((value & 1) == 0) ? value >> 1 : -(value >> 1);
					}
					field++;
					value = 0;
					shift = 0;
				}
				continue;
			}
			if (field >= NUMBERS) {
				add(generatedLine, values[0], values[2] - this.linesBefore, values[3]);
			}
			field = 0;
			if (c == ';') {
				generatedLine++;
				values[0] = 0;
			}
			else if (c != ',') {
				return;
			}
		}
	}

	private void add(int... numbers) {
		if (numbers[2] < 0 || numbers[2] >= this.lines) {
			return;
		}
		int end = this.count * NUMBERS;
		if (end == this.segments.length) {
			this.segments = Arrays.copyOf(this.segments, 2 * end);
		}
		System.arraycopy(numbers, 0, this.segments, end, NUMBERS);
		this.count++;
	}

	@Override
	public Position toSource(int line, int column) {
		int low = 0;
		int high = this.count - 1;
		while (low <= high) {
			int middle = (low + high) >>> 1;
			int segment = middle * NUMBERS;
			boolean notAfter = (this.segments[segment] != line - 1) ? this.segments[segment] < line - 1
					: this.segments[segment + 1] <= column - 1;
			if (notAfter) {
				low = middle + 1;
			}
			else {
				high = middle - 1;
			}
		}
		int segment = Math.max(high, 0) * NUMBERS;
		return new Position(this.segments[segment + 2] + 1, this.segments[segment + 3] + 1);
	}

}
