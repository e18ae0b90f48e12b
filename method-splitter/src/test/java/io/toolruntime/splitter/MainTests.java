package io.toolruntime.splitter;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The build step over a directory of class files.
 */
class MainTests {

	@TempDir
	Path directory;

	private Path write(int bytecodes, int opcode) throws IOException {
		return write(TestClass.of(MethodType.methodType(void.class), (code) -> body(code, bytecodes, opcode)));
	}

	private Path write(TestClass subject) throws IOException {
		Path file = this.directory.resolve(TestClass.NAME + ".class");
		Files.createDirectories(file.getParent());
		return Files.write(file, subject.original());
	}

	private static void body(MethodVisitor code, int bytecodes, int opcode) {
		if (opcode == Opcodes.MONITORENTER) {
			code.visitLdcInsn("lock");
			code.visitInsn(opcode);
		}
		TestClass.pad(code, bytecodes - 1);
		code.visitInsn(Opcodes.RETURN);
	}

	private List<String> files() throws IOException {
		try (Stream<Path> walk = Files.walk(this.directory)) {
			return walk.filter(Files::isRegularFile).map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	@Test
	void leavesWhatHotSpotCompilesAsItIs() throws IOException {
		Path file = write(7999, Opcodes.NOP);
		byte[] before = Files.readAllBytes(file);

		Main.main(new String[] { this.directory.toString() });

		assertThat(file).hasBinaryContent(before);
		assertThat(files()).containsExactly("Subject.class");
	}

	@Test
	void splitsWhatHotSpotNeverCompilesAndASecondRunDoesNothing() throws IOException {
		Path file = write(8001, Opcodes.NOP);

		Main.main(new String[] { this.directory.toString() });
		byte[] once = Files.readAllBytes(file);
		Main.main(new String[] { this.directory.toString() });

		assertThat(TestClass.methodNames(once)).contains("run", "run$chunk0", "run$chunk1");
		assertThat(files()).containsExactly("Subject$run$Frame.class", "Subject.class");
		assertThat(file).hasBinaryContent(once);
	}

	@Test
	void nothingIsWrittenWhenAMethodCannotBeSplit() throws IOException {
		Path file = write(9000, Opcodes.MONITORENTER);
		byte[] before = Files.readAllBytes(file);

		assertThatExceptionOfType(SplitException.class)
			.isThrownBy(() -> Main.main(new String[] { this.directory.toString() }))
			.withMessageContaining("made.Subject.run()V")
			.withMessageContaining("locks a monitor");
		assertThat(file).hasBinaryContent(before);
		assertThat(files()).containsExactly("Subject.class");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			--fast              | Unknown argument --fast
			one two             | Unknown argument two
			classes --limit     | --limit needs a value
			classes --limit ten | --limit must be a number above 0, not ten
			classes --limit 0   | --limit must be a number above 0, not 0
			missing             | There is no directory missing: compile first
			--record            | Usage: Main
			""")
	void saysWhatIsWrongWithItsArguments(String arguments, String message) {
		assertThatExceptionOfType(SplitException.class).isThrownBy(() -> Main.main(arguments.split(" ")))
			.withMessageContaining(message);
	}

}
