package io.toolruntime.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * The guest for Python, in a real interpreter: the machine's, or what
 * {@code -Dtoolruntime.test.python=/path/to/python3} names.
 */
class PythonGuestTests {

	private static final String PYTHON = "python";

	@BeforeAll
	static void thereIsAnInterpreter() {
		assumeTrue(GuestProcess.interpreter(PYTHON).isPresent(), "There is no interpreter for Python");
	}

	private static Run run(String code) {
		return GuestProcess.run(PYTHON, code);
	}

	private static Run run(String code, Map<String, @Nullable Object> params) {
		return GuestProcess.run(PYTHON, code, params, GuestMessage::body);
	}

	private static Run run(String code, Function<GuestMessage, @Nullable Object> gateway) {
		return GuestProcess.run(PYTHON, code, Map.of(), gateway);
	}

	private static @Nullable Object value(String code) {
		return run(code).value();
	}

	private static ExecutionError error(String code) {
		Run run = run(code);
		assertThat(run.failed().exitCode()).isEqualTo(1);
		return run.failed().error();
	}

	/* Places within a line are known as of Python 3.11. */
	private static boolean knowsColumns(Run run) {
		return !run.runtime().matches("python 3\\.(9|10)\\..*");
	}

	private static Map<String, @Nullable Object> file(String path, String content) {
		return Map.of("path", path, "data",
				Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
	}

	// ---- values

	@ParameterizedTest
	@ValueSource(strings = { "42", "40 + 2", "x = 40\nx + 2", "x = 42; x", "42 # the answer", "__out = 42",
			"__out = 42\n1", "def f():\n    return 42\nf()", "import math\nmath.floor(42.5)", "\n\n42\n\n",
			"(\n  42\n)", "async def main():\n    return 42\nawait main()", "async def main():\n    return 42\nmain()",
			"import asyncio\nasync def main():\n    await asyncio.sleep(0)\n    return 42\nasyncio.run(main())",
			"import asyncio\nawait asyncio.sleep(0)\nx = 42\nx",
			"import asyncio\nasync def main():\n    global __out\n    __out = 42\nawait main()",
			"[x async for x in __import__('types').SimpleNamespace(__aiter__=0)] if False else 42",
			"if __name__ == '__main__':\n    __out = 42", "from __future__ import annotations\n42",
			"import sys\n__out = 42\nsys.exit()", "'''doc'''\n42" })
	void givesTheValueOfTheLastExpression(String code) {
		assertThat(value(code)).isEqualTo(42);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "# nothing", "x = 1", "None", "print(1)", "pass", "def f(): pass", "import os",
			"for x in [1]: x", "class A: pass", "42; x = 1" })
	void givesNullWhereThereIsNoValue(String code) {
		assertThat(value(code)).isNull();
	}

	@Test
	void aTextAloneIsAValue() {
		assertThat(value("'hello'")).isEqualTo("hello");
	}

	@Test
	void valuesAreJson() {
		assertThat(value("{'a': [1, 1.5, True, None, 'x'], 'b': (1, 2), 3: {'c': 2**53}, 'big': 10**30}"))
			.isEqualTo(Map.of("a", Arrays.asList(1, 1.5, true, null, "x"), "b", List.of(1, 2), "3",
					Map.of("c", 9007199254740992L), "big", new java.math.BigInteger("1" + "0".repeat(30))));
	}

	@Test
	void subclassesOfPlainTypesAreJson() {
		assertThat(value("""
				from collections import OrderedDict, defaultdict, namedtuple, Counter
				from enum import IntEnum
				class Color(IntEnum):
				    RED = 1
				P = namedtuple("P", "x y")
				[OrderedDict(a=1), defaultdict(list, b=[2]), P(1, 2), Counter("aa"), Color.RED]
				""")).isEqualTo(List.of(Map.of("a", 1), Map.of("b", List.of(2)), List.of(1, 2), Map.of("a", 2), 1));
	}

	@Test
	void textSurvivesWhateverItIs() {
		assertThat(value("'é€😀\\0\\n\"\\\\\\u2028\\x1e' + chr(0x10FFFF)"))
			.isEqualTo("é€😀\u0000\n\"\\\u2028\u001e" + new String(Character.toChars(0x10FFFF)));
	}

	@Test
	void halfACharacterIsReplaced() {
		assertThat(value("[chr(0xd800), tools.a.b({chr(0xdc00): 'x' + chr(0xdc01)})['args']]"))
			.isEqualTo(List.of("\uFFFD", Map.of("\uFFFD", "x\uFFFD")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"`{1, 2}` | `it is of type set; make it a list with list(…)`",
			"`{'a': [0, {1}]}` | `['a'][1] is of type set; make it a list`",
			"`b'x'` | `of type bytes; make it text with .decode()`",
			"`import datetime\n[datetime.datetime.now()]` | `[0] is of type datetime; make it text with .isoformat()`",
			"`from decimal import Decimal\nDecimal(1)` | `of type Decimal; make it text with str(…)`",
			"`float('nan')` | `it is nan; use None`", "`{'x': float('-inf')}` | `['x'] is -inf; use None`",
			"`{(1, 2): 3}` | `a dict with the key (1, 2); make its keys strings`",
			"`{1: 'a', '1': 'b'}` | `the keys 1 and '1' become the same text`",
			"`10 ** 400` | `an integer of more than 399 digits; make it text`",
			"`a = []\na.append(a)\na` | `[0] is something that it is inside of`",
			"`a = []\nfor i in range(300): a = [a]\na` | `nested more than 198 levels`",
			"`a = []\nfor i in range(100000): a = [a]\na` | `nested more than 198 levels`",
			"`'x' * (17 << 20)` | `larger than 16 MB`", "`lambda: 1` | `of type function; call it`",
			"`(x for x in [1])` | `of type generator; make it a list with list(…)`",
			"`from dataclasses import dataclass\n@dataclass\nclass A:\n  x: int\nA(1)` | `make it a dict with dataclasses.asdict(…)`",
			"`object()` | `of type object; make it a dict, a list, text or a number`",
			"`import os\nos` | `of type module`", "`tools` | `of type Tools`" })
	void aValueThatIsNoJsonIsAnErrorThatTellsTheWayOut(String code, String message) {
		assertThat(error(code).message()).startsWith("The value cannot be ").contains(message);
	}

	@Test
	void aLargeValueArrives() {
		assertThat((String) value("'é' * (4 << 20)")).hasSize(4 << 20);
	}

	@Test
	void aDeepValueArrives() {
		assertThat(value("a = '[{'\nfor i in range(190): a = [a]\na")).isInstanceOf(List.class);
	}

	// ---- what the code finds

	@Test
	void inputAndEnvironmentAreThoseOfTheRequest() {
		Run run = run("import os\n[input['items'][1], dict(os.environ)]",
				Map.of("input", Map.of("items", List.of(1, 2)), "env", Map.of("REGION", "eu")));

		assertThat(run.value()).isEqualTo(List.of(2, Map.of("REGION", "eu")));
	}

	@Test
	void inputIsNoneWithoutOne() {
		assertThat(value("input is None")).isEqualTo(true);
	}

	@Test
	void theHostsVariablesAreGone() {
		assertThat(value("import os\ndict(os.environ)")).isEqualTo(Map.of());
	}

	@Test
	void modulesOfTheWorkspaceCanBeImported() {
		Run run = run("import mine, shop.orders\n[mine.x, shop.orders.y]",
				Map.of("files", List.of(file("mine.py", "x = 1"), file("shop/orders.py", "y = 2"))));

		assertThat(run.value()).isEqualTo(List.of(1, 2));
		assertThat(run.artifacts()).isEmpty();
	}

	@Test
	void standardInputIsEmptyForTheCodeAndItsChildren() {
		assertThat(value("import sys, subprocess\n[sys.stdin.read(), subprocess.run(['/bin/cat'], "
				+ "stdout=subprocess.PIPE).stdout.decode()]"))
			.isEqualTo(List.of("", ""));
	}

	@Test
	void theCodeIsTheMainModule() {
		assertThat(value("""
				import pickle, sys
				class A:
				    x = 5
				[pickle.loads(pickle.dumps(A())).x, __name__, sys.modules["__main__"].A is A, sys.argv]
				""")).isEqualTo(List.of(5, "__main__", true, List.of("main.py")));
	}

	// ---- errors

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "`raise ValueError('x')` | 1 | 1",
			"`a = None\na.b` | 2 | 1", "`x = 1\n\nx = 1 + 1 / 0` | 3 | 9", "`missing` | 1 | 1",
			"`def f():\n  missing()\nf()` | 2 | 3", "`é = 1; 'é' + 5` | 1 | 8",
			"`import json\njson.loads('{bad')` | 2 | 1",
			"`async def main():\n  await later()\nasync def later():\n  raise ValueError('x')\nawait main()` | 4 | 3" })
	void anErrorHasLineAndColumnOfTheSource(String code, int line, int column) {
		Run run = run(code);

		assertThat(run.failed().error().line()).isEqualTo(line);
		if (knowsColumns(run)) {
			assertThat(run.failed().error().column()).isEqualTo(column);
		}
		else {
			assertThat(run.failed().error().column()).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "`x = )` | 1 | 5", "`x = 1\ny = ]` | 2 | 5", "`foo(` | 1 | 5", "`return 1` | 1 | 1",
					"`x = 1\n  y = 2` | 2 | 3", "`'unclosed` | 1 | 1", "`def f():\npass` | 2 | 1",
					"`é = 'é' )` | 1 | 9" })
	void aSyntaxErrorHasLineAndColumnOfTheSource(String code, int line, int column) {
		ExecutionError error = error(code);

		assertThat(error.name()).isIn("SyntaxError", "IndentationError");
		assertThat(error.line()).isEqualTo(line);
		// Versions differ in what they blame, before or after it
		assertThat(error.column()).isBetween(Math.max(1, column - 1), column + 9);
		assertThat(error.stack()).contains("main.py");
	}

	@Test
	void nothingOfBrokenCodeRuns() {
		assertThat(run("print('ran')\nx = )").stdout()).isEmpty();
	}

	@Test
	void aTracebackHasTheCallersFramesOnly() {
		ExecutionError error = error("""
				import json
				class OrderError(Exception):
				    pass
				def check(text):
				    try:
				        json.loads(text)
				    except ValueError as e:
				        raise OrderError("no stock") from e
				check("{")
				""");

		assertThat(error.name()).isEqualTo("OrderError");
		assertThat(error.message()).isEqualTo("no stock");
		assertThat(error.line()).isEqualTo(8);
		assertThat(error.stack()).contains("File \"main.py\", line 9, in <module>\n    check(\"{\")")
			.contains("line 6, in check", "JSONDecodeError", "The above exception was the direct cause")
			.endsWith("OrderError: no stock")
			.doesNotContain("decoder.py", "<string>");
	}

	@Test
	void tracebacksThatTheCodePrintsHaveItsLines() {
		Run run = run("import traceback\ntry:\n  1 / 0\nexcept Exception:\n  traceback.print_exc()");

		assertThat(run.stderr()).contains("File \"main.py\", line 3", "1 / 0", "ZeroDivisionError")
			.doesNotContain("<string>");
	}

	@Test
	void anErrorThatCannotBeDescribedIsStillOne() {
		assertThat(error("class E(Exception):\n  def __str__(self): raise self\nraise E").message())
			.contains("could not be described");
	}

	@Test
	void endlessRecursionIsAnError() {
		ExecutionError error = error("def f(): f()\nf()");

		assertThat(error.name()).isEqualTo("RecursionError");
		assertThat(error.line()).isEqualTo(1);
		assertThat(error.stack()).contains("more times");
	}

	@Test
	void hugeMessagesAreCut() {
		assertThat(error("raise ValueError('x' * (1 << 20))").message()).hasSizeLessThan(20_000);
	}

	@ParameterizedTest
	@ValueSource(strings = { "KeyboardInterrupt", "GeneratorExit", "BaseException", "MemoryError", "StopIteration" })
	void whateverIsRaisedIsAnError(String name) {
		assertThat(error("raise " + name).name()).isEqualTo(name);
	}

	@Test
	void codeThatIsNoTextIsAnError() {
		assertThat(error("x = '" + "\u0000" + "'").message()).contains("null byte");
	}

	// ---- the end

	@ParameterizedTest
	@ValueSource(strings = { "import sys; sys.exit(3)", "exit(3)", "raise SystemExit(3)", "import sys; sys.exit(259)",
			"import sys, asyncio\nasync def main(): sys.exit(3)\nawait main()" })
	void anExitCodeIsAnErrorThatNamesIt(String code) {
		Run run = run(code);

		assertThat(run.failed().exitCode()).isEqualTo(3);
		assertThat(run.failed().error().name()).isEqualTo("ExitError");
		assertThat(run.failed().error().message()).contains("exit code 3");
	}

	@Test
	void anExitWithATextTellsIt() {
		Run run = run("import sys; sys.exit('no input')");

		assertThat(run.failed().exitCode()).isEqualTo(1);
		assertThat(run.failed().error().message()).isEqualTo("no input");
		assertThat(run.stderr()).isEqualTo("no input\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "import sys; sys.exit(0)", "import sys; sys.exit()", "exit()", "raise SystemExit(False)" })
	void exitCodeZeroIsNoError(String code) {
		assertThat(value(code)).isNull();
	}

	@Test
	void theEndIsThatOfAPythonProgram() {
		Run run = run("""
				import atexit, threading, time
				atexit.register(lambda: print("bye"))
				threading.Thread(target=lambda: (time.sleep(0.05), print("thread", tools.a.b()["name"]))).start()
				threading.Thread(target=lambda: time.sleep(600), daemon=True).start()
				print("hi", end="")
				7
				""");

		assertThat(run.value()).isEqualTo(7);
		assertThat(run.stdout()).isEqualTo("hithread b\nbye\n");
		assertThat(run.exitCode()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "while True: pass", "import time; time.sleep(600)", "tools.a.never()",
			"import asyncio; asyncio.run(asyncio.sleep(600))", "import threading; threading.Event().wait()" })
	void theGuestEndsWithTheHostWhateverItDoes(String code) throws Exception {
		try (GuestProcess guest = GuestProcess.start(PYTHON, (request) -> null)) {
			guest.greet();
			guest.send(GuestProcess.execute("print('runs', flush=True)\n" + code, Map.of()));
			BufferedReader out = guest.process.inputReader(StandardCharsets.UTF_8);
			String line = out.readLine();
			while (!line.contains("runs")) {
				line = out.readLine();
			}

			guest.process.getOutputStream().close();

			assertThat(guest.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void aGuestThatIsNeverUsedEndsWithTheHost() throws InterruptedException, IOException {
		try (GuestProcess guest = GuestProcess.start(PYTHON, (request) -> null)) {
			guest.process.getOutputStream().close();

			assertThat(guest.process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		}
	}

	// ---- output

	@Test
	void outputKeepsItsOrder() {
		Run run = run("""
				import sys
				print("1", "2")
				print("3", file=sys.stderr)
				print("4", end="")
				print("5", file=sys.stderr)
				sys.stdout.write("6\\n7\\n8")
				tools.a.b()
				sys.stdout.buffer.write("é".encode())
				sys.stdout.flush()
				""");

		assertThat(run.events()).containsExactly("stdout: 1 2\n", "stderr: 3\n", "stdout: 4", "stderr: 5\n",
				"stdout: 6\n7\n8", "stdout: é");
		assertThat(run.rawError()).isEmpty();
	}

	@Test
	void whatIsWrittenPastTheGuestIsOutputToo() {
		Run run = run("""
				import os, subprocess
				os.write(1, b"no newline")
				print("framed")
				subprocess.run(["/bin/sh", "-c", "echo child; echo oops >&2"])
				1
				""");

		assertThat(run.value()).isEqualTo(1);
		assertThat(run.events()).containsExactly("raw: no newline", "stdout: framed\n", "raw: child\n");
		assertThat(run.rawError()).isEqualTo("oops\n");
	}

	@Test
	void muchOutputArrivesWhole() {
		Run run = run("print('é😀' * 500_000)\nfor i in range(2000): print('line', i)");

		assertThat(run.stdout()).startsWith("é😀é😀").endsWith("line 1998\nline 1999\n").doesNotContain("\uFFFD");
		assertThat(run.stdout().lines()).hasSize(2001);
		assertThat(run.stdout().lines().findFirst().orElseThrow()).hasSize(1_500_000);
	}

	@Test
	void whatLooksLikeAFrameIsOutput() {
		Run run = run("import os\nprint('\\x1e' + 'f' * 32 + '{}')\nos.write(1, b'\\x1e{}\\n')\n1");

		assertThat(run.value()).isEqualTo(1);
		assertThat(run.stdout()).isEqualTo("\u001e" + "f".repeat(32) + "{}\n");
		assertThat(run.raw()).isEqualTo("\u001e{}\n");
	}

	@Test
	void whatIsNoCharacterCanBePrinted() {
		assertThat(run("print(chr(0xd800) + 'x')").stdout()).isEqualTo("\\ud800x\n");
	}

	@Test
	void streamsMayBeRedirectedOrClosed() {
		Run run = run("""
				import contextlib, io, sys
				with contextlib.redirect_stdout(io.StringIO()) as text:
				    print("inside")
				print("outside")
				sys.stdout.close()
				tools.a.b()
				text.getvalue()
				""");

		assertThat(run.value()).isEqualTo("inside\n");
		assertThat(run.stdout()).isEqualTo("outside\n");
	}

	@Test
	void theDescriptorOfOutputMayBeClosed() {
		assertThat(value("import os\nos.close(1)\nos.close(0)\ntools.a.b()['name']")).isEqualTo("b");
	}

	// ---- tools and gateway

	@Test
	void aToolIsAFunctionWithKeywordArguments() {
		Run run = run("[tools.orders.find_order(id=7)['args'], tools.orders.find_order({'id': 7})['args']]");

		assertThat(run.value()).isEqualTo(List.of(Map.of("id", 7), Map.of("id", 7)));
		assertThat(run.requests().get(0).body())
			.isEqualTo(Map.of("namespace", "orders", "name", "find_order", "args", Map.of("id", 7)));
	}

	@Test
	void argumentsAreAnEmptyObjectWhereThereAreNone() {
		assertThat(value("[tools.a.b()['args'], tools.a.b(None)['args'], tools.a.b({})['args']]"))
			.isEqualTo(List.of(Map.of(), Map.of(), Map.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tools.a.b(1)", "tools.a.b({}, {})", "tools.a.b({}, x=1)", "tools.a.b([1])" })
	void otherArgumentsAreErrorsThatTellTheWay(String code) {
		assertThat(error(code).message()).contains("tools.a.b takes its arguments by keyword");
	}

	@Test
	void argumentsThatAreNoJsonAreErrors() {
		assertThat(error("tools.a.b(x={1})").message()).contains("The arguments of tools.a.b", "['x'] is of type set");
		assertThat(error("gateway.run_tool('a:b', {'x': b''})").message()).contains("gateway.run_tool");
	}

	@Test
	void namesThatAreNoIdentifiersCanBeGivenAsText() {
		Run run = run("[tools['my-shop']['find.order']()['name'], getattr(tools.my_shop, 'import')()['name']]");

		assertThat(run.value()).isEqualTo(List.of("find.order", "import"));
		assertThat(run.requests().get(0).body().get("namespace")).isEqualTo("my-shop");
	}

	@Test
	void aFailedCallRaisesAToolError() {
		Run run = run("""
				try:
				    tools.orders.refund(id=1)
				except ToolError as e:
				    __out = [isinstance(e, Exception), e.toolId, e.tool_id, e.code, e.message, str(e)]
				""", (request) -> {
			throw GuestProcess.denied();
		});

		assertThat(run.value())
			.isEqualTo(List.of(true, "orders:refund", "orders:refund", "denied", "Ask a person", "Ask a person"));
	}

	@Test
	void anUncaughtToolErrorHasItsCodeAndTheCallersLine() {
		Run run = run("a = 1\ntools.orders.refund()", (request) -> {
			throw GuestProcess.denied();
		});

		assertThat(run.failed().toolCode()).isEqualTo("denied");
		assertThat(run.failed().error().name()).isEqualTo("ToolError");
		assertThat(run.failed().error().line()).isEqualTo(2);
		assertThat(run.failed().error().stack()).contains("tools.orders.refund()").doesNotContain("<string>");
	}

	@Test
	void threadsCallToolsAtOnce() {
		Run run = run("""
				from concurrent.futures import ThreadPoolExecutor
				with ThreadPoolExecutor(100) as pool:
				    results = list(pool.map(lambda n: tools.a.b(n=n)["args"]["n"], range(1000)))
				results == list(range(1000))
				""");

		assertThat(run.value()).isEqualTo(true);
		assertThat(run.requests()).hasSize(1000);
	}

	@Test
	void noMoreThanSixtyFourCallsAreInFlight() throws IOException {
		try (GuestProcess guest = GuestProcess.start(PYTHON, (request) -> null)) {
			guest.greet();
			guest.send(GuestProcess.execute("""
					import threading
					started = threading.Semaphore(0)
					for n in range(100):
					    threading.Thread(target=lambda: (started.release(), tools.a.b())).start()
					for n in range(100):
					    started.acquire()
					import time
					time.sleep(1)
					print("all")
					""", Map.of()));
			List<String> frames = new ArrayList<>();
			BufferedReader out = guest.process.inputReader(StandardCharsets.UTF_8);
			while (frames.isEmpty() || !frames.get(frames.size() - 1).contains("all")) {
				frames.add(out.readLine());
			}

			assertThat(frames).filteredOn((frame) -> frame.contains("runTool")).hasSizeLessThanOrEqualTo(64);
		}
	}

	@Test
	void asyncCodeCallsToolsInThreads() {
		assertThat(value("""
				import asyncio
				results = await asyncio.gather(*(asyncio.to_thread(tools.a.b, n=n) for n in range(20)))
				[r["args"]["n"] for r in results] == list(range(20)) and tools.a.b(n=1)["args"]["n"] == 1
				""")).isEqualTo(true);
	}

	@Test
	void thousandsOfCallsOneAfterTheOther() {
		Run run = run("sum(tools.a.b(n=n)['args']['n'] for n in range(5000))");

		assertThat(run.value()).isEqualTo(12497500);
		assertThat(run.requests().get(4999).id()).isEqualTo(5000);
	}

	@Test
	void largeArgumentsAndResultsArriveAndHugeOnesAreRefused() {
		assertThat(value("""
				text = "é" * (1 << 20)
				try:
				    tools.a.b(text="x" * (17 << 20))
				except ValueError as e:
				    message = str(e)
				[tools.a.b(text=text)["args"]["text"] == text, "16 MB" in message]
				""")).isEqualTo(List.of(true, true));
	}

	@Test
	void answersMayComeInPieces() {
		try (GuestProcess guest = GuestProcess.start(PYTHON, (request) -> null)) {
			String start = "{\"jsonrpc\":\"2.0\",\"method\":\"start\",\"params\":{\"protocol\":1,\"nonce\":\""
					+ GuestProcess.NONCE + "\"}}\n";
			String execute = "{\"jsonrpc\": \"2.0\", \"id\": 0, \"method\": \"execute\", \"params\": {\"code\": \"'é€😀'\"}}\n";
			for (byte b : (start + execute).getBytes(StandardCharsets.UTF_8)) {
				guest.sendRaw(new byte[] { b });
			}

			assertThat(guest.finish().value()).isEqualTo("é€😀");
		}
	}

	@Test
	void someNamesAreNeverTools() {
		assertThat(value(
				"[hasattr(tools, n) or hasattr(tools.a, n) for n in ('then', 'constructor', '__proto__', '__len__')]"))
			.isEqualTo(List.of(false, false, false, false));
	}

	@Test
	void toolsCanBeLookedAt() {
		String code = "[dir(tools), list(tools.orders), 'orders' in tools, 'x' in tools, repr(tools.orders), "
				+ "tools.orders.find.__name__]";
		Run known = run(code, Map.of("names", Map.of("orders", List.of("find", "then"))));
		Run asked = run(code,
				(request) -> request.method().equals("listNamespaces") ? List.of("orders") : List.of("find", "then"));

		assertThat(known.value())
			.isEqualTo(List.of(List.of("orders"), List.of("find"), true, false, "tools.orders", "find"));
		assertThat(known.requests()).isEmpty();
		assertThat(asked.value()).isEqualTo(known.value());
		assertThat(asked.requests().get(0).body()).isEqualTo(Map.of("identifiers", true));
	}

	@Test
	void toolsCannotBeChanged() {
		assertThat(error("tools.a = 1").message()).contains("cannot be changed");
		assertThat(error("del tools.a.b").message()).contains("cannot be changed");
	}

	@Test
	void theGatewayHasItsSixMethodsWithTheirDefaults() {
		Run run = run("""
				gateway.search_tools("level")
				gateway.search_tools("", limit=1, cursor="c")
				gateway.list_namespaces()
				gateway.describe_tool("a:b")
				gateway.describe_tool("a:b", detail="full")
				gateway.list_tool_examples("a:b")
				gateway.run_tool("a:b", {"id": 3})
				gateway.run_tool("a:b")
				gateway.run_chain([{"toolId": "a:b", "usePrevious": True}, {"tool_id": "a:b", "use_previous": False}])
				""");

		assertThat(run.requests()).extracting((request) -> request.method() + request.body())
			.containsExactly("searchTools{query=level, limit=20, cursor=null}",
					"searchTools{query=, limit=1, cursor=c}", "listNamespaces{}",
					"describeTool{id=a:b, detail=summary}", "describeTool{id=a:b, detail=full}",
					"listToolExamples{id=a:b, max=5}", "runTool{id=a:b, args={id=3}}", "runTool{id=a:b, args={}}",
					"runChain{steps=[{toolId=a:b, usePrevious=true}, {toolId=a:b, usePrevious=false}]}");
	}

	// ---- processes

	@Test
	void forksHaveOutputButNoTools() {
		Run run = run("""
				import os
				print("once ", end="")
				if os.fork() == 0:
				    print("child")
				    try:
				        tools.a.b()
				    except RuntimeError as e:
				        print("refused")
				    raise SystemExit(0)
				os.wait()
				print(tools.a.b()["name"])
				""");

		assertThat(run.value()).isNull();
		assertThat(run.raw()).isEqualTo("child\nrefused\n");
		assertThat(run.stdout()).isEqualTo("once b\n");
		assertThat(run.stderr() + run.rawError()).isEmpty();
		assertThat(run.requests()).hasSize(1);
	}

	@Test
	void poolsOfProcessesWork() {
		assertThat(value("""
				import multiprocessing
				def double(x):
				    return x * 2
				with multiprocessing.get_context("fork").Pool(2) as pool:
				    results = pool.map(double, [1, 2, 3])
				results
				""")).isEqualTo(List.of(2, 4, 6));
	}

	// ---- tampering

	@Test
	void codeThatPatchesModulesKeepsItsToolsAndOutput() {
		Run run = run("""
				import os, json, io, time, builtins, sys
				def broken(*args, **kwargs): raise RuntimeError("broken")
				for module, names in ((os, "write read lstat fstat scandir"), (json, "dumps loads"),
				                      (time, "sleep time"), (builtins, "print open input")):
				    for name in names.split():
				        setattr(module, name, broken)
				io.StringIO = json.JSONEncoder.encode = broken
				sys.stdout.write("hi\\n")
				tools.a.b(n=1)["args"]
				""");

		assertThat(run.value()).isEqualTo(Map.of("n", 1));
		assertThat(run.stdout()).isEqualTo("hi\n");
	}

	@Test
	void namesOfTheCodeAreItsOwn() {
		assertThat(value(
				"frames = requests = stdout = to_json = main = Execution = None\nprint('x')\ntools.a.b()['name']"))
			.isEqualTo("b");
	}

	@Test
	void filesOfTheWorkspaceDoNotReplaceTheLibrary() {
		Run run = run("1 / 0", Map.of("files", List.of(file("traceback.py", "raise SystemExit"), file("json.py", ""))));

		assertThat(run.failed().error().name()).isEqualTo("ZeroDivisionError");
		assertThat(run.failed().error().stack()).contains("1 / 0");
	}

	// ---- files

	@Test
	void filesComeInAndThoseThatAreNewOrChangedGoOut() {
		Run run = run("""
				import os
				open("report.csv", "w").write(open("data/in.csv").read().upper())
				open("same.txt", "w").write("after!")
				os.makedirs("deep/er")
				open("deep/er/empty", "w").close()
				""",
				Map.of("files", List.of(file("data/in.csv", "a,b"), file("same.txt", "before"), file("kept", "x"))));

		assertThat(run.value()).isNull();
		assertThat(run.artifacts()).containsOnlyKeys("report.csv", "same.txt", "deep/er/empty");
		assertThat(new String(run.artifacts().get("report.csv"), StandardCharsets.UTF_8)).isEqualTo("A,B");
		assertThat(run.skipped()).isEmpty();
	}

	@Test
	void largeFilesGoOutInPieces() {
		Run run = run("open('big', 'wb').write((b'abcdefg' * 1_000_001)[:7_000_001])\nopen('last', 'w').write('x')\n1");

		assertThat(run.artifacts()).containsOnlyKeys("big", "last");
		assertThat(run.artifacts().get("big")).hasSize(7_000_001)
			.startsWith("abcdefgabc".getBytes())
			.endsWith('g', 'a');
	}

	@Test
	void filesGoOutWithAnErrorToo() {
		Run run = run("open('log', 'w').write('x')\nraise ValueError('x')");

		assertThat(run.failed().error().message()).isEqualTo("x");
		assertThat(run.artifacts()).containsOnlyKeys("log");
	}

	@Test
	void codeThatGoesElsewhereGivesOutItsWorkspaceAllTheSame() {
		Run run = run("""
				import os
				open("log", "w").write("x")
				os.mkdir("a")
				os.chdir("a")
				open("inside", "w").write("x")
				os.chdir("/usr/share")
				""");

		assertThat(run.artifacts()).containsOnlyKeys("log", "a/inside");
		assertThat(run.skipped()).isEmpty();
	}

	@Test
	void whatIsNoPlainFileIsSkipped() {
		Run run = run("""
				import os, socket
				os.symlink("/etc/passwd", "link")
				os.symlink("/etc", "folder")
				open("one", "w").write("x")
				os.link("one", "two")
				open("sparse", "w").truncate(1 << 20)
				open("back\\\\slash", "w").write("x")
				open(b"bad\\xff", "w").write("x")
				os.mkfifo("fifo")
				socket.socket(socket.AF_UNIX).bind("socket")
				open("fine", "w").write("x")
				None
				""");

		assertThat(run.value()).isNull();
		assertThat(run.artifacts()).containsOnlyKeys("fine");
		assertThat(run.skipped())
			.containsOnlyKeys("link", "folder", "one", "two", "sparse", "back\\slash", "bad\uFFFD", "fifo", "socket")
			.containsEntry("link", "a link")
			.containsEntry("fifo", "a fifo")
			.containsEntry("socket", "a socket")
			.containsEntry("one", "it has more than one name")
			.containsEntry("sparse", "it has holes");
	}

	@Test
	void filesAreBoundedInNumberSizeAndDepth() {
		String code = """
				import os
				for i in range(300): open("f%03d" % i, "w").write("x")
				os.makedirs("z/y/x")
				open("z/y/deep", "w").write("x")
				open("z/y/x/deeper", "w").write("x")
				None
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

	@ParameterizedTest
	@ValueSource(strings = { "../out", "/tmp/out", "a/../../out", "", "a//b", "a\\b" })
	void pathsThatLeaveTheWorkspaceAreRefused(String path) {
		Run run = run("print('ran')", Map.of("files", List.of(file(path, "x"))));

		assertThat(run.failed().error().message()).contains("no path of a file");
		assertThat(run.stdout()).isEmpty();
	}

	@Test
	void aGuestThatWasStartedAheadIsTheSame() throws InterruptedException {
		try (GuestProcess guest = GuestProcess.start(PYTHON, GuestMessage::body)) {
			guest.greet();
			// Longer than it waits before it loads what code often needs
			Thread.sleep(300);
			guest.send(GuestProcess.execute("import json\njson.loads('[1]') + [tools.a.b()['name']]", Map.of()));

			assertThat(guest.finish().value()).isEqualTo(List.of(1, "b"));
		}
	}

	@Test
	void theProgramFitsIntoAnArgument() {
		// Linux takes 128 KB, of which a command may have to carry more than the program
		assertThat(GuestProgram.of(PYTHON).command("python3")).allMatch((part) -> part.length() < 60_000)
			.noneMatch((part) -> part.contains("\0"));
	}

	@Test
	void theGuestSaysWhatItRunsOn() {
		assertThat(run("1").runtime()).matches("python 3\\.\\d+\\.\\d+");
	}

}
