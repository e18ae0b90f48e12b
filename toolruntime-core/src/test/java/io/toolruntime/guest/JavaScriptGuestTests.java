package io.toolruntime.guest;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.ExecutionError;
import io.toolruntime.guest.GuestProcess.Run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The guest for JavaScript, in a real interpreter: Node, or what
 * {@code -Dtoolruntime.test.javascript=/path/to/bun} names.
 */
class JavaScriptGuestTests {

	private static final String JAVASCRIPT = "javascript";

	@BeforeAll
	static void thereIsAnInterpreter() {
		assumeTrue(GuestProcess.interpreter(JAVASCRIPT).isPresent(), "There is no interpreter for JavaScript");
	}

	private static Run run(String code) {
		return GuestProcess.run(JAVASCRIPT, code);
	}

	private static Run run(String code, Map<String, @Nullable Object> params) {
		return GuestProcess.run(JAVASCRIPT, code, params, GuestMessage::body);
	}

	private static Run run(String code, Function<GuestMessage, @Nullable Object> gateway) {
		return GuestProcess.run(JAVASCRIPT, code, Map.of(), gateway);
	}

	private static @Nullable Object value(String code) {
		return run(code).value();
	}

	private static ExecutionError error(String code) {
		Run run = run(code);
		assertThat(run.failed().exitCode()).isEqualTo(1);
		return run.failed().error();
	}

	/* Bun tells other columns than the engine that Node and Deno have. */
	private static boolean isBun(Run run) {
		return run.runtime().startsWith("bun");
	}

	private static Map<String, @Nullable Object> file(String path, String content) {
		return Map.of("path", path, "data",
				Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
	}

	// ---- forms and values

	@ParameterizedTest
	@ValueSource(strings = { "42", "return 42", "40 + 2", "40 + 2;", "40 + 2; // the answer",
			"/* the */ 42 /* answer */;", "await Promise.resolve(42)",
			"const x = await Promise.resolve(40);\nreturn x + 2", "__out = 42", "__out = 42;",
			"'use strict'; __out = 42", "var x = 1; __out = x + 41; x = 0", "__out = 1; return 42",
			"__out = 42; return", "async () => { return 42 }", "async () => { return 42 };", "() => 42", "(() => 42)",
			"(async () => 42)()", "function main() { return 42 }", "async function main() { __out = 42 }",
			"// compute it\nasync () => {\n\treturn 42;\n}\n", "if (true) { return 42 }", "{ const x = 42; return x }",
			"new Promise((resolve) => setTimeout(resolve, 1, 42))", "return { then(resolve) { resolve(42) } }",
			"\n\n42\n\n", "return 42 // no newline", "/[/*'\"]/; return 42" })
	void givesTheValueOfExpressionsAndBodies(String code) {
		assertThat(value(code)).isEqualTo(42);
	}

	@ParameterizedTest
	@ValueSource(strings = { "export default 42", "export default 42;", "export default async () => 42",
			"export default function () { return 42 }", "export default async function () { return 42 }",
			"export default function* () { return 42 }\nexport { f as default }; const f = 42",
			"export default async function answer() { return 42 }", "export default Promise.resolve(42)",
			"const x = await Promise.resolve(42);\nexport default x", "const x = 42; export { x as default }",
			"export const x = 1; __out = 42", "export default answer; function answer() { return 42 }",
			"import fs from 'node:fs';\nexport default typeof fs.readFileSync === 'function' && 42",
			"import { join as j } from 'path'; return j('4', '2') === '4/2' && 42",
			"import * as path from 'node:path'\nimport fs, { readFileSync } from 'node:fs'\n"
					+ "return fs.readFileSync === readFileSync && path.sep === '/' && 42",
			"import\n  {\n    readFileSync // of files\n  }\n  from 'node:fs'\n__out = typeof readFileSync === 'function' ? 42 : 0",
			"import 'node:fs'; __out = 42", "import d, * as ns from 'node:path'; return d.sep === ns.sep && 42",
			"import { default as d, sep as s } from \"node:path\"; export default d.sep === s && 42",
			"export {}; export * from 'node:fs'; export { sep as z } from 'node:path'; export default 42",
			"export async function main() { return 42 }\nexport class A {}\nexport let q = 1, { w } = {};\nreturn main()",
			"const o = { import: 40, export: 2, default: 0 };\nexport default o.import + o.export + o.default",
			"const n = 84 / 2 / 1, r = `}`.replace(/[`}\"/]/, ''); export default r === '' && n",
			"// import x from 'x'\nconst s = `import y from 'y' ${`export default ${'}'}`}`;\nexport default 42",
			"const re = /[`'\"]/; import 'node:fs'\nexport default 42",
			"return import.meta.url.startsWith('file://') && import.meta.dirname === process.cwd() && 42" })
	void givesTheValueOfModules(String code) {
		assertThat(value(code)).isEqualTo(42);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "// nothing", "let x = 1", "undefined", "null", "return", "class A {}", "Math.max",
			"() => {}", "Symbol('x')", "for (const x of [1, 2]) x", "export const x = 1", "NaN", ";;;",
			"export default class {}" })
	void givesNullWhereThereIsNoValue(String code) {
		assertThat(value(code)).isNull();
	}

	@Test
	void anObjectLiteralIsAnExpression() {
		assertThat(value("{a: 1, b: [true, null, 'x', 1.5]}"))
			.isEqualTo(Map.of("a", 1, "b", Arrays.asList(true, null, "x", 1.5)));
	}

	@Test
	void textSurvivesWhateverItIs() {
		assertThat(value("return 'é€😀\\u0000\\n\"\\\\\\u2028\\x1e' + String.fromCodePoint(0x10FFFF)"))
			.isEqualTo("é€😀\u0000\n\"\\\u2028\u001e" + new String(Character.toChars(0x10FFFF)));
	}

	@Test
	void halfACharacterIsReplaced() {
		assertThat(value("console.log('a\\ud800b'); return ['\\udc00', await tools.a.b({ '\\ud800': '\\ud801' })]"))
			.isEqualTo(List.of("\uFFFD", Map.of("namespace", "a", "name", "b", "args", Map.of("\uFFFD", "\uFFFD"))));
	}

	@Test
	void whatJsonHasNotBecomesNullOrIsLeftOut() {
		assertThat(value("[NaN, undefined, () => 1, { u: undefined, f() {}, d: new Date(0) }]"))
			.isEqualTo(Arrays.asList(null, null, null, Map.of("d", "1970-01-01T00:00:00.000Z")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`return { n: 10n }` | `String(n)`", "`const a = {}; a.a = a; return a` | `circular`",
					"`let a = []; for (let i = 0; i < 300; i++) a = [a]; return a` | `nested more than`",
					"`return 'x'.repeat(17 << 20)` | `larger than 16 MB`",
					"`return { toJSON() { throw new Error('mine') } }` | `mine`" })
	void aValueThatIsNoJsonIsAnErrorThatSaysWhy(String code, String message) {
		assertThat(error(code).message()).startsWith("The value cannot be ").contains(message);
	}

	@Test
	void aLargeValueArrives() {
		assertThat((String) value("return 'é'.repeat(4 << 20)")).hasSize(4 << 20);
	}

	@Test
	void aDeepValueArrives() {
		assertThat(value("let a = '[{\"'; for (let i = 0; i < 190; i++) a = [a]; return a")).isInstanceOf(List.class);
	}

	// ---- what the code finds

	@Test
	void inputAndEnvironmentAreThoseOfTheRequest() {
		Run run = run("return [input.items[1], { ...process.env }]",
				Map.of("input", Map.of("items", List.of(1, 2)), "env", Map.of("REGION", "eu")));

		assertThat(run.value()).isEqualTo(List.of(2, Map.of("REGION", "eu")));
	}

	@Test
	void inputIsNullWithoutOneAndMayBeReplaced() {
		assertThat(value("const was = input; input = 1; return [was === null, input]")).isEqualTo(List.of(true, 1));
	}

	@Test
	void theRuntimesOwnGlobalsAreThere() {
		assertThat(value("return [typeof process.version, typeof Buffer.from, typeof require('node:fs').readFileSync, "
				+ "typeof URL, typeof structuredClone, typeof (await import('node:path')).join]"))
			.isEqualTo(List.of("string", "function", "function", "function", "function", "function"));
	}

	@Test
	void filesOfTheWorkspaceCanBeImportedAndRequired() {
		Run run = run(
				"import { x } from './lib/a.mjs';\nreturn [x, require('./b.cjs').y, (await import('./lib/a.mjs')).x]",
				Map.of("files", List.of(file("lib/a.mjs", "export const x = 1"), file("b.cjs", "exports.y = 2"))));

		assertThat(run.value()).isEqualTo(List.of(1, 2, 1));
	}

	@Test
	void modulesThatAreNotThereAreErrors() {
		assertThat(error("import x from 'lodash';\nexport default x").message()).contains("lodash");
		assertThat(error("await import('lodash')").message()).contains("lodash");
	}

	@Test
	void standardInputIsEmpty() {
		assertThat(value("let n = 0; for await (const chunk of process.stdin) n += chunk.length; return n"))
			.isEqualTo(0);
	}

	// ---- errors

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "`throw new Error('x')` | 1 | 7",
			"`const a = null; a.b` | 1 | 19", "`const a = 1;\n\n  throw new TypeError('x')` | 3 | 9",
			"`async () => {\n  missing();\n}` | 2 | 3", "`missing` | 1 | 1", "`missing;` | 1 | 1",
			"`export default () => {\n  missing()\n}` | 2 | 3", "`let x = 1;\nexport default missing` | 2 | 16",
			"`[1].map((x) => {\n  return x.y.z\n})` | 2 | 14",
			"`await Promise.resolve();\nthrow new Error('x')` | 2 | 7", "`JSON.parse('{bad')` | 1 | 6",
			"`import fs from 'node:fs'; missing()` | 1 | 27",
			"`import {\n  join\n} from 'node:path';\nmissing()` | 4 | 1",
			"`return new Promise((_, reject) => {\n  setTimeout(() => reject(new Error('x')), 1)\n})` | 2 | 27" })
	void anErrorHasLineAndColumnOfTheSource(String code, int line, int column) {
		Run run = run(code);

		assertThat(run.failed().error().line()).isEqualTo(line);
		assertThat(run.failed().error().column()).matches((c) -> c == column || isBun(run) && c != null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`const b = ;` | 1 | 11", "`const a = 1;\nconst b = ;` | 2 | 11", "`foo(` | 1 | 5",
					"`{a: 1, b: [1` | 1 | 13", "`async () => {\n  const x = 1 +;\n}` | 2 | 16",
					"`let a;\nlet a;` | 2 | 5", "`export const x = ;` | 1 | 18", "`return 1; }` | 1 | 11",
					"`for (const x of y) {\n  x(` | 2 | 5", "`import fs from 'node:fs';\nconst x = 5 +;` | 2 | 14" })
	void aSyntaxErrorHasLineAndColumnOfTheSource(String code, int line, int column) {
		ExecutionError error = error(code);

		assertThat(error.name()).isEqualTo("SyntaxError");
		assertThat(error.line()).isEqualTo(line);
		// Parsers differ in what they blame within a statement
		assertThat(error.column()).isBetween(Math.max(1, column - 10), column + 1);
		assertThat(error.stack()).contains("main.js:" + line + ":" + error.column());
	}

	@Test
	void placesInVeryLongLinesAreNotGuessed() {
		ExecutionError error = error("x;".repeat(1000) + "const b = ;");

		assertThat(error.name()).isEqualTo("SyntaxError");
		assertThat(error.line()).isEqualTo(1);
		// Node does not show it, the others do
		assertThat(error.column()).isIn(null, 2010, 2011);
	}

	@Test
	void codeThatEndsTooEarlyIsToldSo() {
		assertThat(error("const x = [1, 2").message()).contains("end of the code");
	}

	@Test
	void nothingOfBrokenCodeRuns() {
		Run run = run("console.log('ran');\nconst x = ;");

		assertThat(run.stdout()).isEmpty();
		assertThat(run.failed().error().name()).isEqualTo("SyntaxError");
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
		assertThat(error.stack()).startsWith("OrderError: no stock\n    at check (main.js:3:").contains("main.js:5:");
	}

	@Test
	void framesOfOurOwnAreNotShown() {
		assertThat(run("try { null.x } catch (e) { console.log(e.stack) }; setTimeout(() => { missing() }); "
				+ "await new Promise(() => {})"))
			.satisfies((run) -> {
				assertThat(run.stdout()).contains("main.js").doesNotContain("[eval");
				assertThat(run.failed().error().stack()).contains("main.js:1:").doesNotContain("[eval", "node:");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`throw 'text'` | Error | text", "`throw {code: 1}` | Error | `{ code: 1 }`",
					"`throw {name: 'Mine', message: 'm'}` | Mine | m", "`throw 5` | Error | 5",
					"`throw undefined` | Error | undefined", "`throw null` | Error | null", "`throw 5n` | Error | 5n",
					"`throw Symbol('s')` | Error | Symbol(s)", "`Promise.reject('late')` | Error | late" })
	void whatIsThrownNeedNotBeAnError(String code, String name, String message) {
		assertThat(error(code)).satisfies((error) -> {
			assertThat(error.name()).isEqualTo(name);
			assertThat(error.message()).isEqualTo(message);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "throw new Proxy({}, { get() { throw 1 } })", "throw { get message() { throw 1 } }",
			"throw { get name() { throw 1 } }" })
	void anErrorThatCannotBeDescribedIsStillOne(String code) {
		assertThat(error(code).message()).contains("could not be described");
	}

	@Test
	void placesThatTheSourceDoesNotHaveAreNotTold() {
		ExecutionError error = error("const e = new Error('m'); e.stack = `Error: m\\n    at f "
				+ "(${process.cwd()}/main.js:77:1)`; throw e");

		assertThat(error.line()).isNull();
		assertThat(error.column()).isNull();
	}

	@Test
	void aStackThatIsNoTextIsLeftOut() {
		Run run = run("Error.prepareStackTrace = (e, frames) => frames; throw new Error('m')");

		assertThat(run.failed().error().message()).isEqualTo("m");
	}

	@Test
	void hugeMessagesAreCut() {
		assertThat(error("throw new Error('x'.repeat(1 << 20))").message()).hasSizeLessThan(20_000);
	}

	@Test
	void awaitingWhatNothingWillSettleIsAnError() {
		assertThat(error("await new Promise(() => {})").message())
			.contains("awaits a promise that nothing will settle");
		assertThat(error("await tools.a.b(); await new Promise(() => {})").message())
			.contains("awaits a promise that nothing will settle");
	}

	@ParameterizedTest
	@ValueSource(strings = { "setTimeout(() => { throw new RangeError('late') }, 1); await new Promise(() => {})",
			"queueMicrotask(() => { throw new RangeError('late') }); await new Promise(() => {})",
			"Promise.reject(new RangeError('late')); return 1",
			"Promise.reject(new RangeError('late')); await new Promise((r) => setTimeout(r, 20)); return 1" })
	void anErrorThatNobodyCatchesEndsTheExecution(String code) {
		ExecutionError error = error(code);

		assertThat(error.name()).isEqualTo("RangeError");
		assertThat(error.message()).isEqualTo("late");
		assertThat(error.line()).isEqualTo(1);
	}

	@Test
	void aRejectionThatIsHandledLaterIsNoError() {
		assertThat(
				value("""
						const calls = [Promise.reject(new Error("first")), new Promise((resolve) => setTimeout(resolve, 10, "second"))];
						const results = [await calls[1]];
						try { await calls[0] } catch (e) { results.push(e.message) }
						await new Promise((resolve) => setTimeout(resolve, 5));
						return results;
						"""))
			.isEqualTo(List.of("second", "first"));
	}

	@Test
	void handlersOfTheCodeComeFirst() {
		assertThat(value("""
				let seen;
				process.on("uncaughtException", (e) => { seen = e.message });
				setTimeout(() => { throw new Error("mine") }, 1);
				await new Promise((resolve) => setTimeout(resolve, 30));
				return seen;
				""")).isEqualTo("mine");
	}

	// ---- the end

	@Test
	void theProcessEndsWithItsAnswer() {
		Run run = run("setInterval(() => {}, 1000); return 1");

		assertThat(run.value()).isEqualTo(1);
		assertThat(run.exitCode()).isZero();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "process.exit(3)", "process.exitCode = 3; process.exit()", "process.exitCode = 3; return 1",
					"setTimeout(() => process.exit(3), 1); await new Promise((r) => setTimeout(r, 60000))",
					"try { process.exit(3) } finally { console.log('never') }" })
	void anExitCodeIsAnErrorThatNamesIt(String code) {
		Run run = run(code);

		assertThat(run.failed().exitCode()).isEqualTo(3);
		assertThat(run.failed().error().name()).isEqualTo("ExitError");
		assertThat(run.failed().error().message()).contains("exit code 3");
		assertThat(run.stdout()).isEmpty();
	}

	@Test
	void exitCodeZeroIsNoError() {
		assertThat(value("process.exit(0)")).isNull();
		assertThat(value("process.exit()")).isNull();
	}

	@Test
	void handlersOfTheEndStillCount() {
		Run run = run("process.on('exit', () => console.log('bye')); console.log('hi'); return 1");

		assertThat(run.value()).isEqualTo(1);
		assertThat(run.events()).containsExactly("stdout: hi\n", "stdout: bye\n");
	}

	@Test
	void theGuestEndsWithTheHost() throws InterruptedException {
		try (GuestProcess guest = GuestProcess.start(JAVASCRIPT, (request) -> null)) {
			guest.greet();
			guest.send(GuestProcess.execute("setInterval(() => {}, 1000); await new Promise(() => {})", Map.of()));
			closeAfterReady(guest);

			assertThat(guest.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static void closeAfterReady(GuestProcess guest) {
		try {
			// The first bytes are those of "ready"
			assertThat(guest.process.getInputStream().read()).isEqualTo(FrameReader.MARK);
			guest.process.getOutputStream().close();
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	@Test
	void theGuestEndsWithItsParentEvenWhileItIsBusy() throws Exception {
		// A shell between this JVM and the guest is killed as a host could be; the
		// guest's input stays open
		List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\" <&3 & echo $! >&2; wait", "sh"));
		command.addAll(GuestProgram.of(JAVASCRIPT).command(GuestProcess.interpreter(JAVASCRIPT).orElseThrow()));
		command.set(2, "exec 3<&0; " + command.get(2));
		Process shell = new ProcessBuilder(command).start();
		try {
			long pid = Long.parseLong(shell.errorReader().readLine().strip());
			GuestJson json = new GuestJson();
			shell.getOutputStream()
				.write(json.line(GuestProcess.message("start", Map.of("protocol", 1, "nonce", GuestProcess.NONCE)),
						1000));
			shell.getOutputStream()
				.write(json.line(GuestProcess.execute("console.log('busy'); for (;;) {}", Map.of()), 1000));
			shell.getOutputStream().flush();
			String line = shell.inputReader().readLine();
			while (!line.contains("busy")) {
				line = shell.inputReader().readLine();
			}
			ProcessHandle guest = ProcessHandle.of(pid).orElseThrow();

			shell.destroyForcibly();

			guest.onExit().get(60, TimeUnit.SECONDS);
			assertThat(guest.isAlive()).isFalse();
		}
		finally {
			shell.destroyForcibly();
		}
	}

	// ---- output

	@Test
	void outputKeepsItsOrder() {
		Run run = run("""
				console.log("1");
				console.error("2");
				process.stdout.write("3");
				process.stderr.write("4\\n");
				await tools.a.b();
				console.log("5 %d", 6, { a: [1] });
				""");

		assertThat(run.events()).containsExactly("stdout: 1\n", "stderr: 2\n", "stdout: 3", "stderr: 4\n",
				"stdout: 5 6 { a: [ 1 ] }\n");
		assertThat(run.rawError()).isEmpty();
	}

	@Test
	void whatIsWrittenPastTheGuestIsOutputToo() {
		Run run = run(
				"""
						require("node:fs").writeSync(1, "no newline");
						console.log("framed");
						require("node:child_process").spawnSync("/bin/sh", ["-c", "echo child; echo oops >&2"], { stdio: "inherit" });
						return 1;
						""");

		assertThat(run.value()).isEqualTo(1);
		assertThat(run.events()).containsExactly("raw: no newline", "stdout: framed\n", "raw: child\n");
		assertThat(run.rawError()).isEqualTo("oops\n");
	}

	@Test
	void muchOutputArrivesWhole() {
		Run run = run("console.log('é😀'.repeat(500_000)); for (let i = 0; i < 2000; i++) console.log('line ' + i)");

		assertThat(run.stdout()).startsWith("é😀é😀")
			.hasSize(1_500_001 + 6 * 2000 + 10 + 180 + 2700 + 4000)
			.endsWith("line 1998\nline 1999\n")
			.doesNotContain("\uFFFD");
	}

	@Test
	void bytesThatAreWrittenAreText() {
		Run run = run("const bytes = Buffer.from('é€'); process.stdout.write(bytes.subarray(0, 1)); "
				+ "process.stdout.write(bytes.subarray(1)); process.stdout.write('6869', 'hex')");

		assertThat(run.stdout()).isEqualTo("é€hi");
	}

	@Test
	void writingOutputTellsWhenItIsDone() {
		assertThat(value("return new Promise((resolve) => process.stdout.write('x', () => resolve('done')))"))
			.isEqualTo("done");
	}

	@Test
	void whatLooksLikeAFrameIsOutput() {
		Run run = run(
				"console.log('\\x1e' + 'f'.repeat(32) + '{}'); require('fs').writeSync(1, '\\x1e{}\\n'); return 1");

		assertThat(run.value()).isEqualTo(1);
		assertThat(run.stdout()).contains("\u001e");
		assertThat(run.raw()).isEqualTo("\u001e{}\n");
	}

	// ---- tools and gateway

	@Test
	void aToolIsAFunctionThatGivesAPromise() {
		Run run = run("""
				const promise = tools.orders.find_order({ id: 7 });
				return [promise instanceof Promise, (await promise).args.id];
				""");

		assertThat(run.value()).isEqualTo(List.of(true, 7));
		assertThat(run.requests()).singleElement().satisfies((request) -> {
			assertThat(request.method()).isEqualTo("runTool");
			assertThat(request.body())
				.isEqualTo(Map.of("namespace", "orders", "name", "find_order", "args", Map.of("id", 7)));
		});
	}

	@Test
	void argumentsAreAnEmptyObjectWhereThereAreNone() {
		assertThat(value("return [await tools.a.b(), await tools.a.b(null), await tools.a.b({})].map((a) => a.args)"))
			.isEqualTo(List.of(Map.of(), Map.of(), Map.of()));
	}

	@Test
	void argumentsThatAreNoJsonRejectThePromise() {
		assertThat(value("""
				const cycle = {}; cycle.cycle = cycle;
				const calls = [tools.a.b(cycle), tools.a.b({ n: 1n }), tools.a.b(() => 1), tools.a.b({ n: 1 })];
				return (await Promise.allSettled(calls)).map((result) => result.reason?.message ?? "fulfilled");
				""")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
			.satisfiesExactly((cycle) -> assertThat(cycle).contains("arguments of tools.a.b").contains("circular"),
					(bigInt) -> assertThat(bigInt).contains("String(n)"),
					(function) -> assertThat(function).contains("must be an object"),
					(ok) -> assertThat(ok).isEqualTo("fulfilled"));
	}

	@Test
	void aFailedCallThrowsAToolError() {
		Run run = run("""
				try {
					await tools.orders.refund({ id: 1 });
				} catch (e) {
					return [e instanceof ToolError, e instanceof Error, e.name, e.toolId, e.code, e.message, String(e)];
				}
				""", (request) -> {
			throw GuestProcess.denied();
		});

		assertThat(run.value()).isEqualTo(
				List.of(true, true, "ToolError", "orders:refund", "denied", "Ask a person", "ToolError: Ask a person"));
	}

	@Test
	void anUncaughtToolErrorHasItsCodeAndTheCallersLine() {
		Run run = run("const a = 1;\nconst call = () => tools.orders.refund({});\nawait call();", (request) -> {
			throw GuestProcess.denied();
		});

		assertThat(run.failed().toolCode()).isEqualTo("denied");
		assertThat(run.failed().error().name()).isEqualTo("ToolError");
		assertThat(run.failed().error().line()).isEqualTo(2);
		assertThat(run.failed().error().stack()).contains("at call (main.js:2:");
	}

	@Test
	void callsAreMadeInTheirOrder() {
		Run run = run("return (await Promise.all(Array.from({ length: 200 }, (_, n) => tools.a.b({ n })))).length");

		assertThat(run.value()).isEqualTo(200);
		assertThat(run.requests()).extracting((request) -> ((Map<?, ?>) request.body().get("args")).get("n"))
			.hasSize(200)
			.isSorted();
	}

	@Test
	void noMoreThanSixtyFourCallsAreInFlight() throws Exception {
		try (GuestProcess guest = GuestProcess.start(JAVASCRIPT, (request) -> null)) {
			guest.greet();
			guest.send(GuestProcess.execute("for (let n = 0; n < 100; n++) tools.a.b({ n }); console.log('all'); "
					+ "await new Promise((r) => setTimeout(r, 60000))", Map.of()));
			List<String> frames = new ArrayList<>();
			java.io.BufferedReader out = guest.process.inputReader(StandardCharsets.UTF_8);
			while (frames.isEmpty() || !frames.get(frames.size() - 1).contains("all")) {
				frames.add(out.readLine());
			}

			assertThat(frames).filteredOn((frame) -> frame.contains("runTool")).hasSize(64);
		}
	}

	@Test
	void thousandsOfCallsOneAfterTheOther() {
		Run run = run("let sum = 0; for (let n = 0; n < 5000; n++) sum += (await tools.a.b({ n })).args.n; return sum");

		assertThat(run.value()).isEqualTo(12497500);
		assertThat(run.requests()).hasSize(5000);
		assertThat(run.requests().get(4999).id()).isEqualTo(5000);
	}

	@Test
	void thousandsOfCallsAtOnceKeepTheirAnswers() {
		assertThat(value("const all = await Promise.all(Array.from({ length: 5000 }, (_, n) => tools.a.b({ n })));"
				+ " return all.every((answer, n) => answer.args.n === n)"))
			.isEqualTo(true);
	}

	@Test
	void largeArgumentsAndResultsArriveAndHugeOnesAreRefused() {
		assertThat(value("""
				const text = "é".repeat(1 << 20);
				const calls = await Promise.all([1, 2, 3, 4].map(() => tools.a.b({ text })));
				const huge = await tools.a.b({ text: "x".repeat(17 << 20) }).catch((e) => e.message);
				return [calls.every((call) => call.args.text === text), huge];
				""")).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
			.satisfiesExactly((same) -> assertThat(same).isEqualTo(true),
					(huge) -> assertThat((String) huge).contains("16 MB"));
	}

	@Test
	void answersMayComeInPieces() throws InterruptedException {
		try (GuestProcess guest = GuestProcess.start(JAVASCRIPT, (request) -> null)) {
			String start = "{\"jsonrpc\":\"2.0\",\"method\":\"start\",\"params\":{\"protocol\":1,\"nonce\":\""
					+ GuestProcess.NONCE + "\"}}\n";
			String execute = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"execute\",\"params\":{\"code\":\"return 'é€😀'\"}}\n";
			for (byte b : (start + execute).getBytes(StandardCharsets.UTF_8)) {
				guest.sendRaw(new byte[] { b });
			}

			assertThat(guest.finish().value()).isEqualTo("é€😀");
		}
	}

	@Test
	void someNamesAreNeverTools() {
		assertThat(value("return [await tools === tools, await tools.a === tools.a, tools.then, tools.constructor, "
				+ "tools.__proto__, tools.a.then, tools.a.constructor, tools[Symbol.iterator]].map(String)"))
			.isEqualTo(List.of("true", "true", "undefined", "undefined", "undefined", "undefined", "undefined",
					"undefined"));
	}

	@Test
	void toolsCanBeLookedAt() {
		Run run = run(
				"""
						const seen = [];
						for (const name in tools) seen.push(name);
						return [seen, Object.keys(tools.orders), "orders" in tools, "nope" in tools, "find" in tools.orders,
							typeof tools.orders.find, tools.orders.find.name, Object.entries(tools).length, Object.keys(tools.nope)];
						""",
				Map.of("names", Map.of("orders", List.of("find", "list", "then"))));

		assertThat(run.value()).isEqualTo(List.of(List.of("orders"), List.of("find", "list"), true, false, true,
				"function", "find", 1, List.of()));
	}

	@Test
	void tooManyToolsToListAreToldSo() {
		assertThat(error("Object.keys(tools)").message()).contains("gateway.searchTools");
		assertThat(value("return (await tools.any.thing()).name")).isEqualTo("thing");
	}

	@Test
	void toolsCannotBeChanged() {
		assertThat(value("""
				tools.a = { b: () => "fake" };
				try { Object.defineProperty(tools, "a", { value: 1 }) } catch {}
				try { globalThis.tools = { a: { b: () => "fake" } } } catch {}
				delete tools.a;
				tools.a.b = () => "fake";
				return (await tools.a.b()).name;
				""")).isEqualTo("b");
	}

	@Test
	void theGatewayHasItsSixMethodsWithTheirDefaults() {
		Run run = run("""
				await gateway.searchTools("level");
				await gateway.searchTools("", 1, "c");
				await gateway.listNamespaces();
				await gateway.describeTool("a:b");
				await gateway.describeTool("a:b", "full");
				await gateway.listToolExamples("a:b");
				await gateway.runTool("a:b", { id: 3 });
				await gateway.runTool("a:b");
				return gateway.runChain([{ toolId: "a:b", args: { id: 1 }, usePrevious: true }]);
				""");

		assertThat(run.requests()).extracting((request) -> request.method() + request.body())
			.containsExactly("searchTools{query=level, limit=20, cursor=null}",
					"searchTools{query=, limit=1, cursor=c}", "listNamespaces{}",
					"describeTool{id=a:b, detail=summary}", "describeTool{id=a:b, detail=full}",
					"listToolExamples{id=a:b, max=5}", "runTool{id=a:b, args={id=3}}", "runTool{id=a:b, args={}}",
					"runChain{steps=[{toolId=a:b, args={id=1}, usePrevious=true}]}");
	}

	@Test
	void timersRunWhileToolsDo() {
		assertThat(value("""
				const order = [];
				setTimeout(() => order.push("timer"), 1);
				const call = tools.a.b();
				await new Promise((resolve) => setTimeout(resolve, 20));
				await call;
				return order;
				""")).isEqualTo(List.of("timer"));
	}

	@Test
	void aPrototypeInAResultIsOnlyAProperty() {
		Run run = run("const result = await tools.a.b(); return [result.polluted, {}.polluted].map(String)",
				(request) -> Map.of("__proto__", Map.of("polluted", true)));

		assertThat(run.value()).isEqualTo(List.of("undefined", "undefined"));
	}

	@Test
	void callsThatNobodyAwaitedDoNotKeepTheGuest() {
		assertThat(value("tools.a.b(); return 1")).isEqualTo(1);
	}

	// ---- tampering

	@Test
	void codeThatChangesPrototypesKeepsItsToolsAndOutput() {
		Run run = run("""
				const fs = require("node:fs");
				const broken = () => { throw new Error("broken") };
				for (const name of ["push", "map", "join", "forEach", "sort"]) Array.prototype[name] = broken;
				for (const name of ["indexOf", "slice", "split", "startsWith"]) String.prototype[name] = broken;
				JSON.parse = JSON.stringify = broken;
				const { then } = Promise.prototype;
				Promise.prototype.then = function (...args) { return then.apply(this, args) };
				Map.prototype.get = Map.prototype.set = Map.prototype.delete = broken;
				globalThis.setImmediate = globalThis.TextDecoder = broken;
				fs.writeSync = broken;
				const answer = await tools.a.b({ n: 1 });
				process.stdout.write("hi");
				return answer.args;
				""");

		assertThat(run.value()).isEqualTo(Map.of("n", 1));
		assertThat(run.stdout()).isEqualTo("hi");
	}

	@Test
	void codeThatChangesPrototypesStillGetsItsErrorsDescribed() {
		ExecutionError error = error("""
				String.prototype.indexOf = String.prototype.slice = Array.prototype.push = null;
				Object.defineProperty(Object.prototype, "name", { set() { throw 1 }, get() { return 5 } });
				throw new RangeError("mine");
				""");

		assertThat(error.name()).isEqualTo("RangeError");
		assertThat(error.message()).isEqualTo("mine");
		assertThat(error.line()).isEqualTo(3);
	}

	@Test
	void classesOfTheCodeMayHaveAnyName() {
		assertThat(value(
				"class Error {}; class Map {}; const JSON = 1, Promise = 2, process = 3, tools = 4; return tools"))
			.isEqualTo(4);
	}

	@Test
	void theHostsVariablesAreGone() {
		assertThat(value("return Object.keys(process.env)")).isEqualTo(List.of());
	}

	// ---- files

	@Test
	void filesComeInAndThoseThatAreNewOrChangedGoOut() {
		Run run = run("""
				const fs = require("node:fs");
				fs.writeFileSync("report.csv", fs.readFileSync("data/in.csv", "utf8").toUpperCase());
				fs.writeFileSync("same.txt", "after!");
				fs.mkdirSync("deep/er", { recursive: true });
				fs.writeFileSync("deep/er/empty", "");
				""",
				Map.of("files", List.of(file("data/in.csv", "a,b"), file("same.txt", "before"), file("kept", "x"))));

		assertThat(run.value()).isNull();
		assertThat(run.artifacts()).containsOnlyKeys("report.csv", "same.txt", "deep/er/empty");
		assertThat(new String(run.artifacts().get("report.csv"), StandardCharsets.UTF_8)).isEqualTo("A,B");
		assertThat(run.artifacts().get("deep/er/empty")).isEmpty();
		assertThat(run.skipped()).isEmpty();
	}

	@Test
	void largeFilesGoOutInPieces() {
		Run run = run("const bytes = Buffer.alloc(7_000_001, 'abcdefg'); require('fs').writeFileSync('big', bytes); "
				+ "require('fs').writeFileSync('after', 'x')");

		assertThat(run.artifacts()).containsOnlyKeys("big", "after");
		assertThat(run.artifacts().get("big")).hasSize(7_000_001)
			.startsWith("abcdefgabc".getBytes())
			.endsWith('g', 'a');
	}

	@Test
	void filesGoOutWithAnErrorToo() {
		Run run = run("require('fs').writeFileSync('log', 'x'); throw new Error('x')");

		assertThat(run.failed().error().message()).isEqualTo("x");
		assertThat(run.artifacts()).containsOnlyKeys("log");
	}

	@Test
	void codeThatGoesElsewhereGivesOutItsWorkspaceAllTheSame() {
		Run run = run("require('fs').writeFileSync('log', 'x'); require('fs').mkdirSync('a'); process.chdir('a'); "
				+ "require('fs').writeFileSync('inside', 'x'); process.chdir('/usr/share')");

		assertThat(run.artifacts()).containsOnlyKeys("log", "a/inside");
		assertThat(run.skipped()).isEmpty();
	}

	@Test
	void whatIsNoPlainFileIsSkipped() {
		Run run = run("""
				const fs = require("node:fs");
				fs.symlinkSync("/etc/passwd", "link");
				fs.symlinkSync("/etc", "folder");
				fs.writeFileSync("one", "x");
				fs.linkSync("one", "two");
				fs.writeFileSync("sparse", "");
				fs.truncateSync("sparse", 1 << 20);
				fs.writeFileSync("back\\\\slash", "x");
				require("node:child_process").execFileSync("/usr/bin/mkfifo", ["fifo"]);
				fs.writeFileSync("fine", "x");
				""");

		assertThat(run.value()).isNull();
		assertThat(run.artifacts()).containsOnlyKeys("fine");
		assertThat(run.skipped()).containsOnlyKeys("link", "folder", "one", "two", "sparse", "back\\slash", "fifo")
			.containsEntry("link", "a link")
			.containsEntry("fifo", "a fifo")
			.containsEntry("one", "it has more than one name")
			.containsEntry("sparse", "it has holes");
	}

	@Test
	void filesAreBoundedInNumberSizeAndDepth() {
		String code = """
				const fs = require("node:fs");
				for (let i = 0; i < 300; i++) fs.writeFileSync("f" + String(i).padStart(3, "0"), "x");
				fs.mkdirSync("z/y/x", { recursive: true });
				fs.writeFileSync("z/y/deep", "x");
				fs.writeFileSync("z/y/x/deeper", "x");
				""";
		Run few = run(code, Map.of("artifacts", Map.of("maxFiles", 3, "maxBytes", 1000, "maxDepth", 2)));
		Run small = run(code, Map.of("artifacts", Map.of("maxFiles", 1000, "maxBytes", 50, "maxDepth", 2)));
		Run all = run(code, Map.of("artifacts", Map.of("maxFiles", 1000, "maxBytes", 1000, "maxDepth", 2)));

		assertThat(few.artifacts()).containsOnlyKeys("f000", "f001", "f002");
		assertThat(few.skipped()).hasSize(100);
		assertThat(small.artifacts()).hasSize(50);
		assertThat(all.artifacts()).hasSize(301).containsKey("z/y/deep");
		assertThat(all.skipped()).containsOnlyKeys("z/y/x");
	}

	@Test
	void pathsThatLeaveTheWorkspaceAreRefused() {
		for (String path : List.of("../out", "/tmp/out", "a/../../out", "", "a//b", "a\\b")) {
			Run run = run("console.log('ran')", Map.of("files", List.of(file(path, "x"))));

			assertThat(run.failed().error().message()).contains("no path of a file");
			assertThat(run.stdout()).isEmpty();
		}
	}

	@Test
	void thereIsNothingLeftOfTheHostInTheWorkspace() throws Exception {
		try (GuestProcess guest = GuestProcess.start(JAVASCRIPT, GuestMessage::body)) {
			guest.greet();
			guest.send(GuestProcess.execute("export default require('fs').readdirSync('.')", Map.of()));

			assertThat(guest.finish().value()).isEqualTo(List.of());
			try (var files = Files.list(guest.workspace)) {
				assertThat(files).isEmpty();
			}
		}
	}

	@Test
	void theProgramFitsIntoAnArgument() {
		// Linux takes 128 KB, of which a command may have to carry more than the program
		assertThat(GuestProgram.of(JAVASCRIPT).command("node")).allMatch((part) -> part.length() < 60_000)
			.noneMatch((part) -> part.contains("\0"));
	}

	@Test
	void theGuestSaysWhatItRunsOn() {
		assertThat(run("1").runtime()).matches("(node|bun|deno) \\d+\\.\\d+\\.\\d+.*");
	}

}
