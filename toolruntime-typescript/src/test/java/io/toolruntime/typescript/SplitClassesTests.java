package io.toolruntime.typescript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.toolruntime.runtime.CodeTransformException;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.runtime.TransformedCode;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes that ship, whose large methods are split, do what those do that the WASM
 * compiler made: over programs in which most of TypeScript occurs, and over what is left
 * of them when something is taken out, which is mostly wrong.
 */
class SplitClassesTests {

	private static final int DAMAGED = 40;

	@Test
	void shippedClassesAreSplit() throws IOException {
		try (Stream<Path> unsplit = Files.walk(Path.of(System.getProperty("unsplit.classes")))) {
			assertThat(unsplit.filter((file) -> file.toString().endsWith("$Frame.class"))).isEmpty();
		}
		assertThat(SplitClassesTests.class.getResource("generated/SwcMachine$call_indirect_3$Frame.class")).isNotNull();
	}

	@Test
	void sameCodePositionsAndErrors() throws IOException {
		List<String> programs = programs();
		List<String> answers;
		List<String> expected;
		try (CodeTransformer split = new TypeScriptTransformer();
				CodeTransformer unsplit = UnsplitClasses.transformer()) {
			expected = programs.stream().map((program) -> answer(unsplit, program)).toList();
			answers = programs.stream().map((program) -> answer(split, program)).toList();
		}

		assertThat(answers).isEqualTo(expected);
		assertThat(expected).as("programs that are right")
			.filteredOn((text) -> text.startsWith("code"))
			.hasSizeGreaterThan(programs.size() / 10);
		assertThat(expected).as("programs that are wrong")
			.filteredOn((text) -> text.startsWith("error"))
			.hasSizeGreaterThan(programs.size() / 10);
	}

	private static List<String> programs() throws IOException {
		List<String> programs = new ArrayList<>();
		Random random = new Random(5);
		try (InputStream corpus = SplitClassesTests.class.getResourceAsStream("corpus.txt")) {
			for (String program : new String(corpus.readAllBytes(), StandardCharsets.UTF_8).split("=====\n")) {
				programs.add(program);
				program.lines().forEach(programs::add);
				for (int i = 0; i < DAMAGED; i++) {
					int from = random.nextInt(program.length());
					int to = Math.min(program.length(), from + 1 + random.nextInt(1 << random.nextInt(7)));
					programs.add(program.substring(0, from) + program.substring(to));
				}
			}
		}
		return programs;
	}

	private static String answer(CodeTransformer transformer, String program) {
		try {
			TransformedCode transformed = transformer.transform(program, new Cancellation());
			StringBuilder answer = new StringBuilder("code ").append(transformed.code());
			List<String> lines = transformed.code().lines().toList();
			for (int line = 1; line <= lines.size(); line++) {
				for (int column = 1; column <= lines.get(line - 1).length(); column += 9) {
					answer.append(' ').append(transformed.positions().toSource(line, column));
				}
			}
			return answer.toString();
		}
		catch (CodeTransformException ex) {
			return "error " + ex.getName() + " " + ex.getLine() + ":" + ex.getColumn() + " " + ex.getMessage();
		}
	}

}
