package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Modules of random functions that are valid and always end: every loop and call takes
 * from the global {@code fuel}, and traps when there is none. A function may call those
 * before it. Not-a-number is never stored, because its bits are not specified.
 */
final class RandomWasm {

	static final int I32 = 0x7f;

	static final int I64 = 0x7e;

	static final int F32 = 0x7d;

	static final int F64 = 0x7c;

	private static final int VOID = 0x40;

	private static final int[] TYPES = { I32, I64, F32, F64 };

	private static final int PARAMETERS = 4;

	/** Results, by the number of a function type; all take one of each type. */
	private static final int[] RESULTS = { I32, I64, F32, F64, VOID };

	private static final int FUEL = 0;

	private final Random random;

	private final int functions;

	private final List<WasmBytes> bodies = new ArrayList<>();

	private final List<Integer> types = new ArrayList<>();

	/** Types of the function's parameters and locals. */
	private List<Integer> locals = new ArrayList<>();

	/** Result types of the labels that a branch can go to, outermost first. */
	private List<Integer> labels = new ArrayList<>();

	private int budget;

	RandomWasm(long seed, int functions) {
		this.random = new Random(seed);
		this.functions = functions;
	}

	byte[] module() {
		for (int i = 0; i < this.functions; i++) {
			this.types.add(this.random.nextInt(RESULTS.length));
			this.bodies.add(body(RESULTS[this.types.get(i)]));
		}
		WasmBytes module = new WasmBytes().op(0, 'a', 's', 'm', 1, 0, 0, 0);
		section(module, 1, IntStream.of(RESULTS).mapToObj(RandomWasm::functionType).toList());
		section(module, 3, this.types.stream().map((type) -> new WasmBytes().unsigned(type)).toList());
		section(module, 4, List.of(new WasmBytes().op(0x70, 0).unsigned(this.functions)));
		section(module, 5, List.of(new WasmBytes().op(1, 1, 2)));
		List<WasmBytes> globals = new ArrayList<>();
		globals.add(new WasmBytes().op(I32, 1, 0x41, 0, 0x0b));
		globals.add(new WasmBytes().op(I64, 1, 0x42, 0, 0x0b));
		section(module, 6, globals);
		section(module, 7, exports());
		WasmBytes elements = new WasmBytes().op(0, 0x41, 0, 0x0b).unsigned(this.functions);
		IntStream.range(0, this.functions).forEach(elements::unsigned);
		section(module, 9, List.of(elements));
		section(module, 10, this.bodies);
		return module.toByteArray();
	}

	private static void section(WasmBytes module, int id, List<WasmBytes> items) {
		module.op(id).sized(new WasmBytes().vector(items));
	}

	private static WasmBytes functionType(int result) {
		WasmBytes type = new WasmBytes().op(0x60, PARAMETERS).op(TYPES);
		return (result == VOID) ? type.op(0) : type.op(1, result);
	}

	private List<WasmBytes> exports() {
		List<WasmBytes> exports = new ArrayList<>();
		for (int i = 0; i < this.functions; i++) {
			exports.add(new WasmBytes().name("f" + i).op(0).unsigned(i));
		}
		exports.add(new WasmBytes().name("memory").op(2, 0));
		exports.add(new WasmBytes().name("fuel").op(3, FUEL));
		exports.add(new WasmBytes().name("sum").op(3, 1));
		return exports;
	}

	private WasmBytes body(int result) {
		this.locals = new ArrayList<>(IntStream.of(TYPES).boxed().toList());
		WasmBytes declarations = new WasmBytes();
		int extra = 4 + this.random.nextInt(8);
		declarations.unsigned(extra);
		for (int i = 0; i < extra; i++) {
			int type = TYPES[(i < 4) ? i : this.random.nextInt(4)];
			this.locals.add(type);
			declarations.op(1, type);
		}
		this.labels = new ArrayList<>(List.of(result));
		this.budget = 80 + this.random.nextInt(120);
		WasmBytes code = takeFuel(new WasmBytes());
		while (this.budget > 0) {
			statement(code, 0);
		}
		if (result != VOID) {
			expression(code, result, 0);
		}
		return new WasmBytes().sized(declarations.add(code).op(0x0b));
	}

	private static WasmBytes takeFuel(WasmBytes code) {
		code.op(0x23, FUEL, 0x45, 0x04, VOID, 0x00, 0x0b);
		return code.op(0x23, FUEL, 0x41, 1, 0x6b, 0x24, FUEL);
	}

	private void statement(WasmBytes code, int depth) {
		this.budget--;
		switch ((depth > 5) ? this.random.nextInt(5) : this.random.nextInt(14)) {
			case 0, 1, 2 -> {
				int local = this.random.nextInt(this.locals.size());
				expression(code, this.locals.get(local), depth + 1);
				code.op(0x21, local);
			}
			case 3 -> store(code, depth);
			case 4 -> {
				expression(code, I64, depth + 1);
				code.op(0x23, 1, 0x85, 0x24, 1);
			}
			case 5, 6 -> {
				expression(code, I32, depth + 1);
				block(code, 0x04, VOID, depth);
				if (this.random.nextBoolean()) {
					code.op(0x05);
					this.labels.add(VOID);
					statements(code, depth);
					this.labels.remove(this.labels.size() - 1);
				}
				code.op(0x0b);
			}
			case 7, 8 -> {
				block(code, 0x02, VOID, depth);
				code.op(0x0b);
			}
			case 9, 10 -> loop(code, depth);
			case 11 -> branchIf(code, depth);
			case 12 -> table(code, depth);
			default -> {
				int type = TYPES[this.random.nextInt(4)];
				expression(code, type, depth + 1);
				code.op(0x1a);
			}
		}
	}

	private void statements(WasmBytes code, int depth) {
		for (int left = 1 + this.random.nextInt(3); left > 0; left--) {
			statement(code, depth + 1);
		}
	}

	/** Everything of a block but its end. */
	private void block(WasmBytes code, int opcode, int type, int depth) {
		code.op(opcode, type);
		this.labels.add(type);
		statements(code, depth);
		if (type != VOID) {
			expression(code, type, depth + 1);
		}
		this.labels.remove(this.labels.size() - 1);
	}

	private void loop(WasmBytes code, int depth) {
		code.op(0x03, VOID);
		takeFuel(code);
		this.labels.add(VOID);
		statements(code, depth);
		expression(code, I32, depth + 1);
		code.op(0x0d, 0);
		this.labels.remove(this.labels.size() - 1);
		code.op(0x0b);
	}

	private void branchIf(WasmBytes code, int depth) {
		int target = this.random.nextInt(this.labels.size());
		int type = this.labels.get(this.labels.size() - 1 - target);
		if (type != VOID) {
			expression(code, type, depth + 1);
		}
		expression(code, I32, depth + 1);
		code.op(0x0d).unsigned(target);
		if (type != VOID) {
			code.op(0x1a);
		}
	}

	/** A switch out of a few blocks around it. */
	private void table(WasmBytes code, int depth) {
		int cases = 1 + this.random.nextInt(6);
		for (int i = 0; i < cases; i++) {
			code.op(0x02, VOID);
			this.labels.add(VOID);
		}
		expression(code, I32, depth + 1);
		code.op(0x0e).unsigned(cases);
		for (int i = 0; i < cases; i++) {
			code.unsigned(this.random.nextInt(cases));
		}
		code.unsigned(this.random.nextInt(cases));
		for (int i = 0; i < cases; i++) {
			code.op(0x0b);
			this.labels.remove(this.labels.size() - 1);
			statement(code, depth + 1);
		}
	}

	/** An address; out of bounds once in a while. */
	private void address(WasmBytes code, int depth) {
		expression(code, I32, depth + 1);
		code.op(0x41).signed((this.random.nextInt(60) == 0) ? 0x1ffff : 0xfff).op(0x71);
	}

	private void store(WasmBytes code, int depth) {
		int type = TYPES[this.random.nextInt(4)];
		address(code, depth);
		expression(code, type, depth + 1);
		switch (type) {
			case I32 -> code.op(new int[] { 0x36, 0x3a, 0x3b }[this.random.nextInt(3)], 0);
			case I64 -> code.op(new int[] { 0x37, 0x3c, 0x3e }[this.random.nextInt(3)], 0);
			case F32 -> number(code, type, PARAMETERS + 2).op(0x38, 0);
			default -> number(code, type, PARAMETERS + 3).op(0x39, 0);
		}
		code.unsigned(this.random.nextInt(16));
	}

	/** Zero in place of not-a-number; uses a local of the type. */
	private static WasmBytes number(WasmBytes code, int type, int local) {
		code.op(0x22, local);
		constant(code, type, 0);
		return code.op(0x20, local, 0x20, local, (type == F32) ? 0x5b : 0x61, 0x1b);
	}

	private static void constant(WasmBytes code, int type, long value) {
		switch (type) {
			case I32 -> code.op(0x41).signed((int) value);
			case I64 -> code.op(0x42).signed(value);
			case F32 -> code.op(0x43).fixed(Float.floatToIntBits(value / 8f), 4);
			default -> code.op(0x44).fixed(Double.doubleToLongBits(value / 8.0), 8);
		}
	}

	private void expression(WasmBytes code, int type, int depth) {
		this.budget--;
		int choice = (depth > 9 || this.budget < 0) ? this.random.nextInt(6) : this.random.nextInt(24);
		switch (choice) {
			case 0, 1 ->
				constant(code, type, this.random.nextInt(4) == 0 ? this.random.nextInt() : this.random.nextInt(9) - 1);
			case 2, 3, 4, 5 -> code.op(0x20, local(type));
			case 6, 7 -> {
				expression(code, I32, depth + 1);
				block(code, 0x04, type, depth);
				code.op(0x05);
				this.labels.add(type);
				expression(code, type, depth + 1);
				this.labels.remove(this.labels.size() - 1);
				code.op(0x0b);
			}
			case 8 -> {
				block(code, 0x02, type, depth);
				code.op(0x0b);
			}
			case 9 -> {
				expression(code, type, depth + 1);
				code.op(0x22, local(type));
			}
			case 10 -> {
				expression(code, type, depth + 1);
				expression(code, type, depth + 1);
				expression(code, I32, depth + 1);
				code.op(0x1b);
			}
			case 11 -> load(code, type, depth);
			case 12 -> call(code, type, depth);
			default -> operation(code, type, depth);
		}
	}

	private int local(int type) {
		int[] fitting = IntStream.range(0, this.locals.size())
			.filter((index) -> this.locals.get(index) == type)
			.toArray();
		return fitting[this.random.nextInt(fitting.length)];
	}

	private void load(WasmBytes code, int type, int depth) {
		address(code, depth);
		switch (type) {
			case I32 -> code.op(new int[] { 0x28, 0x2c, 0x2d, 0x2e, 0x2f }[this.random.nextInt(5)], 0);
			case I64 -> code.op(new int[] { 0x29, 0x30, 0x31, 0x34, 0x35 }[this.random.nextInt(5)], 0);
			case F32 -> code.op(0x2a, 0);
			default -> code.op(0x2b, 0);
		}
		code.unsigned(this.random.nextInt(16));
	}

	/** Calls an earlier function, directly or through the table. */
	private void call(WasmBytes code, int type, int depth) {
		List<Integer> callees = IntStream.range(0, this.bodies.size())
			.filter((index) -> RESULTS[this.types.get(index)] == type)
			.boxed()
			.toList();
		if (callees.isEmpty()) {
			constant(code, type, 3);
			return;
		}
		int callee = callees.get(this.random.nextInt(callees.size()));
		for (int parameter : TYPES) {
			expression(code, parameter, depth + 2);
		}
		if (this.random.nextBoolean()) {
			code.op(0x10).unsigned(callee);
		}
		else {
			code.op(0x41).signed(callee).op(0x11).unsigned(this.types.get(callee)).op(0);
		}
	}

	private void operation(WasmBytes code, int type, int depth) {
		switch (type) {
			case I32 -> {
				switch (this.random.nextInt(6)) {
					case 0 -> {
						int compared = TYPES[this.random.nextInt(4)];
						expression(code, compared, depth + 1);
						expression(code, compared, depth + 1);
						code.op(switch (compared) {
							case I32 -> 0x46 + this.random.nextInt(10);
							case I64 -> 0x51 + this.random.nextInt(10);
							case F32 -> 0x5b + this.random.nextInt(6);
							default -> 0x61 + this.random.nextInt(6);
						});
					}
					case 1 -> unary(code, I64, depth, 0xa7, 0x50);
					case 2 -> unary(code, F64, depth, 0xaa, 0xab);
					case 3 -> unary(code, I32, depth, 0x45, 0x67, 0x68, 0x69, 0xc0, 0xc1);
					default -> binary(code, I32, depth, 0x6a + this.random.nextInt(15));
				}
			}
			case I64 -> {
				switch (this.random.nextInt(5)) {
					case 0 -> unary(code, I32, depth, 0xac, 0xad);
					case 1 -> unary(code, F32, depth, 0xae, 0xaf);
					case 2 -> unary(code, I64, depth, 0x79, 0x7a, 0x7b, 0xc2, 0xc3, 0xc4);
					default -> binary(code, I64, depth, 0x7c + this.random.nextInt(15));
				}
			}
			case F32 -> {
				switch (this.random.nextInt(4)) {
					case 0 -> unary(code, I32, depth, 0xb2, 0xb3);
					case 1 -> unary(code, F64, depth, 0xb6);
					case 2 -> unary(code, F32, depth, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x90, 0x91);
					default -> binary(code, F32, depth, 0x92 + this.random.nextInt(4));
				}
			}
			default -> {
				switch (this.random.nextInt(4)) {
					case 0 -> unary(code, I64, depth, 0xb9, 0xba);
					case 1 -> unary(code, F32, depth, 0xbb);
					case 2 -> unary(code, F64, depth, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f);
					default -> binary(code, F64, depth, 0xa0 + this.random.nextInt(4));
				}
			}
		}
	}

	private void unary(WasmBytes code, int operand, int depth, int... opcodes) {
		expression(code, operand, depth + 1);
		code.op(opcodes[this.random.nextInt(opcodes.length)]);
	}

	private void binary(WasmBytes code, int operand, int depth, int opcode) {
		expression(code, operand, depth + 1);
		expression(code, operand, depth + 1);
		code.op(opcode);
	}

}
