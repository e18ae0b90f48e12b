package io.toolruntime.wasm;

import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;

import static org.assertj.core.api.Assertions.assertThat;

/** Code that means harm ends in its outcome, and harms nobody but itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCodeTests {

	private final Sandbox sandbox = new Sandbox();

	HostileCodeTests() {
		this.sandbox.tools.with("a:echo", (args) -> args.get("x")).with("a:other", (args) -> 1);
	}

	@AfterAll
	void close() {
		this.sandbox.close();
	}

	@AfterEach
	void theNextExecutionWorks() {
		ExecuteResult next = this.sandbox
			.run("console.log([1]); return [await tools.a.echo({ x: 1 }), [1, 2].map((x) => x * 2)]");
		assertThat(next.outcome()).as("%s", next.error()).isEqualTo(ExecutionOutcome.OK);
		assertThat(next.value()).isEqualTo(List.of(1, List.of(2, 4)));
		assertThat(next.stdout()).isEqualTo("[ 1 ]\n");
	}

	private ExecuteResult run(String code, String timeout) {
		return this.sandbox.run(code, Limits.NONE.with(Limit.TIMEOUT, timeout).with(Limit.MEMORY, "64MB"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "while (true);", "do {} while (1)", "for (;;) try { for (;;); } catch {} finally { for (;;); }",
					"try { for (;;); } finally { for (;;); }", "/^(a+)+$/.test('a'.repeat(40) + 'b')",
					"(function loop() { return Promise.resolve().then(loop) })(); await new Promise(() => {})",
					"(function loop() { queueMicrotask(loop) })(); await new Promise(() => {})",
					"async function loop() { for (;;) await null } await loop()",
					"setInterval(() => {}, 1); await new Promise(() => {})",
					"[...Array(1e7).keys()].sort(() => Math.random() - 0.5)",
					"function* g() { for (;;) yield } for (const x of g());",
					"const p = new Proxy({}, { get: () => p, has: () => { for (;;); } }); 'x' in p",
					"JSON.stringify({ toJSON() { for (;;); } })", "JSON.parse('[1,2]', () => { for (;;); })",
					"[2, 1].sort(() => { for (;;); })", "'a'.replace(/a/, () => { for (;;); })",
					"({ get x() { for (;;); } }).x", "return { toJSON() { for (;;); } }",
					"throw { get message() { for (;;); } }", "return { then() { for (;;); } }",
					"tools.a.echo({ toJSON() { for (;;); } })",
					"console.log({ get [Symbol.toStringTag]() { for (;;); } }); for (;;);",
					"new Array(2 ** 32 - 2).join('x')", "Array.from({ length: 2 ** 40 })",
					"new Set().union({ size: 1, has() {}, keys() { return { next() { return {} } } } })",
					"let n = 2n; for (;;) n = n * n % (1n << 4096n)", "'x'.repeat(1 << 24).split('').sort()",
					"eval('for (;;);')", "new Function('for (;;);')()", "class A { static { for (;;); } }",
					"`${{ toString() { for (;;); } }}`", "label: for (;;) { continue label }",
					"Object.defineProperty(globalThis, '__out', { get() { for (;;); } })",
					"await gateway.runTool({ toString() { for (;;); } }); for (;;);" })
	void endlessCodeEndsInATimeout(String code) {
		ExecuteResult result = run(code, "300ms");

		// What fills the memory before its time is up ends there
		assertThat(result.outcome()).as("%s", result.error())
			.isIn(ExecutionOutcome.TIMEOUT, ExecutionOutcome.MEMORY_LIMIT, ExecutionOutcome.CODE_ERROR);
		if (code.contains("for (;;);")) {
			assertThat(result.outcome()).as("%s", result.error())
				.isIn(ExecutionOutcome.TIMEOUT, ExecutionOutcome.CODE_ERROR);
		}
		assertThat(result.timings().runMs()).isLessThan(3300);
	}

	@ParameterizedTest
	@ValueSource(strings = { "while (true);", "do {} while (1)",
			"for (;;) try { for (;;); } catch {} finally { for (;;); }", "/^(a+)+$/.test('a'.repeat(40) + 'b')",
			"async function loop() { for (;;) await null } await loop()",
			"(function loop() { queueMicrotask(loop) })(); await new Promise(() => {})",
			"setInterval(() => {}, 1); await new Promise(() => {})", "return { toJSON() { for (;;); } }",
			"return { then() { for (;;); } }", "[2, 1].sort(() => { for (;;); })", "eval('for (;;);')" })
	void nothingCatchesATimeout(String code) {
		assertThat(run("try { " + code + " } catch {} finally { console.log('finally') }; return 'caught'", "300ms")
			.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "const all = []; for (;;) all.push(new Uint8Array(1 << 20))",
			"const all = []; for (;;) all.push(new ArrayBuffer(1 << 20))",
			"const all = []; for (;;) all.push('x'.repeat(1 << 20) + all.length)",
			"const all = []; for (;;) all.push(new Array(1 << 16).fill(all))",
			"const map = new Map(); for (let i = 0;; i++) map.set(i, 'x'.repeat(1 << 16))",
			"const b = new ArrayBuffer(8, { maxByteLength: 1 << 30 }); for (let i = 1;; i *= 2) b.resize(i << 10)",
			"new Uint8Array(1 << 29)", "'x'.repeat(1 << 29)", "new Array(1 << 26).fill(0)", "'x'.padEnd(1 << 29)",
			"[].concat(...Array(64).fill(new Array(1 << 20).fill(1)))",
			"JSON.stringify(Array(1 << 10).fill('x'.repeat(1 << 18)))",
			"const all = []; for (;;) { try { all.push(new Uint8Array(1 << 20)) } catch (e) { throw e } }",
			"console.log(Array(70 << 20).join('x'))",
			"Promise.all(Array(1 << 10).fill(0).map((_, i) => new Promise((r) => r('x'.repeat(1 << 18) + i))))" })
	void memoryBombsEndInTheirLimit(String code) {
		ExecuteResult result = run(code, "5s");

		assertThat(result.outcome()).as("%s", result.error())
			.isIn(ExecutionOutcome.MEMORY_LIMIT, ExecutionOutcome.TIMEOUT, ExecutionOutcome.CODE_ERROR);
		assertThat(result.limitsEnforced().get(Limit.MEMORY).peak())
			.satisfies((peak) -> assertThat(io.toolruntime.limit.Quantity.bytes((String) peak))
				.isLessThanOrEqualTo(64L << 20));
	}

	@ParameterizedTest
	@ValueSource(strings = { "function f() { f() } f()", "const f = () => f(); f()",
			"class A { constructor() { new A() } } new A()", "const o = { toString() { return '' + this } }; '' + o",
			"const o = { get x() { return this.x } }; o.x",
			"const o = { toJSON() { return JSON.stringify(o) } }; JSON.stringify(o)", "JSON.parse('['.repeat(50000))",
			"function* g() { yield* g() } [...g()]", "const f = async () => { await f() }; await f()",
			"eval('('.repeat(20000) + '1' + ')'.repeat(20000))", "new Function('['.repeat(20000))",
			"new RegExp('(?:'.repeat(20000) + ')'.repeat(20000))",
			"const p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.x",
			"[1, 2].sort(function f() { [1, 2].sort(f) })",
			"'a'.replace(/a/, function f() { return 'a'.replace(/a/, f) })",
			"Reflect.apply(function f() { Reflect.apply(f, null, []) }, null, [])",
			"function f() { try { f() } catch (e) { f() } } f()",
			"console.log({ toString() {}, get [Symbol.for('x')]() {} }, function f() { f() }())",
			"const t = { then(r) { r(t) } }; let o = {}; o.toJSON = () => { tools.a.echo(o) }; tools.a.echo(o); throw 1" })
	void recursionEndsAsAnErrorOfTheCode(String code) {
		ExecuteResult result = run(code, "5s");

		assertThat(result.outcome()).as("%s", result.error())
			.isIn(ExecutionOutcome.CODE_ERROR, ExecutionOutcome.TIMEOUT);
		if (result.outcome() == ExecutionOutcome.CODE_ERROR) {
			assertThat(result.error().name()).isIn("RangeError", "SyntaxError", "InternalError", "Error");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "Array.prototype.toJSON = () => 'forged'", "JSON.stringify = () => '\"forged\"'",
			"JSON.parse = () => 'forged'", "Promise = class {}", "Promise.prototype.then = () => 'forged'",
			"Promise.resolve = Promise.all = () => 'forged'",
			"Object.defineProperty(Object.prototype, 'then', { get() { return undefined } })",
			"Array.prototype[Symbol.iterator] = function* () { yield 'forged' }",
			"Function.prototype.call = Function.prototype.apply = () => 'forged'",
			"Function.prototype.toString = () => 'forged'", "Proxy = Reflect = Error = TypeError = undefined",
			"for (const n of ['slice', 'indexOf', 'startsWith', 'replaceAll', 'repeat']) String.prototype[n] = () => 'forged'",
			"Object.defineProperty(Array.prototype, 0, { set() {}, get() { return 'forged' } })",
			"Object.defineProperty(Object.prototype, 'get', { value: () => 'forged' })",
			"Object.setPrototypeOf(globalThis, null)", "Object.freeze(globalThis)",
			"globalThis.process = globalThis.console = console" })
	void tamperingWithTheRealmBreaksNeitherToolsNorConsole(String code) {
		ExecuteResult result = run(code + """
				;
				console.log("a", 1, { b: [1, "c"] });
				const x = await tools.a.echo({ x: "real" });
				let code = "none";
				try { await tools.a.nope() } catch (e) { code = e.code }
				return x + " " + code;
				""", "5s");

		assertThat(result.stdout()).isEqualTo("a 1 { b: [ 1, 'c' ] }\n");
		assertThat(result.toolCalls()).hasSize(2);
		assertThat(result.toolCalls().get(0).toolId()).isEqualTo("a:echo");
		if (!code.contains("then") && !code.contains("Promise =")) {
			assertThat(result.value()).isEqualTo("real tool_not_found");
		}
	}

	@Test
	void argumentsAreTheHostsToReadHoweverTheyAreForged() {
		ExecuteResult result = run("""
				const results = [];
				for (const args of [{ toJSON: () => ({ x: 1 }) }, { toJSON: () => 5 }, { toJSON: () => undefined },
						new Proxy({ x: 1 }, {}), Object.create({ x: 1 }), JSON.parse('{"__proto__": {"x": 1}}')]) {
					try { results.push(await tools.a.echo(args) ?? null) } catch (e) { results.push(e.code) }
				}
				return results;
				""", "5s");

		assertThat(result.value()).asString().isEqualTo("[1, validation_input, validation_input, 1, null, null]");
	}

	@Test
	void argumentsNestedTooDeeplyAreRefused() {
		ExecuteResult result = run("let x = []; for (let i = 0; i < 1000; i++) x = [x];"
				+ "try { await tools.a.echo({ x }) } catch (e) { return [e.code, e.message] }", "5s");

		assertThat(result.value()).asString().contains("validation_input").contains("nested");
	}

	@Test
	void namesOfAnyLengthAreOnlyNames() {
		ExecuteResult result = run("""
				const codes = [];
				for (const name of ["x".repeat(1 << 20), "", "a:b", "\\u0000", "../../etc", "😀".repeat(100)]) {
					try { await tools[name][name]() } catch (e) { codes.push(e.name) }
					try { await gateway.runTool(name) } catch (e) { codes.push(e.name) }
				}
				return codes.every((name) => name === "ToolError") && codes.length;
				""", "5s");

		assertThat(result.value()).isEqualTo(12);
	}

	@Test
	void thePreludeLeaksNoneOfItsFunctions() {
		ExecuteResult result = run(
				"""
						const leaked = [];
						const look = function (...args) {
							for (const arg of args) {
								if (typeof arg === "function" && /^function (WRITE|START|NAMES|SET_TIMER|CLEAR_TIMER)/.test(String(arg))) leaked.push(String(arg));
							}
						};
						Function.prototype.call = Function.prototype.apply = Function.prototype.bind = function (...args) { look(this, ...args) };
						Reflect.apply = (f, self, args) => look(f, self, ...args);
						console.log({ a: 1 });
						setTimeout(() => {}, 1);
						await tools.a.echo({ x: 1 });
						look(...Object.getOwnPropertyNames(globalThis).map((name) => globalThis[name]));
						return [leaked.length, typeof look.caller, (() => { try { return String(tools.a.echo.arguments) } catch { return "none" } })()];
						""",
				"5s");

		assertThat((List<?>) result.value()).first().isEqualTo(0);
	}

	@Test
	void aWrapperThatIsClosedEarlyGainsNothing() {
		ExecuteResult result = run(
				"1)}); globalThis.escaped = typeof WRITE + typeof start; (async function () { return (escaped", "5s");

		assertThat(result.outcome()).isIn(ExecutionOutcome.OK, ExecutionOutcome.CODE_ERROR);
		assertThat(String.valueOf(result.value())).doesNotContain("function");
	}

	@Test
	void manyTimersAreRefused() {
		ExecuteResult result = run("for (let i = 0; i < 20000; i++) setTimeout(() => {}, 1000)", "20s");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error().name()).isEqualTo("RangeError");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fetch", "XMLHttpRequest", "WebSocket", "require", "module", "std", "os", "Deno", "Bun",
			"Java", "WebAssembly", "Worker", "Atomics", "gc", "print", "load", "read", "scriptArgs", "__dirname",
			"Buffer" })
	void wayOutIsNotThere(String name) {
		assertThat(run("return typeof " + name, "5s").value()).isEqualTo("undefined");
	}

}
