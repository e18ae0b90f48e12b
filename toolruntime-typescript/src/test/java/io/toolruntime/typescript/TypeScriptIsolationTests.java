package io.toolruntime.typescript;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.runtime.CodeTransformException;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What hostile code, much code and no code do to the transformer and to each other. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TypeScriptIsolationTests {

	private final TypeScriptTransformer transformer = new TypeScriptTransformer();

	private final TypeScriptTransformer hasty = new TypeScriptTransformer(Duration.ofSeconds(2));

	@AfterAll
	void closeTransformer() {
		this.transformer.close();
		this.hasty.close();
	}

	private String transform(String code) throws CodeTransformException {
		return this.transformer.transform(code, new Cancellation()).code();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void hostileCodeEndsAndTheNextCodeIsTransformed(String name, String code) throws Exception {
		Throwable thrown = catchThrowable(() -> this.hasty.transform(code, new Cancellation()));

		if (thrown != null) {
			assertThat(thrown).isInstanceOf(CodeTransformException.class);
		}
		assertThat(this.hasty.transform("let a: A = 1", new Cancellation()).code()).isEqualTo("let a    = 1");
	}

	static Stream<Arguments> hostileCodeEndsAndTheNextCodeIsTransformed() {
		return Stream.of(
		// @formatter:off
				arguments("parentheses", "(".repeat(1_000_000)),
				arguments("closed parentheses", "(".repeat(100_000) + "1" + ")".repeat(100_000)),
				arguments("arrays", "[".repeat(500_000)),
				arguments("blocks", "{".repeat(500_000)),
				arguments("arrow functions", "a=>".repeat(200_000) + "1"),
				arguments("arrows or parentheses", "(a,".repeat(60) + "1" + ")=>1".repeat(60)),
				arguments("generics or less than", "a<b<".repeat(100_000)),
				arguments("types", "let a: " + "A<".repeat(100_000)),
				arguments("conditional types", "type A = " + "B extends C ? D : ".repeat(20_000) + "E"),
				arguments("unary operators", "!".repeat(1_000_000) + "a"),
				arguments("templates", "`${".repeat(200_000)),
				arguments("conditions", "a?b:".repeat(100_000) + "1"),
				arguments("calls", "x(".repeat(200_000)),
				arguments("else", "if(a);else ".repeat(50_000) + ";"),
				arguments("namespaces", "namespace A{".repeat(50_000)),
				arguments("dotted namespaces", "namespace " + "A.".repeat(200_000) + "B {}"),
				arguments("members of an enum", "enum A{" + "a,".repeat(30_000) + "}"),
				arguments("enums", "enum A{a}".repeat(10_000)),
				arguments("returns", "return;".repeat(100_000)),
				arguments("imports of types", "import type a\n".repeat(70_000) + "return 1"),
				arguments("exports", "export interface A {}\n".repeat(40_000) + "return 1"),
				arguments("comments", "/*".repeat(500_000)),
				arguments("line breaks", "\n".repeat(1_000_000) + "return"),
				arguments("blanks", " ".repeat(1_000_000) + "="),
				arguments("numbers", "1".repeat(1_000_000)),
				arguments("a long name", "a".repeat(1_000_000) + ":"),
				arguments("emoji", "😀".repeat(500_000)),
				arguments("emoji in a string", "'" + "😀".repeat(500_000) + "' as string; @"),
				arguments("half of surrogate pairs", "'" + "\uD83D".repeat(1_000) + "' as string"),
				arguments("NUL", "let a\0: number = 1"),
				arguments("all control characters", controls()),
				arguments("a regular expression", "/(" + "(a*)*".repeat(10_000) + ")/.test(a as string)"),
				arguments("the end of our own wrapper", "} async function a() {"),
				arguments("the end of our own wrapper, written anew", "enum A {} } async function a() {"),
				arguments("the start of our own wrapper", "(async function __toolruntime() {\n return 1 })()"));
		// @formatter:on
	}

	private static String controls() {
		StringBuilder all = new StringBuilder("a = ");
		for (char c = 0; c < 0x20; c++) {
			all.append(c).append('+');
		}
		return all.toString();
	}

	@Test
	void codeOfSeveralThreadsDoesNotMix() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<Integer>> wrong = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				int thread = i;
				wrong.add(threads.submit(() -> countWrong(thread)));
			}
			for (Future<Integer> count : wrong) {
				assertThat(count.get()).isZero();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private int countWrong(int thread) throws CodeTransformException {
		int wrong = 0;
		for (int i = 0; i < 40; i++) {
			String indented = " ".repeat(i) + "let x: = 1";
			String name = "v" + thread + "_" + i;
			wrong += transform("let " + name + ": number = 1; " + name).equals("let " + name + "         = 1; " + name)
					? 0 : 1;
			wrong += transform("enum " + name + " { A }").contains("function(" + name + ")") ? 0 : 1;
			wrong += (catchThrowable(() -> transform(indented)) instanceof CodeTransformException refusal
					&& Integer.valueOf(i + 8).equals(refusal.getColumn())) ? 0 : 1;
		}
		return wrong;
	}

	@Test
	void moreCodeThanThereAreThreadsWaitsForItsTurn() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(32);
		try {
			List<Future<String>> results = new ArrayList<>();
			for (int i = 0; i < 32; i++) {
				results.add(threads.submit(() -> transform("x.y(1 as number);\n".repeat(200))));
			}
			for (Future<String> result : results) {
				assertThat(result.get()).startsWith("x.y(1          );\n");
			}
			assertThat(threadsOfTheTransformer()).isBetween(1L, 5L);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void codeDoesNotWaitForLargeCode() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			List<Future<?>> large = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				large.add(threads.submit(() -> transform("a=b+c;".repeat(170_000))));
			}
			assertThat(transform("let a: A = 1")).isEqualTo("let a    = 1");
			assertThat(large).noneMatch(Future::isDone);
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void twoThousandTransformationsLeaveNothingBehind() throws Exception {
		for (int i = 0; i < 200; i++) {
			transform(sample(i));
		}
		long before = usedMemory();
		for (int i = 0; i < 2_000; i++) {
			transform(sample(i));
		}

		assertThat(usedMemory() - before).isLessThan(5L << 20);
		assertThat(threadsOfTheTransformer()).isLessThanOrEqualTo(5);
	}

	/* Some in place, some written anew, some wrong, now and then a large one */
	private static String sample(int i) {
		return switch (i % 4) {
			case 0 -> "const a" + i + ": number = " + i + "; return a" + i;
			case 1 -> "enum E" + i + " { A = " + i + " }\nreturn E" + i + ".A";
			case 2 -> "class C" + i + "<T> { constructor(private t: T) {} }";
			default -> (i % 400 == 3) ? ("f(" + i + " as number);\n").repeat(1_000)
					: "const f = (x: number): string => `${x}`";
		};
	}

	private static long usedMemory() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			System.gc();
			least = Math.min(least, Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
		}
		return least;
	}

	private static long threadsOfTheTransformer() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("toolruntime-typescript"))
			.count();
	}

	@Test
	void loadsNoEngineBeforeTheFirstCode() throws Exception {
		RecordingClassLoader loader = new RecordingClassLoader();
		Class<?> type = loader.loadClass("io.toolruntime.typescript.TypeScriptTransformer");

		AutoCloseable created = (AutoCloseable) type.getConstructor().newInstance();
		assertThat(type.getMethod("from").invoke(created)).isEqualTo("typescript");
		created.close();

		assertThat(loader.loaded).containsExactly("io.toolruntime.typescript.TypeScriptTransformer");
	}

	/** Loads the module's classes anew, and tells which. */
	private static final class RecordingClassLoader extends ClassLoader {

		final List<String> loaded = Collections.synchronizedList(new ArrayList<>());

		RecordingClassLoader() {
			super(TypeScriptIsolationTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.toolruntime.typescript.") && !name.startsWith("run.endive.runtime.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> type = findLoadedClass(name);
				return (type != null) ? type : define(name);
			}
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (file == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] content = file.readAllBytes();
				this.loaded.add(name);
				return defineClass(name, content, 0, content.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
