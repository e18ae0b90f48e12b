package io.toolruntime.typescript;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The JavaScript values that a module compiled with wasm-bindgen holds by number.
 * Strings, numbers, booleans, lists and maps stand for themselves.
 */
final class BindgenHeap {

	/** The value {@code undefined}; {@code null} is {@code null}. */
	static final Object UNDEFINED = new Object();

	/* So many numbers belong to wasm-bindgen's own stack, which is not used here */
	private static final int RESERVED = 128;

	private static final int MAX_VALUES = 10_000;

	private final List<@Nullable Object> values = new ArrayList<>();

	private final List<Integer> free = new ArrayList<>();

	private final int constants;

	BindgenHeap() {
		for (int i = 0; i < RESERVED; i++) {
			this.values.add(UNDEFINED);
		}
		this.values.add(UNDEFINED);
		this.values.add(null);
		this.values.add(true);
		this.values.add(false);
		this.constants = this.values.size();
	}

	/** Makes this the same as another, which no module uses any more. */
	void restore(BindgenHeap other) {
		this.values.clear();
		this.values.addAll(other.values);
		this.free.clear();
		this.free.addAll(other.free);
	}

	int add(@Nullable Object value) {
		if (!this.free.isEmpty()) {
			int number = this.free.remove(this.free.size() - 1);
			this.values.set(number, value);
			return number;
		}
		if (this.values.size() == MAX_VALUES) {
			throw new IllegalStateException("The module holds more than " + MAX_VALUES + " values");
		}
		this.values.add(value);
		return this.values.size() - 1;
	}

	@Nullable Object get(long number) {
		return this.values.get((int) number);
	}

	@Nullable Object take(long number) {
		Object value = get(number);
		drop(number);
		return value;
	}

	void drop(long number) {
		if (number >= this.constants) {
			this.values.set((int) number, UNDEFINED);
			this.free.add((int) number);
		}
	}

}
