package io.toolruntime.builtin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.builtin.BuiltinToolsProperties.FileKeys;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;

/** What file tools do inside their root. */
@Timeout(60)
class FileToolsTests {

	private static final int LARGEST = 1 << 20;

	@TempDir
	private Path root;

	private TestTools tools;

	@BeforeEach
	void create() {
		this.tools = TestTools.in(this.root)
			.with("read_file", "write_file", "delete_file", "list_dir", "list_files", "grep");
	}

	@AfterEach
	void close() {
		this.tools.close();
	}

	private Path file(String path, String content) throws IOException {
		Path file = this.root.resolve(path);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, content);
	}

	private List<String> left() throws IOException {
		try (Stream<Path> entries = Files.walk(this.root)) {
			return entries.filter((entry) -> !entry.equals(this.root))
				.map((entry) -> this.root.relativize(entry).toString())
				.sorted()
				.toList();
		}
	}

	@Nested
	class Reading {

		@Test
		void aFileIsRead() throws IOException {
			file("notes/today.md", "# Größe 🙂\n");
			TestTools.Result read = FileToolsTests.this.tools.call("read_file", "path", "notes/today.md");
			assertThat(read.text("content")).isEqualTo("# Größe 🙂\n");
			assertThat(read.text("path")).isEqualTo("notes/today.md");
			assertThat(read.number("size")).isEqualTo(15);
			assertThat(read.text("modified")).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
		}

		@Test
		void anEmptyFileIsRead() throws IOException {
			file("empty", "");
			assertThat(FileToolsTests.this.tools.call("read_file", "path", "./empty").text("content")).isEmpty();
		}

		@Test
		void aFileThatIsNotThereHasItsOwnCode() {
			ToolException failure = FileToolsTests.this.tools.failure("read_file", "path", "missing/a.txt");
			assertThat(failure.getCode()).isEqualTo(ToolErrorCode.EXECUTION_FAILED);
			assertThat(failure)
				.hasMessage("FileNotFound: there is no 'missing'. List the folder with list_dir to see what there is");
		}

		@Test
		void aFileOfTheLargestSizeIsReadAndNoneLarger() throws IOException {
			file("largest", "a".repeat(LARGEST));
			file("larger", "a".repeat(LARGEST + 1));
			assertThat(FileToolsTests.this.tools.call("read_file", "path", "largest").text("content")).hasSize(LARGEST);
			assertThat(FileToolsTests.this.tools.refusal("read_file", "path", "larger"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		}

		@Test
		void aFileWithAZeroIsBinary() throws IOException {
			file("zero", "text\0text");
			assertThat(FileToolsTests.this.tools.failure("read_file", "path", "zero"))
				.hasMessage("InvalidArgument: 'zero' is binary. Only text can be read");
		}

		@Test
		void aFileWithManyControlCharactersIsBinary() throws IOException {
			file("few", "abcdefg\001\002\003");
			file("many", "abcdef\001\002\003\004");
			assertThat(FileToolsTests.this.tools.call("read_file", "path", "few").text("content"))
				.startsWith("abcdefg");
			assertThat(FileToolsTests.this.tools.failure("read_file", "path", "many"))
				.hasMessageContaining("is binary");
		}

		@Test
		void onlyUtf8IsRead() throws IOException {
			Files.write(FileToolsTests.this.root.resolve("latin"), "Größe".getBytes(StandardCharsets.ISO_8859_1));
			assertThat(FileToolsTests.this.tools.failure("read_file", "path", "latin"))
				.hasMessageContaining("is not UTF-8");
		}

		@Test
		void aFolderIsNotRead() throws IOException {
			file("folder/a.txt", "");
			assertThat(FileToolsTests.this.tools.refusal("read_file", "path", "folder"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(FileToolsTests.this.tools.refusal("read_file", "path", "."))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		}

	}

	@Nested
	class Writing {

		@Test
		void aFileIsWrittenWithTheFoldersThatItIsIn() throws IOException {
			TestTools.Result written = FileToolsTests.this.tools.call("write_file", "path", "a/b/c.txt", "content",
					"Größe");
			assertThat(written.flag("success")).isTrue();
			assertThat(written.flag("created")).isTrue();
			assertThat(written.number("size")).isEqualTo(7);
			assertThat(FileToolsTests.this.root.resolve("a/b/c.txt")).hasContent("Größe");
			assertThat(left()).containsExactly("a", "a/b", "a/b/c.txt");
		}

		@Test
		void aNewFileMayBeReadByAllAndWrittenByItsOwner() throws IOException {
			FileToolsTests.this.tools.call("write_file", "path", "a.txt", "content", "x");
			assertThat(PosixFilePermissions
				.toString(Files.getPosixFilePermissions(FileToolsTests.this.root.resolve("a.txt"))))
				.isEqualTo("rw-r--r--");
		}

		@Test
		void aFileThatIsReplacedKeepsWhoMayUseIt() throws IOException {
			Path file = file("a.sh", "old");
			Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
			assertThat(FileToolsTests.this.tools.call("write_file", "path", "a.sh", "content", "new").flag("created"))
				.isFalse();
			assertThat(file).hasContent("new");
			assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rwx------");
		}

		@Test
		void aWriteThatIsTooLargeLeavesTheFileAsItWas() throws IOException {
			// Truncated first and measured afterwards, it would be empty
			Path file = file("a.txt", "old");
			assertThat(FileToolsTests.this.tools.refusal("write_file", "path", "a.txt", "content",
					"a".repeat(LARGEST + 1)))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(file).hasContent("old");
			assertThat(left()).containsExactly("a.txt");
		}

		@Test
		void theSizeIsThatOfTheBytes() {
			assertThat(FileToolsTests.this.tools.refusal("write_file", "path", "a.txt", "content",
					"ö".repeat(LARGEST / 2 + 1)))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(FileToolsTests.this.tools.call("write_file", "path", "a.txt", "content", "ö".repeat(LARGEST / 2))
				.number("size")).isEqualTo(LARGEST);
		}

		@Test
		void whatIsAppendedComesAfterWhatIsThere() throws IOException {
			Path file = file("log", "one\n");
			assertThat(FileToolsTests.this.tools.call("write_file", "path", "log", "content", "two\n", "append", true)
				.number("size")).isEqualTo(8);
			assertThat(file).hasContent("one\ntwo\n");
		}

		@Test
		void anAppendThatMakesTheFileTooLargeIsRefused() throws IOException {
			Path file = file("log", "a".repeat(LARGEST));
			assertThat(FileToolsTests.this.tools.refusal("write_file", "path", "log", "content", "b", "append", true))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(file).hasSize(LARGEST);
		}

		@Test
		void nobodySeesHalfOfAFile() throws Exception {
			String first = "a".repeat(200_000);
			String second = "b".repeat(200_000);
			Path file = file("a.txt", first);
			AtomicBoolean stop = new AtomicBoolean();
			AtomicReference<String> torn = new AtomicReference<>();
			Thread reader = new Thread(() -> {
				while (!stop.get()) {
					try {
						String read = Files.readString(file);
						if (!read.equals(first) && !read.equals(second)) {
							torn.set(read.length() + " characters");
						}
					}
					catch (IOException ex) {
						torn.set(ex.toString());
					}
				}
			});
			reader.start();
			for (int i = 0; i < 100; i++) {
				FileToolsTests.this.tools.call("write_file", "path", "a.txt", "content", (i % 2 == 0) ? second : first);
			}
			stop.set(true);
			reader.join();
			assertThat(torn).hasValue(null);
			assertThat(left()).containsExactly("a.txt");
		}

		@RepeatedTest(20)
		void severalWriteTheSameNewFolderAtOnce() throws Exception {
			List<Thread> writers = new ArrayList<>();
			AtomicReference<Throwable> failure = new AtomicReference<>();
			for (int i = 0; i < 8; i++) {
				String path = "new/deep/file-" + i;
				Thread writer = new Thread(() -> {
					try {
						FileToolsTests.this.tools.call("write_file", "path", path, "content", path);
					}
					catch (RuntimeException ex) {
						failure.set(ex);
					}
				});
				writers.add(writer);
				writer.start();
			}
			for (Thread writer : writers) {
				writer.join();
			}
			assertThat(failure).hasValue(null);
			assertThat(left()).hasSize(10).noneMatch((path) -> path.contains("part"));
		}

		@Test
		void aFolderIsNotReplacedByAFile() throws IOException {
			file("folder/a.txt", "x");
			assertThat(FileToolsTests.this.tools.refusal("write_file", "path", "folder", "content", "x"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(FileToolsTests.this.tools.refusal("write_file", "path", "folder/a.txt/b", "content", "x"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(left()).containsExactly("folder", "folder/a.txt");
		}

	}

	@Nested
	class Deleting {

		@Test
		void aFileIsDeleted() throws IOException {
			file("a.txt", "x");
			assertThat(FileToolsTests.this.tools.call("delete_file", "path", "a.txt").flag("success")).isTrue();
			assertThat(left()).isEmpty();
		}

		@Test
		void whatIsNotThereIsNoError() {
			assertThat(FileToolsTests.this.tools.call("delete_file", "path", "a.txt").flag("success")).isFalse();
			assertThat(FileToolsTests.this.tools.call("delete_file", "path", "b/a.txt").flag("success")).isFalse();
		}

		@Test
		void aFolderHasToBeMeant() throws IOException {
			file("a/b/c.txt", "x");
			assertThat(FileToolsTests.this.tools.refusal("delete_file", "path", "a"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(FileToolsTests.this.tools.call("delete_file", "path", "a", "recursive", true).number("deleted"))
				.isEqualTo(3);
			assertThat(left()).isEmpty();
		}

	}

	@Nested
	class Listing {

		@Test
		void aFolderIsListedByName() throws IOException {
			file("b.txt", "four");
			file("a/inner.txt", "");
			TestTools.Result listed = FileToolsTests.this.tools.call("list_dir", "path", ".");
			assertThat(listed.each("entries", "name")).containsExactly("a", "b.txt");
			assertThat(listed.each("entries", "type")).containsExactly("dir", "file");
			assertThat(listed.each("entries", "size")).containsExactly(0, 4);
			assertThat(listed.flag("truncated")).isFalse();
			assertThat(listed.values()).doesNotContainKey("next_page_token");
		}

		@Test
		void aTreeIsListedPageByPage() throws IOException {
			for (int i = 0; i < 25; i++) {
				file("folder-" + i % 3 + "/file-%02d".formatted(i), "");
			}
			List<Object> paths = new ArrayList<>();
			String token = "";
			int pages = 0;
			while (token != null) {
				TestTools.Result page = FileToolsTests.this.tools.call("list_dir", "path", ".", "recursive", true,
						"page_size", 10, "page_token", token);
				paths.addAll(page.each("entries", "path"));
				token = page.text("next_page_token");
				pages++;
			}
			assertThat(pages).isEqualTo(3);
			assertThat(paths).hasSize(28).doesNotHaveDuplicates();
		}

		@Test
		void aPageHas200EntriesAndOneOf10000CanBeAskedFor() throws IOException {
			for (int i = 0; i < 201; i++) {
				Files.createFile(FileToolsTests.this.root.resolve("file-" + i));
			}
			assertThat(FileToolsTests.this.tools.call("list_dir", "path", ".").list("entries")).hasSize(200);
			assertThat(FileToolsTests.this.tools.call("list_dir", "path", ".", "page_size", 10_000).list("entries"))
				.hasSize(201);
			assertThat(FileToolsTests.this.tools.failure("list_dir", "path", ".", "page_size", 10_001).getCode())
				.isEqualTo(ToolErrorCode.VALIDATION_INPUT);
		}

		@Test
		void aTokenThatWasNotGivenIsRefused() {
			assertThat(FileToolsTests.this.tools.refusal("list_dir", "path", ".", "page_token", "x"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(FileToolsTests.this.tools.refusal("list_dir", "path", ".", "page_token", "-1"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		}

		@Test
		void filesOrFoldersOrWhatFitsAPatternCanBeAskedFor() throws IOException {
			file("src/A.java", "");
			file("src/a.js", "");
			file("b.java", "");
			TestTools tools = FileToolsTests.this.tools;
			assertThat(tools.call("list_dir", "path", ".", "include_files", false).each("entries", "name"))
				.containsExactly("src");
			assertThat(tools.call("list_dir", "path", ".", "include_dirs", false).each("entries", "name"))
				.containsExactly("b.java");
			assertThat(tools.call("list_dir", "path", ".", "recursive", true, "pattern", "**/*.java")
				.each("entries", "path")).containsExactly("b.java", "src/A.java");
			assertThat(tools.refusal("list_dir", "path", ".", "include_files", false, "include_dirs", false))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(tools.refusal("list_dir", "path", ".", "pattern", "{a"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		}

		@Test
		void filesAreListedWithoutThoseThatAreExcluded() throws IOException {
			file("a.js", "");
			file("b.ts", "");
			file("lib/c.js", "");
			file("lib/d.md", "");
			TestTools tools = FileToolsTests.this.tools;
			assertThat(tools.call("list_files", "dir", ".").texts("files")).containsExactly("a.js", "b.ts");
			assertThat(tools.call("list_files", "dir", ".", "recursive", true).texts("files")).containsExactly("a.js",
					"b.ts", "lib/c.js", "lib/d.md");
			assertThat(tools.call("list_files", "dir", ".", "recursive", true, "exclude", "*.{js,ts}").texts("files"))
				.containsExactly("lib/d.md");
			assertThat(tools.call("list_files", "dir", ".", "recursive", true, "exclude", List.of("*.js", "!lib/*.js"))
				.texts("files")).containsExactly("b.ts", "lib/c.js", "lib/d.md");
		}

		@Test
		void onlyWhatIsNegatedIsLeftWhereAllPatternsAre() throws IOException {
			// Where the last pattern alone decides, a.js would be lost
			file("a.js", "");
			file("b.ts", "");
			file("c.md", "");
			assertThat(FileToolsTests.this.tools.call("list_files", "dir", ".", "exclude", List.of("!*.js", "!*.ts"))
				.texts("files")).containsExactly("a.js", "b.ts");
		}

		@Test
		void moreThanCanBeVisitedIsSaid() throws IOException {
			for (int i = 0; i < 12; i++) {
				Files.createFile(FileToolsTests.this.root.resolve("file-" + i));
			}
			try (TestTools few = TestTools.in(FileToolsTests.this.root)
				.files(new FileKeys(null, 10, null, null, null))
				.with("list_dir", "list_files")) {
				TestTools.Result files = few.call("list_files", "dir", ".");
				assertThat(files.texts("files")).hasSize(10);
				assertThat(files.flag("truncated")).isTrue();
				TestTools.Result entries = few.call("list_dir", "path", ".");
				assertThat(entries.list("entries")).hasSize(10);
				assertThat(entries.flag("truncated")).isTrue();
			}
		}

		@Test
		void aFileIsNoFolder() throws IOException {
			file("a.txt", "");
			assertThat(FileToolsTests.this.tools.refusal("list_dir", "path", "a.txt"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(FileToolsTests.this.tools.refusal("list_files", "dir", "missing"))
				.isEqualTo(CanonicalCode.FILE_NOT_FOUND);
		}

		@Test
		void veryDeepFoldersAreListedAsFarAsTheyMayBe() throws IOException {
			Path deep = FileToolsTests.this.root;
			for (int i = 0; i < 150; i++) {
				deep = Files.createDirectory(deep.resolve("d"));
			}
			TestTools.Result listed = FileToolsTests.this.tools.call("list_dir", "path", ".", "recursive", true);
			assertThat(listed.list("entries")).hasSize(100);
			assertThat(listed.flag("truncated")).isTrue();
		}

	}

	@Nested
	class Searching {

		@Test
		void matchesHaveFileLineColumnAndText() throws IOException {
			file("src/a.txt", "nothing\r\n  🙂 one two one\r\n");
			TestTools.Result found = FileToolsTests.this.tools.call("grep", "path", "src", "pattern", "one");
			assertThat(found.each("matches", "file")).containsExactly("src/a.txt", "src/a.txt");
			assertThat(found.each("matches", "line")).containsExactly(2, 2);
			assertThat(found.each("matches", "column")).containsExactly(5, 13);
			assertThat(found.each("matches", "text")).containsOnly("🙂 one two one");
			assertThat(found.number("files_searched")).isOne();
		}

		@Test
		void foldersInTheFolderAreSearchedWhereThatIsAskedFor() throws IOException {
			file("a.txt", "word");
			file("b/c.txt", "WORD");
			TestTools tools = FileToolsTests.this.tools;
			assertThat(tools.call("grep", "path", ".", "pattern", "word").list("matches")).hasSize(1);
			assertThat(tools.call("grep", "path", ".", "pattern", "word", "recursive", true, "ignore_case", true)
				.each("matches", "file")).containsExactly("a.txt", "b/c.txt");
			assertThat(tools.call("grep", "path", "b/c.txt", "pattern", "^W.R").list("matches")).hasSize(1);
		}

		@Test
		void binaryFilesAndLargeOnesAreSkipped() throws IOException {
			file("binary", "word\0");
			file("large", "word" + "a".repeat(LARGEST));
			Files.write(FileToolsTests.this.root.resolve("latin"), "word ö".getBytes(StandardCharsets.ISO_8859_1));
			file("text", "word");
			assertThat(FileToolsTests.this.tools.call("grep", "path", ".", "pattern", "word").each("matches", "file"))
				.containsExactly("text");
		}

		@Test
		void aSearchEndsAtItsMostResults() throws IOException {
			file("a.txt", "word\n".repeat(1500));
			TestTools tools = FileToolsTests.this.tools;
			TestTools.Result found = tools.call("grep", "path", ".", "pattern", "word");
			assertThat(found.list("matches")).hasSize(1000);
			assertThat(found.flag("truncated")).isTrue();
			assertThat(tools.call("grep", "path", ".", "pattern", "word", "max_results", 3).list("matches")).hasSize(3);
			assertThat(tools.call("grep", "path", ".", "pattern", "word", "max_results", 1200).list("matches"))
				.hasSize(1000);
		}

		@Test
		void aSearchEndsAtItsMostFiles() throws IOException {
			for (int i = 0; i < 5; i++) {
				file("file-" + i, "word");
			}
			TestTools.Result found = FileToolsTests.this.tools.call("grep", "path", ".", "pattern", "word",
					"max_files_visited", 3);
			assertThat(found.number("files_searched")).isEqualTo(3);
			assertThat(found.flag("truncated")).isTrue();
		}

		@Test
		void aLongLineIsCutAroundTheMatch() throws IOException {
			file("a.txt", "a".repeat(100_000) + "word" + "b".repeat(100_000));
			TestTools.Result found = FileToolsTests.this.tools.call("grep", "path", ".", "pattern", "word");
			assertThat(found.list("matches").get(0).get("text")).asString().contains("word").hasSize(500);
		}

		@Test
		@Timeout(20)
		void aPatternThatWouldTakeYearsDoesNot() throws IOException {
			file("a.txt", "a".repeat(100_000) + "!");
			TestTools.Result found = FileToolsTests.this.tools.call("grep", "path", ".", "pattern", "^(a+)+$");
			assertThat(found.list("matches")).isEmpty();
		}

		@Test
		@Timeout(20)
		void aSearchEndsWithItsTimeInTheMiddleOfALine() throws IOException {
			// Each match looks at the whole line: quadratic, and no engine's fault
			file("a.txt", "a".repeat(LARGEST - 1));
			try (TestTools hasty = TestTools.in(FileToolsTests.this.root)
				.files(new FileKeys(null, null, null, null, java.time.Duration.ofMillis(500)))
				.with("grep")) {
				assertThat(hasty.refusal("grep", "path", ".", "pattern", "[^a]|(a.{1,900}){1,20}b"))
					.isEqualTo(CanonicalCode.DEADLINE_EXCEEDED);
			}
		}

		@Test
		void aPatternThatWouldFillTheMemoryIsRefused() {
			assertThat(FileToolsTests.this.tools.refusal("grep", "path", ".", "pattern", "(((a{100}){100}){100}){100}"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		}

		@Test
		void aPatternThatIsNoneIsRefused() {
			TestTools tools = FileToolsTests.this.tools;
			assertThat(tools.failure("grep", "path", ".", "pattern", "(a"))
				.hasMessageStartingWith("InvalidArgument: the pattern is no regular expression: missing closing )");
			assertThat(tools.refusal("grep", "path", ".", "pattern", "(?=a)"))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(tools.refusal("grep", "path", ".", "pattern", " ")).isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		}

	}

}
