package io.toolruntime.wasm;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/** Output looks as in Node. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTests {

	private final Sandbox sandbox = new Sandbox();

	@AfterAll
	void close() {
		this.sandbox.close();
	}

	private String printed(String args) {
		ExecuteResult result = this.sandbox.run("console.log(" + args + ")");
		assertThat(result.outcome()).as("%s", result.error()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.stdout()).endsWith("\n");
		return result.stdout().substring(0, result.stdout().length() - 1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "`'text'` | text", "`'a', 'b', 1` | a b 1",
			"`['text']` | [ 'text' ]", "`1, -0, 1.5, NaN, 10n` | 1 -0 1.5 NaN 10n",
			"`null, undefined, true` | null undefined true", "`{}, []` | {} []",
			"`{a: 1, 'b-c': 2, [Symbol('s')]: 3}` | { a: 1, 'b-c': 2, [Symbol(s)]: 3 }",
			"`{a: {b: {c: {d: 1}}}}` | { a: { b: { c: [Object] } } }", "`[[[[1]]]]` | [ [ [ [Array] ] ] ]",
			"`new Map([['a', 1]])` | Map(1) { 'a' => 1 }", "`new Set([1, 'a'])` | Set(2) { 1, 'a' }",
			"`new Date(0)` | 1970-01-01T00:00:00.000Z", "`new Date(NaN)` | Invalid Date", "`/a+/gi` | /a+/gi",
			"`() => 1, function named() {}` | [Function (anonymous)] [Function: named]",
			"`class A {}, class extends Object {}` | [class A] [class (anonymous)]",
			"`new (class Point { x = 1 })` | Point { x: 1 }", "`Object.create(null)` | [Object: null prototype] {}",
			"`{get a() { return 1 }, set b(x) {}, get c() { return 1 }, set c(x) {}}` | { a: [Getter], b: [Setter], c: [Getter/Setter] }",
			"`new Uint8Array([1, 2])` | Uint8Array(2) [ 1, 2 ]", "`new ArrayBuffer(8)` | ArrayBuffer { byteLength: 8 }",
			"`Promise.resolve(1)` | Promise {}", "`[undefined, , null]` | [ undefined, <empty item>, null ]",
			"`\"it's\", [\"it's\"], ['\"']` | it's [ \"it's\" ] [ '\"' ]", "`['a\\nb']` | [ 'a\\nb' ]",
			"`Symbol('s'), [Symbol.iterator]` | Symbol(s) [ Symbol(Symbol.iterator) ]",
			"`'%s is %d%% of %o', 'x', 50, {a: 1}, 'more'` | x is 50% of { a: 1 } more",
			"`'%i %f %j %c!', 1.9, '2.5', {a: 1}, 'css'` | 1 2.5 {\"a\":1} !", "`'100%', '%s'` | 100% %s",
			"`'%z %', 1` | %z % 1", "`'%s'` | %s", "`` | ``" })
	void valuesArePrintedAsNodeDoes(String args, String expected) {
		assertThat(printed(args)).isEqualTo((expected != null) ? expected : "");
	}

	@Test
	void circularObjectsArePrinted() {
		assertThat(this.sandbox.run("const a = { n: 1 }; a.self = a; console.log(a)").stdout())
			.isEqualTo("{ n: 1, self: [Circular] }\n");
	}

	@Test
	void longObjectsTakeSeveralLines() {
		assertThat(printed("{ first: 'x'.repeat(40), second: 'y'.repeat(40) }"))
			.isEqualTo("{\n  first: '" + "x".repeat(40) + "',\n  second: '" + "y".repeat(40) + "'\n}");
	}

	@Test
	void longArraysAreCut() {
		assertThat(printed("Array.from({ length: 150 }, (_, i) => i)")).startsWith("[\n  0, 1, 2")
			.endsWith("... 50 more items\n]");
	}

	@Test
	void hugeTextInAnObjectIsCut() {
		assertThat(printed("['x'.repeat(20000)]")).hasSizeLessThan(11_000).contains("10000 more characters");
	}

	@Test
	void anErrorIsPrintedWithItsStack() {
		assertThat(printed("new TypeError('no')")).startsWith("TypeError: no\n")
			.contains("main.js:1:")
			.doesNotContain("toolruntime");
		assertThat(printed("[new TypeError('no')]")).contains("[TypeError: no");
	}

	@ParameterizedTest
	@ValueSource(strings = { "log", "info", "debug" })
	void theseGoToStandardOutput(String method) {
		assertThat(this.sandbox.run("console." + method + "('x')").stdout()).isEqualTo("x\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "warn", "error" })
	void theseGoToStandardError(String method) {
		ExecuteResult result = this.sandbox.run("console." + method + "('x')");

		assertThat(result.stderr()).isEqualTo("x\n");
		assertThat(result.stdout()).isEmpty();
	}

	@Test
	void groupsIndent() {
		assertThat(this.sandbox.run("console.group('g'); console.log('a\\nb'); console.groupEnd(); console.log('c')")
			.stdout()).isEqualTo("g\n  a\n  b\nc\n");
	}

	@Test
	void tablesAreDrawn() {
		assertThat(this.sandbox.run("console.table([{ a: 1 }, { a: 20, b: 'x' }])").stdout()).isEqualTo("""
				┌─────────┬────┬─────┐
				│ (index) │ a  │ b   │
				├─────────┼────┼─────┤
				│ 0       │ 1  │     │
				│ 1       │ 20 │ 'x' │
				└─────────┴────┴─────┘
				""");
	}

	@Test
	void countsTimesAndAssertionsWork() {
		ExecuteResult result = this.sandbox.run("""
				console.count(); console.count(); console.count("x");
				console.time("t"); console.timeEnd("t");
				console.assert(true, "not this"); console.assert(false, "this %d", 1);
				""");

		assertThat(result.stdout()).startsWith("default: 1\ndefault: 2\nx: 1\nt: ");
		assertThat(result.stderr()).isEqualTo("Assertion failed: this 1\n");
	}

	@Test
	void unicodeSurvivesThePiecesItIsCopiedIn() {
		String text = "aé€😀".repeat(30_000);

		assertThat(this.sandbox.run("console.log('aé€😀'.repeat(30000))", (request) -> request).stdout())
			.isEqualTo(text + "\n");
	}

	@Test
	void aListenerHearsOutputAsItComes() {
		StringBuilder heard = new StringBuilder();
		ExecuteRequest request = ExecuteRequest.javascript("console.log('a'); console.error('b')").build();

		this.sandbox.backend.execute(this.sandbox.execution(request, new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				heard.append("out:").append(text);
			}

			@Override
			public void onStderr(String text) {
				heard.append("err:").append(text);
			}

		}));

		assertThat(heard).hasToString("out:a\nerr:b\n");
	}

}
