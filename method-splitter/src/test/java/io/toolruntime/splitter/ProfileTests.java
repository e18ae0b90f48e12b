package io.toolruntime.splitter;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A profile is recorded by running a program, kept in a file, and used for the code that
 * it was recorded with, only.
 */
class ProfileTests {

	private static final int LIMIT = 400;

	private static final int ROUNDS = 1000;

	@TempDir
	Path directory;

	/** Before a loop that runs often lies code that never does. */
	private static TestClass loop(int step) {
		return TestClass.of(MethodType.methodType(int.class, int.class), (code) -> {
			Label loop = new Label();
			Label end = new Label();
			code.visitInsn(Opcodes.ICONST_0);
			code.visitVarInsn(Opcodes.ISTORE, 1);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IFGE, loop);
			TestClass.pad(code, 2 * LIMIT);
			code.visitInsn(Opcodes.ICONST_M1);
			code.visitInsn(Opcodes.IRETURN);
			code.visitLabel(loop);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitVarInsn(Opcodes.ILOAD, 0);
			code.visitJumpInsn(Opcodes.IF_ICMPGE, end);
			code.visitIincInsn(1, step);
			code.visitJumpInsn(Opcodes.GOTO, loop);
			code.visitLabel(end);
			code.visitVarInsn(Opcodes.ILOAD, 1);
			code.visitInsn(Opcodes.IRETURN);
		});
	}

	private Profile recorded(TestClass subject) throws Exception {
		Path file = this.directory.resolve(TestClass.NAME + ".class");
		Files.createDirectories(file.getParent());
		Files.write(file, subject.original());
		new DirectorySplitter(this.directory, new SplitOptions(LIMIT, new Profile(), true)).split();
		Path frame = this.directory.resolve(TestClass.NAME + "$run$Frame.class");
		ClassLoader loader = new TestClass.Loader(Map.of(TestClass.NAME, Files.readAllBytes(file),
				TestClass.NAME + "$run$Frame", Files.readAllBytes(frame)));
		loader.loadClass(TestClass.NAME.replace('/', '.')).getMethod("run", int.class).invoke(null, ROUNDS);
		return Recorder.collect(this.directory, loader);
	}

	@Test
	void countsTheStepsFromBlockToBlock() throws Exception {
		Profile profile = recorded(loop(1));

		assertThat(profile.methods()).singleElement().satisfies((method) -> {
			assertThat(method.method()).isEqualTo(TestClass.NAME + ".run(I)I");
			assertThat(method.edges()).extracting(Profile.Edge::count)
				.containsExactlyInAnyOrder(1L, 1L, 1L, (long) ROUNDS, (long) ROUNDS);
		});
	}

	@Test
	void isTheSameAfterItWasWrittenAndRead() throws Exception {
		Profile profile = recorded(loop(1));
		Path file = this.directory.resolve("recorded.profile");

		profile.write(file);

		assertThat(Profile.read(file).methods()).containsExactlyElementsOf(profile.methods());
	}

	@Test
	void tellsWhatRanAndSplittingByItChangesNothing() throws Exception {
		List<Object[]> calls = List.of(new Object[] { 7 }, new Object[] { -7 });
		TestClass subject = loop(1);
		Profile profile = recorded(subject);
		MethodShape shape = subject.shape();
		BlockHeat heat = profile.heat(TestClass.NAME + ".run(I)I", shape.method(), shape.graph());

		assertThat(shape.graph().blocks()).extracting(heat::of).contains(0L, (long) ROUNDS, ROUNDS + 1L);
		assertThat(subject.runAllSplit(LIMIT, profile, calls)).isEqualTo(subject.runAll(calls)).containsExactly(7, -1);
	}

	@Test
	void isRefusedForAnotherVersionOfTheMethod() throws Exception {
		Profile profile = recorded(loop(1));

		assertThatExceptionOfType(SplitException.class).isThrownBy(() -> loop(2).split(LIMIT, profile))
			.withMessageContaining("made.Subject.run(I)I")
			.withMessageContaining("recorded for another version of it: record it again");
	}

	@ParameterizedTest
	@ValueSource(strings = { "1 2 3", "method a.b() 1234\n1 2", "method a.b() 1234\n1 2 x", "method a.b()" })
	void aFileThatIsNoProfileNamesItsLine(String text) throws IOException {
		Path file = this.directory.resolve("wrong.profile");
		Files.writeString(file, text);

		assertThatExceptionOfType(SplitException.class).isThrownBy(() -> Profile.read(file))
			.withMessageContaining("wrong.profile, line " + text.lines().count());
	}

	@Test
	void nothingIsCollectedWhereNothingCounts() {
		assertThatExceptionOfType(SplitException.class)
			.isThrownBy(() -> Recorder.collect(this.directory, getClass().getClassLoader()))
			.withMessageContaining("split it with --record");
	}

}
