package io.toolruntime.wasm;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/** What goes wrong in code is told in terms of the caller's source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaScriptErrorsTests {

	private final Sandbox sandbox = new Sandbox();

	@AfterAll
	void close() {
		this.sandbox.close();
	}

	private ExecutionError error(String code) {
		ExecuteResult result = this.sandbox.run(code);
		assertThat(result.outcome()).as("outcome of %s", code).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.value()).isNull();
		assertThat(result.error()).isNotNull();
		return result.error();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "`throw new Error('x')` | 1 | 11",
			"`const a = null; a.b` | 1 | 17", "`const a = 1;\n\n  throw new TypeError('x')` | 3 | 13",
			"`async () => {\n  missing();\n}` | 2 | 3", "`missing` | 1 | 1", "`missing;` | 1 | 1",
			"`export default () => {\n  missing()\n}` | 2 | 3", "`let x = 1;\nexport default missing` | 2 | 16",
			"`[1].map((x) => {\n  return x.y.z\n})` | 2 | 10",
			"`await Promise.resolve();\nthrow new Error('x')` | 2 | 11", "`const f = (o) =>\n  o.x.y;\nf({})` | 2 | 3",
			"`JSON.parse('{bad')` | 1 | 5",
			"`return new Promise((_, reject) => {\n  setTimeout(() => reject(new Error('x')), 1)\n})` | 2 | 31" })
	void anErrorHasLineAndColumnOfTheSource(String code, int line, int column) {
		ExecutionError error = error(code.replace("\\n", "\n"));

		assertThat(error.line()).isEqualTo(line);
		assertThat(error.column()).isEqualTo(column);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`const b = ;` | 1 | 11", "`const a = 1;\nconst b = ;` | 2 | 11", "`if (x {` | 1 | 7",
					"`foo(` | 1 | 5", "`{a: 1, b: [1` | 1 | 13", "`async () => {\n  const x = 1 +;\n}` | 2 | 16",
					"`let a;\nlet a;` | 2 | 6", "`export const x = ;` | 1 | 18", "`return 1; }` | 1 | 12",
					"`const x = {a: 1,\n b: 2\nreturn x` | 3 | 1", "`await 5 +` | 1 | 10",
					"`for (const x of y) {\n  x(` | 2 | 5" })
	void aSyntaxErrorHasLineAndColumnOfTheSource(String code, int line, int column) {
		ExecutionError error = error(code);

		assertThat(error.name()).isEqualTo("SyntaxError");
		assertThat(error.line()).isEqualTo(line);
		assertThat(error.column()).isEqualTo(column);
	}

	@Test
	void codeThatEndsTooEarlyIsToldSo() {
		assertThat(error("const x = [1, 2").message()).contains("end of the code");
	}

	@Test
	void nothingOfBrokenCodeRuns() {
		ExecuteResult result = this.sandbox.run("console.log('ran');\nconst x = ;");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.stdout()).isEmpty();
	}

	@Test
	void nameMessageAndStackAreThoseOfTheError() {
		ExecutionError error = error("""
				class OrderError extends Error { name = "OrderError" }
				function check() {
				  throw new OrderError("no stock");
				}
				check();
				""");

		assertThat(error.name()).isEqualTo("OrderError");
		assertThat(error.message()).isEqualTo("no stock");
		assertThat(error.line()).isEqualTo(3);
		assertThat(error.stack().lines()).hasSize(3);
		assertThat(error.stack()).startsWith("OrderError: no stock\n")
			.contains("at check (main.js:3:")
			.contains("main.js:5:");
	}

	@Test
	void framesOfOurOwnAreNotShown() {
		ExecutionError error = error(
				"export default () => { setTimeout(() => { missing() }); return new Promise(() => {}) }");

		assertThat(error.stack()).contains("main.js").doesNotContain("toolruntime");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`throw 'text'` | Error | text", "`throw {code: 1}` | Error | `{ code: 1 }`",
					"`throw {name: 'Mine', message: 'm'}` | Mine | m", "`throw 5` | Error | 5",
					"`throw undefined` | Error | undefined", "`throw null` | Error | null", "`throw 5n` | Error | 5n",
					"`throw Symbol('s')` | Error | Symbol(s)", "`throw () => 1` | Error | [Function (anonymous)]",
					"`Promise.reject('late')` | Error | late" })
	void whatIsThrownNeedNotBeAnError(String code, String name, String message) {
		ExecutionError error = error(code);

		assertThat(error.name()).isEqualTo(name);
		assertThat(error.message()).isEqualTo(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`throw 'text'` | 1 | 1", "`const a = 1;\n  throw { code: a }` | 2 | 3",
					"`const f = () => {\n  throw 'a';\n};\ntry { throw 'b' } catch {}\nf()` | 2 | 3",
					"`// throw 'x'\nconst s = \"throw 1\", r = /throw 3/;\n/* throw 4 */ throw 5` | 3 | 15",
					"`await Promise.reject('late')` | 1 | 15",
					"`if (1 / 2 > 3 / 4) throw new TypeError('x');\nthrow 7` | 2 | 1" })
	void aValueThatIsThrownHasThePlaceOfItsStatement(String code, int line, int column) {
		ExecutionError error = error(code);

		assertThat(error.line()).isEqualTo(line);
		assertThat(error.column()).isEqualTo(column);
	}

	@Test
	void textAndExpressionsOfTemplatesAreToldApart() {
		ExecutionError error = error("const o = { throw: `throw ${'}'} throw` };\n`${ [1].map(() => { throw `a` }) }`");

		assertThat(error.line()).isEqualTo(2);
		assertThat(error.column()).isEqualTo(21);
	}

	@Test
	void whereTwoStatementsCouldHaveThrownAValueNoPlaceIsTold() {
		ExecutionError error = error("const f = (x) => { if (x) throw x; throw 1 };\nf(1)");

		assertThat(error.message()).isEqualTo("1");
		assertThat(error.line()).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`const a = 1;\nreturn 1n` | 2 | 1", "`const a = [];\na.push(a);\n  return a` | 3 | 3",
					"`  ({ n: 5n })` | 1 | 3", "`const f = (x) => { return x };\nreturn f(1n)` | 2 | 1",
					"`let x = 1;\n__out = 5n` | 2 | 1", "`const x = 1;\nexport default 5n` | 2 | 8",
					"`async () => {\n  return 5n;\n}` | 2 | 3",
					"`let v = null; for (let i = 0; i < 300; i++) v = [v];\nreturn v` | 2 | 1" })
	void aValueThatIsNoJsonHasThePlaceWhereItIsGiven(String code, int line, int column) {
		ExecutionError error = error(code);

		assertThat(error.line()).isEqualTo(line);
		assertThat(error.column()).isEqualTo(column);
	}

	@Test
	void anImportHasAPlace() {
		assertThat(error("const a = 1;\nawait import('node:fs')").line()).isEqualTo(2);
		assertThat(error("const a = 1;\nawait import('node:fs')").column()).isEqualTo(14);
	}

	@Test
	void anErrorThatCannotBeDescribedIsStillOne() {
		assertThat(error("throw new Proxy({}, { get() { throw 1 } })").message()).contains("could not be described");
		assertThat(error("throw { get message() { throw 1 } }").message()).contains("could not be described");
		assertThat(error("const e = new Error('x'); e.name = 5; e.message = {}; throw e").name()).isEqualTo("Error");
	}

	@Test
	void placesThatTheSourceDoesNotHaveAreNotTold() {
		ExecutionError error = error("const e = new Error('m'); e.stack = '    at f (main.js:77:1)'; throw e");

		assertThat(error.line()).isNull();
		assertThat(error.column()).isNull();
	}

	@Test
	void aStackThatIsNoTextIsLeftOut() {
		ExecutionError error = error("Error.prepareStackTrace = (e, frames) => frames; throw new Error('m')");

		assertThat(error.message()).isEqualTo("m");
		assertThat(error.stack()).isNull();
	}

	@Test
	void hugeMessagesAreCut() {
		assertThat(error("throw new Error('x'.repeat(1 << 20))").message()).hasSizeLessThan(20_000);
	}

	@Test
	void anImportIsRefusedByName() {
		assertThat(error("import fs from 'node:fs';\nexport default 1").message()).contains("'node:fs'")
			.contains("no modules");
		assertThat(error("await import('lodash')").message()).contains("'lodash'");
		assertThat(error("export * from '%s%n'").message()).contains("'%s%n'");
	}

	@Test
	void awaitingWhatNothingWillSettleIsAnError() {
		ExecutionError error = error("await new Promise(() => {})");

		assertThat(error.message()).contains("awaits a promise that nothing will settle");
		assertThat(error.line()).isEqualTo(1);
	}

	@Test
	void anErrorInATimerOrMicrotaskEndsTheExecution() {
		assertThat(
				error("setTimeout(() => { throw new RangeError('late') }, 1); await new Promise(() => {})").message())
			.isEqualTo("late");
		assertThat(
				error("queueMicrotask(() => { throw new RangeError('soon') }); await new Promise(() => {})").message())
			.isEqualTo("soon");
	}

	@Test
	void outputBeforeAnErrorIsKept() {
		ExecuteResult result = this.sandbox.run("console.log('before'); throw new Error('x')");

		assertThat(result.stdout()).isEqualTo("before\n");
	}

}
