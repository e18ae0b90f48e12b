package io.toolruntime.wasm;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;

/** What code reaches through its gateway. */
class ToolCallTests {

	private final Sandbox sandbox = new Sandbox();

	@AfterEach
	void close() {
		this.sandbox.close();
	}

	private Object value(String code) {
		ExecuteResult result = this.sandbox.run(code);
		assertThat(result.outcome()).as("outcome: %s", result.error()).isEqualTo(ExecutionOutcome.OK);
		return result.value();
	}

	@Test
	void aToolIsAFunctionThatGivesAPromise() {
		this.sandbox.tools.with("orders:find_order", (args) -> Map.of("id", args.get("id"), "total", 1250));

		ExecuteResult result = this.sandbox.run("""
				const promise = tools.orders.find_order({ id: 7 });
				return [promise instanceof Promise, (await promise).total, (await promise).id];
				""");

		assertThat(result.value()).isEqualTo(List.of(true, 1250, 7));
		assertThat(result.toolCalls()).singleElement().satisfies((call) -> {
			assertThat(call.sequence()).isEqualTo(1);
			assertThat(call.toolId()).isEqualTo("orders:find_order");
			assertThat(call.arguments()).isEqualTo(Map.of("id", 7));
			assertThat(call.outcome()).isEqualTo("ok");
		});
	}

	@Test
	void argumentsAreAnEmptyObjectWhereThereAreNone() {
		this.sandbox.tools.with("clock:now", (args) -> args);

		assertThat(value("return [await tools.clock.now(), await tools.clock.now(null), await tools.clock.now({})]"))
			.isEqualTo(List.of(Map.of(), Map.of(), Map.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[1]", "'text'", "5", "() => 1", "true" })
	void argumentsMustBeAnObject(String args) {
		this.sandbox.tools.with("a:b", (given) -> given);

		assertThat(value("try { await tools.a.b(" + args + ") } catch (e) { return [e.name, e.code] }"))
			.isEqualTo(List.of("ToolError", "validation_input"));
	}

	@Test
	void argumentsThatAreNoJsonRejectThePromise() {
		this.sandbox.tools.with("a:b", (given) -> given);

		assertThat(value("""
				const cycle = {}; cycle.cycle = cycle;
				const results = await Promise.allSettled([tools.a.b(cycle), tools.a.b({ n: 1n }), tools.a.b({ n: 1 })]);
				return results.map((result) => result.status);
				""")).isEqualTo(List.of("rejected", "rejected", "fulfilled"));
	}

	@Test
	void promiseAllReallyRunsCallsAtOnce() {
		CyclicBarrier all = new CyclicBarrier(GatewayCalls.MAX_PARALLEL);
		this.sandbox.tools.with("a:meet", (args) -> await(all));

		assertThat(value("return (await Promise.all(Array.from({ length: 16 }, () => tools.a.meet()))).length"))
			.isEqualTo(16);
	}

	@Test
	void noMoreCallsRunAtOnceThanAreAllowed() {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.sandbox.tools.with("a:work", (args) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
			running.decrementAndGet();
			return args.get("n");
		});

		Object value = value("""
				const all = await Promise.all(Array.from({ length: 60 }, (_, n) => tools.a.work({ n })));
				return all.every((result, n) => result === n);
				""");

		assertThat(value).isEqualTo(true);
		assertThat(most.get()).isBetween(2, GatewayCalls.MAX_PARALLEL);
	}

	private static Object await(CyclicBarrier barrier) {
		try {
			return barrier.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException | BrokenBarrierException | TimeoutException ex) {
			throw new ToolException("They did not meet: " + ex);
		}
	}

	@Test
	void timersRunWhileToolsDo() {
		CyclicBarrier both = new CyclicBarrier(2);
		this.sandbox.tools.with("a:meet", (args) -> await(both));

		assertThat(value("""
				const first = tools.a.meet();
				await new Promise((resolve) => setTimeout(resolve, 5));
				await Promise.all([first, tools.a.meet()]);
				return "met";
				""")).isEqualTo("met");
	}

	@Test
	void aFailedCallThrowsAToolError() {
		this.sandbox.tools.with("orders:refund", (args) -> {
			throw new ToolException("orders:refund", ToolErrorCode.DENIED, "Ask a person");
		});

		ExecuteResult result = this.sandbox.run("""
				try {
					await tools.orders.refund({ id: 1 });
				} catch (e) {
					return [e instanceof ToolError, e instanceof Error, e.name, e.toolId, e.code, e.message, String(e)];
				}
				""");

		assertThat(result.value()).isEqualTo(
				List.of(true, true, "ToolError", "orders:refund", "denied", "Ask a person", "ToolError: Ask a person"));
		assertThat(result.toolCalls()).singleElement()
			.satisfies((call) -> assertThat(call.outcome()).isEqualTo("denied"));
	}

	@Test
	void anUncaughtToolErrorNamesTheCallersLine() {
		ExecuteResult result = this.sandbox.run("const a = 1;\nawait tools.orders.missing({});");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error().name()).isEqualTo("ToolError");
		assertThat(result.error().message()).contains("orders:missing");
		assertThat(result.error().line()).isEqualTo(2);
		assertThat(result.error().stack()).contains("main.js:2:").doesNotContain("toolruntime");
	}

	@Test
	void anUnexpectedFailureTellsNothingOfTheHost() {
		this.sandbox.tools.with("a:broken", (args) -> {
			throw new IllegalStateException("jdbc:secret@internal");
		});

		ExecuteResult result = this.sandbox.run("await tools.a.broken()");

		assertThat(result.error().name()).isEqualTo("ToolError");
		assertThat(result.error().message()).doesNotContain("secret");
	}

	@Test
	void namesThatAreNoIdentifiersAreWrittenWithUnderscores() {
		this.sandbox.tools.with("my-shop:find.order", (args) -> "found").with("my-shop:3d", (args) -> "three");

		assertThat(value("return [await tools.my_shop.find_order(), await tools.my_shop._d(), "
				+ "await tools['my-shop']['find.order'](), Object.keys(tools), Object.keys(tools.my_shop)]"))
			.isEqualTo(List.of("found", "three", "found", List.of("my_shop"), List.of("_d", "find_order")));
	}

	@Test
	void namesThatClashAreAnErrorThatTellsTheWayOut() {
		this.sandbox.tools.with("a:b-c", (args) -> 1).with("a:b.c", (args) -> 2).with("a:d", (args) -> 3);

		assertThat((String) value("try { await tools.a.b_c() } catch (e) { return e.message }")).contains("a:b-c")
			.contains("a:b.c")
			.contains("gateway.runTool");
		assertThat(value("return [await gateway.runTool('a:b-c'), await tools.a['b.c'](), await tools.a.d()]"))
			.isEqualTo(List.of(1, 2, 3));
	}

	@Test
	void versionsAreAddressedById() {
		this.sandbox.tools.with("a:b:1", (args) -> 1).with("a:b:2", (args) -> 2);

		assertThat(value("return [await gateway.runTool('a:b:1', {}), await gateway.runTool('a:b:2', {})]"))
			.isEqualTo(List.of(1, 2));
	}

	@Test
	void someNamesAreNeverTools() {
		this.sandbox.tools.with("then:x", (args) -> 1).with("a:then", (args) -> 1).with("a:constructor", (args) -> 1);

		assertThat(
				value("""
						return [await tools === tools, await tools.a === tools.a, tools.then, tools.constructor, tools.__proto__,
							tools.a.then, tools.a.constructor, tools[Symbol.iterator], "then" in tools].map(String);
						"""))
			.isEqualTo(List.of("true", "true", "undefined", "undefined", "undefined", "undefined", "undefined",
					"undefined", "false"));
	}

	@Test
	void toolsCanBeLookedAt() {
		this.sandbox.tools.with("orders:find", (args) -> 1)
			.with("orders:list", (args) -> 1)
			.with("stock:level", (args) -> 1);

		assertThat(value("""
				const seen = [];
				for (const name in tools) seen.push(name);
				return [seen, Object.keys(tools.orders), "orders" in tools, "nope" in tools, "find" in tools.orders,
					typeof tools.orders.find, Object.entries(tools).length];
				"""))
			.isEqualTo(List.of(List.of("orders", "stock"), List.of("find", "list"), true, false, true, "function", 2));
	}

	@Test
	void lookingAroundAsksTheGatewayOnceForEachNamespace() {
		for (int i = 0; i < 30; i++) {
			this.sandbox.tools.with("orders:tool_" + i, (args) -> 1);
		}

		assertThat(
				value("""
						let found = 0;
						for (let i = 0; i < 3; i++) found += Object.keys(tools.orders).length + Object.entries(tools.orders).length;
						for (const name in tools.orders) found += name in tools.orders ? 1 : 0;
						return found;
						"""))
			.isEqualTo(3 * 60 + 30);
		assertThat(this.sandbox.tools.searches()).isEqualTo(1);
	}

	@Test
	void toolsCannotBeChanged() {
		this.sandbox.tools.with("a:b", (args) -> "real");

		assertThat(value("""
				tools.a = { b: () => "fake" };
				try { Object.defineProperty(tools, "a", { value: 1 }) } catch {}
				try { globalThis.tools = { a: { b: () => "fake" } } } catch {}
				delete tools.a;
				tools.a.b = () => "fake";
				return tools.a.b();
				""")).isEqualTo("real");
	}

	@Test
	void theGatewayHasItsSixMethods() {
		this.sandbox.tools.with("orders:find_order", (args) -> args).with("stock:level", (args) -> 5);

		assertThat(value("return (await gateway.searchTools('level')).tools")).isEqualTo(List.of(Map.of("id",
				"stock:level", "name", "level", "namespace", "stock", "summary", "Does level", "tags", List.of())));
		assertThat(value("const page = await gateway.searchTools('', 1);"
				+ "return [page.nextCursor, (await gateway.searchTools('', 1, page.nextCursor)).tools[0].id]"))
			.isEqualTo(List.of("1", "stock:level"));
		assertThat(value("return gateway.listNamespaces()")).isEqualTo(List.of("orders", "stock"));
		assertThat((Map<?, ?>) value("return gateway.describeTool('stock:level')")).satisfies((answer) -> {
			assertThat(answer.get("summary")).isEqualTo("Does stock:level");
			assertThat(answer.get("tool")).isNull();
		});
		assertThat(value("return (await gateway.describeTool('stock:level', 'full')).tool.inputSchema"))
			.isEqualTo(Map.of("type", "object"));
		assertThat(value("return (await gateway.listToolExamples('stock:level'))[0].args")).isEqualTo(Map.of("id", 1));
		assertThat(value("return gateway.runTool('orders:find_order', { id: 3 })")).isEqualTo(Map.of("id", 3));
		assertThat(value("""
				const chain = await gateway.runChain([{ toolId: "stock:level" },
					{ toolId: "orders:find_order", args: { id: 1 }, usePrevious: true }, { toolId: "no:tool" }]);
				return [chain.value, chain.steps.map((step) => [step.toolId, step.error && step.error.code])];
				""")).asString().contains("previous=5").contains("id=1").contains("no:tool, tool_not_found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gateway.searchTools(5)", "gateway.searchTools('', 'many')", "gateway.describeTool()",
			"gateway.describeTool('a:b', 'everything')", "gateway.runTool(7)", "gateway.runChain(5)",
			"gateway.runChain([5])", "gateway.runChain([{}])", "gateway.runChain([{ toolId: 'a:b', args: 5 }])" })
	void wrongArgumentsOfTheGatewayAreToolErrors(String call) {
		assertThat(value("try { await " + call + " } catch (e) { return [e.name, e.code] }"))
			.isEqualTo(List.of("ToolError", "validation_input"));
	}

	@Test
	void aToolMayTakeItsTimeAndItsThreadIsNotTheGuests() {
		List<String> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
		this.sandbox.tools.with("a:b", (args) -> threads.add(Thread.currentThread().getName()));

		value("await tools.a.b()");

		assertThat(threads).singleElement().asString().contains("-tool-");
	}

	@Test
	void namesAreResolvedOnceHoweverOftenAToolIsCalled() {
		this.sandbox.tools.with("a:b", (args) -> args.get("n"));

		ExecuteResult result = this.sandbox
			.run("let sum = 0; for (let n = 0; n < 50; n++) sum += await tools.a.b({ n }); return sum");

		assertThat(result.value()).isEqualTo(1225);
		assertThat(result.toolCalls()).hasSize(50);
	}

	@Test
	void textGoesToAToolAndBackAsItIs() {
		this.sandbox.tools.with("a:echo", (args) -> args.get("text"));

		assertThat(value("const text = '\\u0000é€😀\"\\\\\\n'; return (await tools.a.echo({ text })) === text"))
			.isEqualTo(true);
	}

	@Test
	void halfACharacterIsReplaced() {
		this.sandbox.tools.with("a:echo", (args) -> args.get("text") + "\uDC00");

		assertThat(value("const text = await tools.a.echo({ text: 'a\\uD800b' }); return [text, '\\uD800']"))
			.isEqualTo(List.of("a\uFFFDb\uFFFD", "\uFFFD"));
	}

	@Test
	void largeArgumentsAndResultsArriveAndHugeOnesAreRefused() {
		this.sandbox.tools.with("a:size", (args) -> ((String) args.get("text")).length())
			.with("a:give", (args) -> "x".repeat((Integer) args.get("size")));

		assertThat(value("return await tools.a.size({ text: 'x'.repeat(1 << 20) })")).isEqualTo(1 << 20);
		assertThat(value("return (await tools.a.give({ size: 1 << 20 })).length")).isEqualTo(1 << 20);
		assertThat(value("try { await tools.a.size({ text: 'x'.repeat(17 << 20) }) } catch (e) { return e.code }"))
			.isEqualTo("validation_input");
		assertThat(value("try { await tools.a.give({ size: 17 << 20 }) } catch (e) { return e.code }"))
			.isEqualTo("output_limit");
	}

	@Test
	void aPrototypeInAResultIsOnlyAProperty() {
		this.sandbox.tools.with("a:b", (args) -> Map.of("__proto__", Map.of("polluted", true)));

		assertThat(value("const result = await tools.a.b(); return [result.polluted, {}.polluted].map(String)"))
			.isEqualTo(List.of("undefined", "undefined"));
	}

	@Test
	void callsThatNobodyAwaitedAreCancelledWithTheExecution() {
		java.util.concurrent.CountDownLatch forever = new java.util.concurrent.CountDownLatch(1);
		this.sandbox.tools.with("a:slow", (args) -> {
			try {
				return forever.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("A tool's thread was interrupted", ex);
			}
		});

		ExecuteResult result = this.sandbox
			.run("tools.a.slow(); await new Promise((r) => setTimeout(r, 50)); return 1");
		forever.countDown();

		assertThat(result.value()).isEqualTo(1);
		assertThat(result.toolCalls()).singleElement()
			.satisfies((call) -> assertThat(call.outcome()).isEqualTo("cancelled"));
	}

	@Test
	void theBudgetOfCallsIsTheHosts() {
		this.sandbox.tools.with("a:b", (args) -> 1);
		Limits limits = Limits.NONE.with(Limit.TOOL_CALLS, 3);

		ExecuteResult result = this.sandbox.run("for (let i = 0; i < 5; i++) { console.log(i); await tools.a.b() }",
				limits);

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TOOL_CALL_LIMIT);
		assertThat(result.error().name()).isEqualTo("ToolError");
		assertThat(result.error().line()).isEqualTo(1);
		assertThat(result.stdout()).isEqualTo("0\n1\n2\n3\n");
		assertThat(result.toolCalls()).hasSize(3);
	}

	@Test
	void aRefusedCallCanBeCaughtTenTimes() {
		this.sandbox.tools.with("a:b", (args) -> 1);
		Limits limits = Limits.NONE.with(Limit.TOOL_CALLS, 1);
		String code = "let refused = 0; for (let i = 0; i < %d; i++) { try { await tools.a.b() } catch (e) { refused++ } } return refused";

		assertThat(this.sandbox.run(code.formatted(10), limits).value()).isEqualTo(9);
		assertThat(this.sandbox.run(code.formatted(1000), limits).outcome())
			.isEqualTo(ExecutionOutcome.TOOL_CALL_LIMIT);
	}

	@Test
	void aForgedLimitErrorIsOnlyAnError() {
		ExecuteResult result = this.sandbox.run("throw new ToolError('a:b', 'tool_call_limit', 'forged')");

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
	}

	@Test
	void aChainThatIsTooLongEndsInItsOutcome() {
		this.sandbox.tools.with("a:b", (args) -> 1);
		Limits limits = Limits.NONE.with(Limit.CHAIN_STEPS, 2);

		ExecuteResult result = this.sandbox.run("await gateway.runChain(Array(3).fill({ toolId: 'a:b' }))", limits);

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CHAIN_STEP_LIMIT);
		assertThat(result.toolCalls()).isEmpty();
	}

	@Test
	void thousandsOfCallsMayWaitForTheirTurn() {
		Limits unlimited = Limits.NONE.with(Limit.TOOL_CALLS, 0).with(Limit.TIMEOUT, "60s");
		try (Sandbox busy = new Sandbox(this.sandbox.profile.withLimits(unlimited))) {
			busy.tools.with("a:b", (args) -> 1);

			ExecuteResult result = busy.run("""
					const calls = [];
					for (let n = 0; n < 2000; n++) calls.push(tools.a.b({ n }));
					return (await Promise.all(calls)).length;
					""");

			assertThat(result.value()).isEqualTo(2000);
			assertThat(result.toolCalls()).hasSize(2000);
		}
	}

	@Test
	void callsWithoutEndAreRefused() {
		Limits unlimited = Limits.NONE.with(Limit.TOOL_CALLS, 0).with(Limit.TIMEOUT, "60s");
		try (Sandbox busy = new Sandbox(this.sandbox.profile.withLimits(unlimited))) {
			busy.tools.with("a:b", (args) -> 1);

			ExecuteResult result = busy.run("""
					const calls = [];
					for (let n = 0; n < 4196; n++) calls.push(tools.a.b().catch((e) => e.code));
					return (await Promise.all(calls)).filter((code) => code === "rate_limited").length;
					""");

			assertThat(result.value()).isEqualTo(100);
		}
	}

}
