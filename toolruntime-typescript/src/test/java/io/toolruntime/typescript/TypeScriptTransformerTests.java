package io.toolruntime.typescript;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.runtime.CodeTransformException;
import io.toolruntime.runtime.PositionMap;
import io.toolruntime.runtime.TransformedCode;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypeScriptTransformerTests {

	private final TypeScriptTransformer transformer = new TypeScriptTransformer();

	@AfterAll
	void closeTransformer() {
		this.transformer.close();
	}

	private TransformedCode transform(String code) throws CodeTransformException {
		return this.transformer.transform(code, new Cancellation());
	}

	private CodeTransformException refusal(String code) {
		CodeTransformException refusal = catchThrowableOfType(CodeTransformException.class, () -> transform(code));
		assertThat(refusal).as(code).isNotNull();
		return refusal;
	}

	@ParameterizedTest
	@MethodSource
	void leavesOutTypesAndMovesNothing(String code, String javaScript) throws Exception {
		TransformedCode transformed = transform(code);

		assertThat(transformed.code()).isEqualTo(javaScript);
		assertThat(transformed.positions()).isSameAs(PositionMap.IDENTITY);
	}

	static Stream<Arguments> leavesOutTypesAndMovesNothing() {
		return Stream.of(
		// @formatter:off
				arguments("const a: number = 1;", "const a         = 1;"),
				arguments("const a: number = 1;\nreturn a", "const a         = 1;\nreturn a"),
				arguments("const a: number = 1;\r\nreturn a // the end", "const a         = 1;\r\nreturn a // the end"),
				arguments("const a: string = await f();", "const a         = await f();"),
				arguments("__out = 1 as number", "__out = 1          "),
				arguments("async ({x}: {x: number}): Promise<number> => { return x }",
						"async ({x}             )                  => { return x }"),
				arguments("export default async function f(a: number) { return a }",
						"export default async function f(a        ) { return a }"),
				arguments("{ a: 1 as number, b: 2 }", "{ a: 1          , b: 2 }"),
				arguments("async function (a: number) { return a }", "async function (a        ) { return a }"),
				arguments("import type { A } from 'a'; export type { A };", " ".repeat(46)),
				arguments("import type { A } from 'a'\nexport interface B {}\nreturn 1 as number",
						"                          \n                     \nreturn 1          "),
				arguments("\uFEFFlet a: A = 1;", " let a    = 1;"),
				arguments("", ""),
				arguments("// nothing", "// nothing"),
				arguments("const mail = 'a@b.c'; // @see", "const mail = 'a@b.c'; // @see"));
		// @formatter:on
	}

	@Test
	void blanksAreAsLongInUtf16AsWhatTheyReplace() throws Exception {
		String code = "let a: 'é日😀' = b; c";

		assertThat(transform(code).code()).hasSameSizeAs(code).startsWith("let a").endsWith(" = b; c");
	}

	@ParameterizedTest
	@MethodSource
	void writesAnewWhatIsMoreThanTypes(String code, String javaScript) throws Exception {
		assertThat(transform(code).code().replaceAll("\\s+", " ").strip()).isEqualTo(javaScript);
	}

	static Stream<Arguments> writesAnewWhatIsMoreThanTypes() {
		return Stream.of(
		// @formatter:off
				arguments("enum A { X = 1, Y = 'y' }\nreturn A.Y",
						"let A = /*#__PURE__*/ function(A) { A[A[\"X\"] = 1] = \"X\"; A[\"Y\"] = \"y\"; return A; }({}); return \"y\";"),
				arguments("class P { constructor(readonly x: number) {} }", "class P { x; constructor(x){ this.x = x; } }"),
				arguments("namespace N { export const a: number = 1 }", "(function(N) { N.a = 1; })(N || (N = {})); var N;"),
				arguments("module N { export const a: number = 1 }", "(function(N) { N.a = 1; })(N || (N = {})); var N;"),
				arguments("import { A, b, type C } from 'b'; const a: A = b;", "import { b } from 'b'; const a = b;"),
				arguments("import { A } from 'a';\nimport B from 'b';\nexport default 1 as A | B", "export default 1;"),
				arguments("import 'a';", "import 'a';"),
				arguments("return (<string>x)", "return x;"),
				arguments("// the enum of\nclass P { x: number = 1 }", "// the enum of class P { x = 1; }"));
		// @formatter:on
	}

	@ParameterizedTest
	@MethodSource
	void aSyntaxErrorNamesItsLineAndItsColumnInUtf16(String code, int line, int column) {
		CodeTransformException refusal = refusal(code);

		assertThat(refusal.getName()).isEqualTo("SyntaxError");
		assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n");
		assertThat(List.of(refusal.getLine(), refusal.getColumn())).isEqualTo(List.of(line, column));
	}

	static Stream<Arguments> aSyntaxErrorNamesItsLineAndItsColumnInUtf16() {
		return Stream.of(
		// @formatter:off
				arguments("let x: = 3", 1, 8),
				arguments("let a = 1;\nlet x: = 3", 2, 8),
				arguments("let a = 1;\r\nlet x: = 3;\r\n", 2, 8),
				arguments("return 1;\nlet x: = 3", 2, 8),
				arguments("let x: = 3;\nreturn 1", 1, 8),
				arguments("\t\tlet x: = 3", 1, 10),
				arguments("const s = 'é'; let x: = 3", 1, 23),
				arguments("const s = '日本😀'; let x: = 3", 1, 26),
				arguments("const ñandú = '日本'; // 😀\nreturn ñandú;\n\tconst 日本: = '😀'", 3, 12),
				arguments("enum A { X }\nenum B { 日本 = '😀', = 3 }\nreturn 1", 2, 21),
				arguments("enum A { X };\nreturn A.X A", 2, 12),
				arguments("return 1; }", 1, 11),
				arguments("function f() { return 1", 1, 24),
				arguments("if (a) {\n  return 1\n", 2, 11),
				arguments("const a = `b${", 1, 15),
				arguments("let x = 1 let y = 2", 1, 11),
				arguments("import a from 'a';\nlet x: = 3", 2, 8),
				arguments("export default function f() { return 1 }\nlet x: = 3", 2, 8),
				arguments("{ a: 1, b: = 2 }", 1, 12),
				arguments("{ let x: = 3 }", 1, 10));
		// @formatter:on
	}

	@ParameterizedTest
	@ValueSource(strings = { "@dec class A {}", "class A { @dec m() {} }", "class A { @dec() x = 1 }",
			"class A { constructor(@dec private x: number) {} }", "@dec class A {}\nreturn 1",
			"export default @dec class A {}", "enum E { A }\n@dec class A {}" })
	void refusesDecoratorsWhereTheyAre(String code) {
		CodeTransformException refusal = refusal(code);

		assertThat(refusal.getMessage()).startsWith("Decorators are not supported");
		String line = code.split("\n")[refusal.getLine() - 1];
		assertThat(line.charAt(refusal.getColumn() - 1)).isEqualTo('@');
	}

	@ParameterizedTest
	@ValueSource(strings = { "const a = <div>{x}</div>;", "return <div/>", "const b = <Foo.Bar x={1} />",
			"enum E { A }\nreturn <p>text</p>" })
	void refusesJsx(String code) {
		assertThat(refusal(code).getMessage()).startsWith("JSX is not supported");
	}

	@Test
	void aTypeAssertionWithAngleBracketsIsNoJsx() throws Exception {
		assertThat(transform("const a = <T,>(x: T) => x; const b = <string>a('</p>')").code())
			.isEqualTo("const a = (x)=>x;\nconst b = a('</p>');\n");
	}

	@Test
	void anImportOfValuesBesideAReturnSaysWhatIsWrong() {
		CodeTransformException refusal = refusal("import { a } from 'a'\nreturn a");

		assertThat(refusal.getMessage()).contains("import").contains("outside of module code");
		assertThat(refusal.getLine()).isEqualTo(1);
	}

	@Test
	void placesOfCodeThatWasWrittenAnewAreFound() throws Exception {
		TransformedCode transformed = transform("""
				enum Color { Red, Blue }
				interface Point { x: number }
				const p: Point = { x: Color.Blue };
				const s = '日😀', t: string = fail(p.x);
				return p""");

		assertPlace(transformed, "fail", 4, 30);
		assertPlace(transformed, "return p", 5, 1);
		assertPlace(transformed, "x: 1", 3, 20);
	}

	private static void assertPlace(TransformedCode transformed, String text, int line, int column) {
		List<String> lines = transformed.code().lines().toList();
		for (int i = 0; i < lines.size(); i++) {
			int found = lines.get(i).indexOf(text);
			if (found >= 0) {
				assertThat(transformed.positions().toSource(i + 1, found + 1))
					.isEqualTo(new PositionMap.Position(line, column));
				return;
			}
		}
		throw new AssertionError("'" + text + "' is not in " + transformed.code());
	}

	@Test
	void placesThatASandboxMadeUpAreSomewhereInTheSource() throws Exception {
		PositionMap positions = transform("enum A { X }\nreturn 1").positions();

		assertThat(positions.toSource(99_999_999, 99_999_999).line()).isBetween(1, 2);
		assertThat(positions.toSource(0, 0)).isEqualTo(new PositionMap.Position(1, 1));
		assertThat(positions.toSource(-1, Integer.MIN_VALUE)).isEqualTo(new PositionMap.Position(1, 1));
	}

	@Test
	void codeThatTakesTooLongIsGivenUp() throws Exception {
		try (TypeScriptTransformer hasty = new TypeScriptTransformer(Duration.ofMillis(200))) {
			// Loading swc may take longer than that
			this.transformer.transform("1", new Cancellation());
			CodeTransformException refusal = catchThrowableOfType(CodeTransformException.class,
					() -> hasty.transform("x.y(1);\n".repeat(100_000), new Cancellation()));

			assertThat(refusal).hasMessageContaining("was not transformed to JavaScript within");
			assertThat(refusal.getLine()).isNull();
		}
	}

	@Test
	void cancellingGivesUpAtOnce() {
		Cancellation cancellation = new Cancellation();
		cancellation.cancel();

		assertThatExceptionOfType(CodeTransformException.class)
			.isThrownBy(() -> this.transformer.transform("x.y(1);\n".repeat(100_000), cancellation))
			.withMessageContaining("cancelled");
	}

	@Test
	void anInterruptedThreadGivesUpAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(CodeTransformException.class)
				.isThrownBy(() -> transform("x.y(1);\n".repeat(100_000)))
				.withMessageContaining("interrupted");
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
		}
	}

	@Test
	void codeOfMoreThanAMillionCharactersIsRefused() {
		assertThat(refusal(" ".repeat((1 << 20) + 1))).hasMessageContaining("at most 1048576");
	}

	@Test
	void isUnavailableWhenClosed() {
		TypeScriptTransformer closed = new TypeScriptTransformer();
		closed.close();
		closed.close();

		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> closed.transform("1", new Cancellation()))
			.withMessageContaining("closed");
	}

}
