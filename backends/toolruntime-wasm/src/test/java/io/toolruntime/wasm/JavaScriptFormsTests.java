package io.toolruntime.wasm;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/** The forms in which JavaScript is accepted, and the values that it gives. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaScriptFormsTests {

	private final Sandbox sandbox = new Sandbox();

	@AfterAll
	void close() {
		this.sandbox.close();
	}

	private Object value(String code) {
		ExecuteResult result = this.sandbox.run(code);
		assertThat(result.outcome()).as("outcome of %s: %s", code, result.error()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.exitCode()).isZero();
		assertThat(result.error()).isNull();
		return result.value();
	}

	@ParameterizedTest
	@ValueSource(strings = { "42", "return 42", "40 + 2", "40 + 2;", "40 + 2; // the answer",
			"/* the */ 42 /* answer */;", "await Promise.resolve(42)",
			"const x = await Promise.resolve(40);\nreturn x + 2", "__out = 42", "__out = 42;",
			"'use strict'; __out = 42", "let __out = 0; __out += 42", "var x = 1; __out = x + 41; x = 0",
			"__out = 1; return 42", "__out = 42; return", "async () => { return 42 }", "async () => { return 42 };",
			"async () => 42", "() => 42", "(() => 42)", "(async () => 42)()", "function main() { return 42 }",
			"async function main() { return 42 }", "async function main() { __out = 42 }",
			"// compute it\nasync () => {\n\treturn 42;\n}\n", "export default 42", "export default 42;",
			"export default async () => 42", "export default function () { return 42 }",
			"export default async function answer() { return 42 }", "export default Promise.resolve(42)",
			"const x = await Promise.resolve(42);\nexport default x", "export const x = 1; __out = 42",
			"if (true) { return 42 }", "try { throw 1 } catch { return 42 }", "{ const x = 42; return x }",
			"return (function () { return 42 })()", "new Promise((resolve) => setTimeout(resolve, 1, 42))",
			"return Promise.all([42]).then(([x]) => x)", "return { then(resolve) { resolve(42) } }",
			"var f = function* () { yield 42 }; return f().next().value", "42\n", "\n\n42\n\n",
			"return 42 // no newline" })
	void givesItsValue(String code) {
		assertThat(value(code)).isEqualTo(42);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "// nothing", "let x = 1", "undefined", "null", "return", "return null",
			"class A {}", "Math.max", "() => {}", "Symbol('x')", "for (const x of [1, 2]) x", "console.log(1)",
			"export const x = 1", "NaN", "return 1 / 0", ";;;" })
	void givesNullWhereThereIsNoValue(String code) {
		assertThat(value(code)).isNull();
	}

	@Test
	void anObjectLiteralIsAnExpression() {
		assertThat(value("{a: 1, b: [true, null, 'x']}"))
			.isEqualTo(Map.of("a", 1, "b", Arrays.asList(true, null, "x")));
	}

	@Test
	void numbersKeepTheirKind() {
		assertThat(value("[1, 1.5, -0, 2 ** 31, 2 ** 53, 1e21, 1e-7]"))
			.isEqualTo(List.of(1, 1.5, 0, 2147483648L, 9007199254740992L, 1e21, 1e-7));
	}

	@Test
	void textSurvivesWhateverItIs() {
		assertThat(value("return 'é€😀\\u0000\\n\"\\\\' + String.fromCodePoint(0x10FFFF)"))
			.isEqualTo("é€😀\u0000\n\"\\" + new String(Character.toChars(0x10FFFF)));
	}

	@Test
	void whatJsonHasNotBecomesNullOrIsLeftOut() {
		assertThat(value("[NaN, Infinity, undefined, () => 1, Symbol('x'), { u: undefined, f() {}, d: new Date(0) }]"))
			.isEqualTo(Arrays.asList(null, null, null, null, null, Map.of("d", "1970-01-01T00:00:00.000Z")));
	}

	@Test
	void bigIntsAreAnErrorThatNamesTheProblem() {
		ExecuteResult result = this.sandbox.run("return { n: 10n }");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error().message()).contains("JSON").contains("BigInt");
		assertThat(result.exitCode()).isEqualTo(1);
	}

	@Test
	void cyclesAreAnErrorThatNamesTheProblem() {
		ExecuteResult result = this.sandbox.run("const a = {}; a.a = a; return a");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error().message()).contains("JSON").contains("circular");
	}

	@Test
	void valuesNestedTooDeeplyAreAnError() {
		ExecuteResult result = this.sandbox.run("let a = []; for (let i = 0; i < 300; i++) a = [a]; return a");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error().message()).contains("nested");
	}

	@Test
	void valuesTooLargeAreAnError() {
		ExecuteResult result = this.sandbox.run("return 'x'.repeat(17 << 20)");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error().message()).contains("16 MB");
	}

	@Test
	void largeValuesBelowTheBoundArrive() {
		assertThat((String) value("return 'x'.repeat(4 << 20)")).hasSize(4 << 20);
	}

	@Test
	void inputIsThere() {
		ExecuteResult result = this.sandbox.run("return input.items.map((item) => item * 2)",
				(request) -> request.input(Map.of("items", List.of(1, 2, 3))));

		assertThat(result.value()).isEqualTo(List.of(2, 4, 6));
	}

	@Test
	void inputIsNullWithoutOne() {
		assertThat(value("return input === null")).isEqualTo(true);
	}

	@Test
	void inputThatIsNoJsonIsRefused() {
		org.assertj.core.api.Assertions
			.assertThatThrownBy(() -> this.sandbox.run("1", (request) -> request.input(new Object() {
				public Object getSelf() {
					return this;
				}
			})))
			.isInstanceOf(io.toolruntime.InvalidRequestException.class)
			.hasMessageContaining("input");
	}

	@Test
	void environmentIsThatOfTheRequestOnly() {
		ExecuteResult result = this.sandbox.run("return { ...process.env }",
				(request) -> request.env("REGION", "eu").env("__PROTO__", "x"));

		assertThat(result.value()).isEqualTo(Map.of("REGION", "eu", "__PROTO__", "x"));
		assertThat(value("return { ...process.env }")).isEqualTo(Map.of());
	}

	@Test
	void timersAndMicrotasksRunInOrder() {
		assertThat(value("""
				const order = [];
				const second = new Promise((resolve) => setTimeout(() => resolve(order.push("second")), 100));
				setTimeout(() => order.push("first"), 1);
				const cleared = setTimeout(() => order.push("never"), 1);
				clearTimeout(cleared);
				let ticks = 0;
				let done;
				const ticked = new Promise((resolve) => done = resolve);
				const interval = setInterval(() => { if (++ticks === 3) { clearInterval(interval); done() } }, 1);
				queueMicrotask(() => order.push("microtask"));
				order.push("now");
				await ticked;
				await second;
				return [...order, ticks, await new Promise((resolve) => setImmediate(resolve, "immediate"))];
				""")).isEqualTo(List.of("now", "microtask", "first", "second", 3, "immediate"));
	}

	@Test
	void timeIsRightAndInUtc() {
		List<?> values = (List<?>) value("[Date.now(), new Date(0).getHours(), performance.now()]");

		assertThat(((Number) values.get(0)).longValue()).isCloseTo(System.currentTimeMillis(),
				org.assertj.core.data.Offset.offset(60_000L));
		assertThat(values.get(1)).isEqualTo(0);
		assertThat(((Number) values.get(2)).doubleValue()).isBetween(0.0, 10_000.0);
	}

	@Test
	void modernLanguageIsThere() {
		assertThat(
				value("""
						class Point { #x = 1; static of() { return new this() } get x() { return this.#x } }
						const { a, ...rest } = { a: 1, b: 2, c: 3 };
						const grouped = Object.groupBy([1, 2, 3], (n) => n % 2 ? "odd" : "even");
						async function* count() { yield 1; yield 2 }
						const seen = [];
						for await (const n of count()) seen.push(n);
						label: for (;;) { for (;;) break label }
						return [Point.of().x, rest, grouped.odd, seen, [3, 1, 2].toSorted(), "a-b".replaceAll("-", "+"),
							0n === BigInt(0), [1, [2, [3]]].flat(Infinity), new Set([1, 2]).has(2), structured?.missing ?? "none"];
						var structured;
						"""))
			.isEqualTo(List.of(1, Map.of("b", 2, "c", 3), List.of(1, 3), List.of(1, 2), List.of(1, 2, 3), "a+b", true,
					List.of(1, 2, 3), true, "none"));
	}

}
