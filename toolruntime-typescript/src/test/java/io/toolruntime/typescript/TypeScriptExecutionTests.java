package io.toolruntime.typescript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.wasm.WasmBackendFactory;
import io.toolruntime.wasm.WasmProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** TypeScript through the runtime, in the embedded sandbox. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypeScriptExecutionTests {

	private static final List<String> COUNTRIES = List.of("DE", "FR", "PT");

	private DefaultRuntime runtime;

	@BeforeAll
	void createRuntime() {
		SecurityProfile profile = SecurityProfile.named(SecurityProfile.STANDARD);
		this.runtime = new DefaultRuntime(RuntimeSettings.DEFAULTS,
				CatalogToolGateway.of(listOrders(), searchCustomers()), ObservationRegistry.NOOP, List.of(),
				List.of(new TypeScriptTransformer()));
		this.runtime.register(profile, new WasmBackendFactory().create(profile, WasmProperties.DEFAULTS));
	}

	@AfterAll
	void closeRuntime() {
		this.runtime.close();
	}

	private static Tool listOrders() {
		return Tool.of(ToolDescriptor.of("orders:list_orders", "Orders by page", ToolDescriptor.ANY_OBJECT),
				(arguments, context) -> {
					int page = ((Number) arguments.get("page")).intValue();
					List<Map<String, Object>> orders = new ArrayList<>();
					for (int id = page * 100 + 1; id <= page * 100 + 100; id++) {
						orders.add(Map.of("id", id, "customerId", id % 30 + 1, "total", id * 7 % 1000, "status",
								(id % 5 == 0) ? "cancelled" : "paid"));
					}
					return Map.of("orders", orders, "page", page, "pages", 5);
				});
	}

	private static Tool searchCustomers() {
		return Tool.of(ToolDescriptor.of("customers:search_customers", "Customers", ToolDescriptor.ANY_OBJECT),
				(arguments, context) -> {
					List<Map<String, Object>> customers = new ArrayList<>();
					for (int id = 1; id <= 30; id++) {
						customers.add(Map.of("id", id, "country", COUNTRIES.get(id % 3)));
					}
					return Map.of("customers", customers, "page", 0, "pages", 1);
				});
	}

	private ExecuteResult execute(String code) {
		return this.runtime.execute(ExecuteRequest.builder()
			.language("typescript")
			.code(code)
			.input(Map.of("n", 3))
			.limits(Limits.parse(Map.of("timeout", "20s")))
			.build());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void runs(String feature, String code, Object value) {
		ExecuteResult result = execute(code);

		assertThat(result.error()).isNull();
		assertThat(result.value()).isEqualTo(value);
	}

	static Stream<Arguments> runs() {
		return Stream.of(
		// @formatter:off
				arguments("an expression", "1 + 1 as number", 2),
				arguments("a script with return", "const a: number = 1;\nreturn a", 1),
				arguments("top-level await", "const a: number = await Promise.resolve(4);\nreturn a", 4),
				arguments("__out", "const a: number = 5; __out = a", 5),
				arguments("a bare asynchronous function", "async (): Promise<number> => { const a: number = 6; return a }", 6),
				arguments("a bare asynchronous function after types",
						"interface A { a: number }\ntype B = A['a'];\nasync (): Promise<B> => { return 7 }", 7),
				arguments("a bare asynchronous function with an enum", "async () => {\n\tenum A { X = 8 }\n\treturn A.X as number;\n}", 8),
				arguments("export default of a value", "const a: number = 9; export default a as number", 9),
				arguments("export default of a function", "export default async (): Promise<number> => 10", 10),
				arguments("export default beside an enum", "enum A { X = 11 }\nexport default A.X", 11),
				arguments("an object", "{ a: 1 as number, b: [2] }", Map.of("a", 1, "b", List.of(2))),
				arguments("input", "const { n } = input as { n: number }; return n", 3),
				arguments("interfaces", "interface A { a: number }\ninterface B extends A { b?: string }\nconst b: B = { a: 1 }; return b.a", 1),
				arguments("type aliases", "type A<T> = { [K in keyof T]?: T[K] } & Partial<T>; const a: A<{ x: 1 }> = { x: 1 }; return a.x", 1),
				arguments("conditional types", "type A<T> = T extends (infer U)[] ? U : never; let a: A<string[]> = 'x'; return a", "x"),
				arguments("template literal types", "type A = `${'a' | 'b'}-${number}`; const a: A = 'a-1'; return a", "a-1"),
				arguments("generics", "function f<T extends { a: number }>(t: T): T['a'] { return t.a }\nreturn f<{ a: number }>({ a: 2 })", 2),
				arguments("generic arrow functions", "const f = <T,>(t: T): T => t; return f<number>(3)", 3),
				arguments("generic calls", "return new Map<string, number>([['a', 1]]).get('a')!", 1),
				arguments("satisfies", "const a = { x: 1 } satisfies Record<string, number>; return a.x", 1),
				arguments("as const", "const a = ['x', 'y'] as const; return a.length", 2),
				arguments("type assertions", "const a: unknown = 'abc'; return (<string>a).length + (a as string).length", 6),
				arguments("not null", "const a: string | null = 'a'; return a!.length", 1),
				arguments("definite assignment", "let a!: number; a = 1; return a", 1),
				arguments("optional parameters", "function f(a: number, b?: number, ...c: number[]) { return [a, b ?? 0, c.length] }\nreturn f(1)", List.of(1, 0, 0)),
				arguments("this parameters", "function f(this: { a: number }) { return this.a }\nreturn f.call({ a: 1 })", 1),
				arguments("overloads", "function f(a: string): string;\nfunction f(a: number): number;\nfunction f(a: any) { return a }\nreturn f(1)", 1),
				arguments("type predicates", "function f(a: unknown): a is string { return typeof a === 'string' }\nreturn f('')", true),
				arguments("assertion functions", "function f(a: unknown): asserts a { if (!a) throw new Error() }\nf(1); return 1", 1),
				arguments("abstract classes", "abstract class A { abstract f(): number; g() { return this.f() } }\nclass B extends A { override f() { return 2 } }\nreturn new B().g()", 2),
				arguments("members", "class A { private a = 1; protected readonly b: number = 2; public static c = 3; declare d: number; #e = 4;\n get sum() { return this.a + this.b + A.c + this.#e } }\nreturn new A().sum", 10),
				arguments("implements", "interface A { f(): number }\nclass B implements A { f(): number { return 1 } }\nreturn new B().f()", 1),
				arguments("index signatures", "class A { [key: string]: unknown; a = 1 }\nreturn new A().a", 1),
				arguments("parameter properties", "class A { constructor(private readonly a: number, public b = 2) {}\n get sum() { return this.a + this.b } }\nreturn new A(1).sum", 3),
				arguments("parameter properties of a subclass", "class A { constructor(public a: number) {} }\nclass B extends A { constructor(a: number, public b: number) { super(a) } }\nconst b = new B(1, 2); return b.a + b.b", 3),
				arguments("numeric enums", "enum A { X, Y = 5, Z }\nreturn [A.X, A.Y, A.Z, A[5]]", List.of(0, 5, 6, "Y")),
				arguments("string enums", "enum A { X = 'x', Y = 'y' }\nreturn Object.values(A)", List.of("x", "y")),
				arguments("computed enums", "enum A { X = 1 << 2, Y = X | 1, Z = 'abc'.length }\nreturn [A.X, A.Y, A.Z]", List.of(4, 5, 3)),
				arguments("constant enums", "const enum A { X = 'x' }\nreturn A.X", "x"),
				arguments("merged enums", "enum A { X }\nenum A { Y = 1 }\nreturn A.X + A.Y", 1),
				arguments("enums in functions", "function f() { enum A { X = 3 } return A.X }\nreturn f()", 3),
				arguments("exported enums", "export enum A { X = 4 }\nexport default A.X", 4),
				arguments("declared enums", "declare enum A { X }\nreturn 1", 1),
				arguments("namespaces", "namespace A { export const x: number = 1; export namespace B { export const y = 2 } }\nreturn A.x + A.B.y", 3),
				arguments("dotted namespaces", "namespace A.B { export function f(): number { return 1 } }\nreturn A.B.f()", 1),
				arguments("declared namespaces", "declare namespace A { const x: number }\ndeclare module 'b' { export const y: number }\ndeclare global { interface C {} }\nreturn 1", 1),
				arguments("declared variables", "declare const a: number; declare function f(): void; declare class B {}\nreturn 1", 1),
				arguments("imports of types", "import type { A } from './a'\nimport { type B } from './b'\nlet a: A = 1; export default a", 1),
				arguments("imports of what is used as a type only", "import { A } from './a'\nlet a: A = 1; export default a", 1),
				arguments("imports of types in a script", "import type { A } from './a';\nconst a: A = 1;\nreturn a", 1),
				arguments("exports of types", "export type A = number;\nexport interface B {}\nconst a: A = 1;\nexport { type B as C };\nexport default a", 1),
				arguments("exports of types in a script", "export type A = number\nexport interface B {\n\tb: number\n}\nconst b: B = { b: 1 }\nreturn b.b", 1),
				arguments("import of nothing but types, alone", "import type A from 'a'; return 1", 1),
				arguments("generators", "function* f(): Generator<number, void, unknown> { yield 1 }\nreturn [...f()]", List.of(1)),
				arguments("asynchronous iteration", "async function* f(): AsyncGenerator<number> { yield 1; yield 2 }\nlet s: number = 0; for await (const x of f()) s += x; return s", 3),
				arguments("destructuring", "const { a, ...rest }: { a: number; b: number } = { a: 1, b: 2 }; return rest", Map.of("b", 2)),
				arguments("catch variables", "try { throw new Error('x') } catch (e: unknown) { return (e as Error).message }", "x"),
				arguments("unique symbols", "const s: unique symbol = Symbol('a'); return s.description", "a"),
				arguments("bigint", "const a: bigint = 2n ** 10n; return Number(a)", 1024),
				arguments("regular expressions", "return 'a@b.c'.replace(/(?<user>\\w+)@(\\w+)/u, '$<user>' as string)", "a.c"),
				arguments("comments", "// enum\n/* namespace */ const a = 'enum A { X }'; return a.length // return", 12),
				arguments("strict mode", "'use strict'; const f = function (this: unknown) { return this === undefined }; return f()", true),
				arguments("accessors with types", "class A { get a(): number { return 1 } set a(v: number) {} }\nreturn new A().a", 1),
				arguments("static blocks", "class A { static a: number; static { A.a = 2 } }\nreturn A.a", 2));
		// @formatter:on
	}

	@ParameterizedTest
	@MethodSource
	void anErrorNamesThePlaceInTheTypeScript(String code, String name, int line, int column) {
		ExecuteResult result = execute(code);

		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		ExecutionError error = result.error();
		assertThat(error.name()).isEqualTo(name);
		assertThat(List.of(error.line(), error.column())).isEqualTo(List.of(line, column));
		assertThat(error.stack()).contains("main.ts:" + line + ":" + column).doesNotContain("main.js");
	}

	static Stream<Arguments> anErrorNamesThePlaceInTheTypeScript() {
		return Stream.of(
		// @formatter:off
				arguments("let x: = 3", "SyntaxError", 1, 8),
				arguments("enum A { X }\nconst x: A = A.X\nlet y: = 3", "SyntaxError", 3, 8),
				arguments("interface A {}\nconst a: A = {};\nthrow new Error('x' as string)", "Error", 3, 11),
				arguments("enum A { X }\ninterface B {\n\tb: number\n}\nthrow new Error('x' as string)", "Error", 5, 11),
				arguments("enum A { X }\nconst s: string = 'äöü', t: string = missing;\nreturn t", "ReferenceError", 2, 38),
				arguments("enum A { X }\nconst n: any = null;\nexport default n.x", "TypeError", 3, 16));
		// @formatter:on
	}

	@Test
	void framesOfAStackNamePlacesInTheTypeScript() {
		ExecuteResult result = execute("""
				enum Level { Low, High }

				class Checker {
					constructor(private readonly level: Level) {}
					check(): never {
						throw new RangeError('too low')
					}
				}

				const checker: Checker = new Checker(Level.Low)
				return checker.check()""");

		assertThat(result.error().stack().lines().map(String::strip)).startsWith("RangeError: too low",
				"at check (main.ts:6:13)");
		assertThat(result.error().stack()).contains("(main.ts:11:");
	}

	@Test
	void revenueByCountryWithTypesAndAnEnum() {
		ExecuteResult result = execute("""
				enum Status {
					Paid = "paid",
					Cancelled = "cancelled",
				}

				interface Order {
					id: number;
					customerId: number;
					total: number;
					status: Status;
				}

				interface Page<T> {
					pages: number;
					items: T[];
				}

				type Revenue = Record<string, number>;

				async function all<T>(load: (page: number) => Promise<Page<T>>): Promise<T[]> {
					const first = await load(0);
					const rest = await Promise.all(
						Array.from({ length: first.pages - 1 }, (_, i) => load(i + 1)),
					);
					return [first, ...rest].flatMap((page) => page.items);
				}

				const orders: Order[] = await all<Order>(async (page) => {
					const { orders, pages } = await tools.orders.list_orders({ page, size: 100 });
					return { items: orders as Order[], pages };
				});
				const { customers } = await tools.customers.search_customers({ size: 100 });
				const countries = new Map<number, string>(
					customers.map((c: { id: number; country: string }) => [c.id, c.country] as const),
				);
				const revenue: Revenue = {};
				for (const { customerId, total, status } of orders) {
					if (status === Status.Cancelled) continue;
					const country = countries.get(customerId)!;
					revenue[country] = (revenue[country] ?? 0) + total;
				}
				return revenue satisfies Revenue;
				""");

		assertThat(result.error()).isNull();
		assertThat(result.value()).isEqualTo(revenue());
		assertThat(result.toolCalls()).hasSize(6);
	}

	private static Map<String, Object> revenue() {
		Map<String, Object> revenue = new LinkedHashMap<>();
		for (int id = 1; id <= 500; id++) {
			if (id % 5 != 0) {
				revenue.merge(COUNTRIES.get((id % 30 + 1) % 3), id * 7 % 1000, (a, b) -> (Integer) a + (Integer) b);
			}
		}
		return new TreeMap<>(revenue);
	}

	@Test
	void addsLittleToAnExecution() {
		String javaScript = "const a = [1, 2, 3]; return a.map((x) => x * 2).length";
		String typeScript = "const a: number[] = [1, 2, 3]; return a.map((x: number): number => x * 2).length";
		for (int i = 0; i < 500; i++) {
			execute(typeScript);
		}

		assertThat(medianMillis("typescript", typeScript) - medianMillis("javascript", javaScript)).isLessThan(50);
	}

	private double medianMillis(String language, String code) {
		ExecuteRequest request = ExecuteRequest.builder().language(language).code(code).build();
		return Stream.generate(() -> this.runtime.execute(request).durationMs()).limit(101).sorted().toList().get(50);
	}

}
