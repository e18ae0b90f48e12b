package io.toolruntime.builtin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.builtin.BuiltinToolsProperties.FileKeys;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** File tools reach nothing outside of their roots, however they are asked. */
@Timeout(60)
class FileConfinementTests {

	private static final List<String> ALL = List.of("read_file", "write_file", "delete_file", "list_dir", "list_files",
			"grep");

	@TempDir
	private Path temp;

	private Path root;

	private Path outside;

	private Path secret;

	private TestTools tools;

	@BeforeEach
	void create() throws IOException {
		this.root = Files.createDirectory(this.temp.resolve("root"));
		this.outside = Files.createDirectory(this.temp.resolve("outside"));
		this.secret = Files.writeString(this.outside.resolve("secret.txt"), "the secret");
		this.tools = TestTools.in(this.root).with(ALL.toArray(String[]::new));
	}

	@AfterEach
	void close() {
		this.tools.close();
	}

	private CanonicalCode refusal(String tool, String path) {
		return switch (tool) {
			case "write_file" -> this.tools.refusal(tool, "path", path, "content", "x");
			case "list_files" -> this.tools.refusal(tool, "dir", path);
			case "grep" -> this.tools.refusal(tool, "path", path, "pattern", "secret", "recursive", true);
			case "delete_file" -> this.tools.refusal(tool, "path", path, "recursive", true);
			default -> this.tools.refusal(tool, "path", path);
		};
	}

	private static Stream<Arguments> everyToolWithEveryPathOutside() {
		return ALL.stream()
			.flatMap((tool) -> Stream
				.of("/etc/passwd", "/", "/etc", "/proc/self/environ", "..", "../outside/secret.txt", "a/../../outside",
						"./../outside/secret.txt", "//etc/passwd", "/root/../etc/passwd")
				.map((path) -> Arguments.of(tool, path)));
	}

	@ParameterizedTest
	@MethodSource("everyToolWithEveryPathOutside")
	void aPathOutsideOfTheRootIsRefused(String tool, String path) {
		assertThat(refusal(tool, path)).isEqualTo(CanonicalCode.PERMISSION_DENIED);
	}

	@Test
	void anAbsolutePathIsNotTakenForARelativeOne() throws IOException {
		// Where root and path are joined, the check passes and the path is used as it is
		Files.createDirectories(this.root.resolve("etc"));
		Files.writeString(this.root.resolve("etc/passwd"), "of the root");
		assertThat(refusal("read_file", "/etc/passwd")).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.tools.call("read_file", "path", "etc/passwd").text("content")).isEqualTo("of the root");
	}

	@Test
	void anAbsolutePathInTheRootIsFine() throws IOException {
		Path file = Files.writeString(this.root.resolve("a.txt"), "inside");
		assertThat(this.tools.call("read_file", "path", file.toString()).text("content")).isEqualTo("inside");
	}

	@Test
	void aFolderWhoseNameBeginsLikeTheRootIsNotInIt() throws IOException {
		Path neighbour = Files.createDirectory(this.temp.resolve("root-of-another"));
		Files.writeString(neighbour.resolve("a.txt"), "another's");
		assertThat(refusal("read_file", neighbour.resolve("a.txt").toString()))
			.isEqualTo(CanonicalCode.PERMISSION_DENIED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "read_file", "write_file", "delete_file", "grep" })
	void aLinkToAFileIsRefused(String tool) throws IOException {
		Files.createSymbolicLink(this.root.resolve("link"), this.secret);
		assertThat(refusal(tool, "link")).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.secret).hasContent("the secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "read_file", "write_file", "delete_file", "list_dir", "list_files", "grep" })
	void aLinkToAFolderIsRefused(String tool) throws IOException {
		Files.createSymbolicLink(this.root.resolve("link"), this.outside);
		assertThat(refusal(tool, "link")).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.secret).exists();
	}

	@ParameterizedTest
	@ValueSource(strings = { "read_file", "write_file", "delete_file", "list_dir", "list_files", "grep" })
	void aLinkOnTheWayIsRefused(String tool) throws IOException {
		Files.createDirectory(this.outside.resolve("deep"));
		Files.writeString(this.outside.resolve("deep/secret.txt"), "the secret");
		Files.createDirectory(this.root.resolve("a"));
		Files.createSymbolicLink(this.root.resolve("a/link"), this.outside);
		String path = tool.startsWith("list") ? "a/link/deep" : "a/link/deep/secret.txt";
		assertThat(refusal(tool, path)).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.outside.resolve("deep/secret.txt")).hasContent("the secret");
	}

	@Test
	void aTreeIsListedAndSearchedWithoutWhatLinksLeadTo() throws IOException {
		Files.createSymbolicLink(this.root.resolve("folder"), this.outside);
		Files.createSymbolicLink(this.root.resolve("file"), this.secret);
		Files.writeString(this.root.resolve("own.txt"), "no secret");
		assertThat(this.tools.call("list_files", "dir", ".", "recursive", true).texts("files"))
			.containsExactly("own.txt");
		TestTools.Result listed = this.tools.call("list_dir", "path", ".", "recursive", true);
		assertThat(listed.each("entries", "type")).containsExactly("link", "link", "file");
		assertThat(this.tools.call("grep", "path", ".", "pattern", "secret", "recursive", true).each("matches", "file"))
			.containsExactly("own.txt");
	}

	@Test
	void aFolderIsDeletedAndNotWhatLinksInItLeadTo() throws IOException {
		Files.createDirectory(this.root.resolve("old"));
		Files.createSymbolicLink(this.root.resolve("old/folder"), this.outside);
		Files.createSymbolicLink(this.root.resolve("old/file"), this.secret);
		assertThat(this.tools.call("delete_file", "path", "old", "recursive", true).number("deleted")).isEqualTo(3);
		assertThat(this.root.resolve("old")).doesNotExist();
		assertThat(this.secret).hasContent("the secret");
	}

	@Test
	void theRootItselfIsNotDeleted() {
		assertThat(refusal("delete_file", ".")).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.root).isDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "read_file", "write_file", "delete_file", "grep" })
	@Timeout(10)
	void aPipeIsRefusedAndNobodyWaitsForIt(String tool) throws Exception {
		TestTools.pipe(this.root.resolve("pipe"));
		assertThat(refusal(tool, "pipe")).isEqualTo(CanonicalCode.PERMISSION_DENIED);
	}

	@Test
	@Timeout(10)
	void aPipeIsNoFolderAndNobodyWaitsForIt() throws Exception {
		TestTools.pipe(this.root.resolve("pipe"));
		assertThat(refusal("list_dir", "pipe")).isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(refusal("read_file", "pipe/a.txt")).isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	@Timeout(10)
	void aSearchPassesPipes() throws Exception {
		TestTools.pipe(this.root.resolve("pipe"));
		Files.writeString(this.root.resolve("text"), "found");
		assertThat(this.tools.call("grep", "path", ".", "pattern", "found", "recursive", true).list("matches"))
			.hasSize(1);
	}

	@Test
	@Timeout(10)
	void aDeviceIsRefused() {
		try (TestTools devices = TestTools.in(Path.of("/dev")).with("read_file")) {
			assertThat(devices.refusal("read_file", "path", "zero")).isEqualTo(CanonicalCode.PERMISSION_DENIED);
		}
	}

	/*
	 * The folder on the way is a folder in one moment and a link to the outside in the
	 * next, as fast as can be.
	 */
	@Test
	void whoeverSwapsAFolderForALinkReadsNothingOutside() throws Exception {
		Files.createDirectory(this.root.resolve("real"));
		Files.writeString(this.root.resolve("real/secret.txt"), "inside");
		AtomicBoolean stop = new AtomicBoolean();
		Thread swapper = swapper(stop);
		int read = 0;
		int refused = 0;
		try {
			long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
			while (System.nanoTime() < end && (read < 300 || refused < 300)) {
				try {
					assertThat(this.tools.call("read_file", "path", "swapped/secret.txt").text("content"))
						.isEqualTo("inside");
					read++;
				}
				catch (ToolException ex) {
					refused++;
				}
				assertThat(this.tools.call("grep", "path", ".", "pattern", "secret", "recursive", true).list("matches"))
					.isEmpty();
			}
		}
		finally {
			stop.set(true);
			swapper.join();
		}
		assertThat(read).as("reads that found the folder").isPositive();
		assertThat(refused).as("reads that found the link").isPositive();
	}

	@Test
	void whoeverSwapsAFolderForALinkWritesAndDeletesNothingOutside() throws Exception {
		Files.createDirectory(this.root.resolve("real"));
		AtomicBoolean stop = new AtomicBoolean();
		Thread swapper = swapper(stop);
		int written = 0;
		int refused = 0;
		try {
			long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
			while (System.nanoTime() < end && (written < 300 || refused < 300)) {
				try {
					this.tools.call("write_file", "path", "swapped/new/file.txt", "content", "written");
					written++;
					this.tools.call("delete_file", "path", "swapped/secret.txt");
					this.tools.call("delete_file", "path", "swapped/new", "recursive", true);
				}
				catch (ToolException ex) {
					refused++;
				}
			}
		}
		finally {
			stop.set(true);
			swapper.join();
		}
		assertThat(written).as("writes that found the folder").isPositive();
		assertThat(refused).as("writes that found the link").isPositive();
		try (Stream<Path> entries = Files.list(this.outside)) {
			assertThat(entries).containsExactly(this.secret);
		}
		assertThat(this.secret).hasContent("the secret");
	}

	private Thread swapper(AtomicBoolean stop) throws IOException {
		Path real = this.root.resolve("real");
		Path swapped = this.root.resolve("swapped");
		Path link = Files.createSymbolicLink(this.temp.resolve("link"), this.outside);
		Thread thread = new Thread(() -> {
			while (!stop.get()) {
				move(real, swapped);
				Thread.onSpinWait();
				move(swapped, real);
				move(link, swapped);
				Thread.onSpinWait();
				move(swapped, link);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

	/* In a moment without either, a tool may have made a folder there. */
	private static void move(Path from, Path to) {
		while (true) {
			try {
				Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
				return;
			}
			catch (IOException ex) {
				delete(to);
			}
		}
	}

	private static void delete(Path folder) {
		try (Stream<Path> entries = Files.walk(folder)) {
			for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(entry);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			// Tried again
		}
	}

	@Test
	void aFolderThatIsAddedCanBeUsedByItsAbsolutePath() throws IOException {
		Path other = Files.createDirectory(this.temp.resolve("other"));
		Files.writeString(other.resolve("b.txt"), "of the other");
		Files.writeString(this.root.resolve("a.txt"), "of the root");
		try (TestTools both = TestTools.in(this.root).other(other).with("read_file", "list_dir")) {
			assertThat(both.call("read_file", "path", "a.txt").text("content")).isEqualTo("of the root");
			assertThat(both.refusal("read_file", "path", "b.txt")).isEqualTo(CanonicalCode.FILE_NOT_FOUND);
			TestTools.Result listed = both.call("list_dir", "path", other.toString());
			String path = (String) listed.each("entries", "path").get(0);
			assertThat(both.call("read_file", "path", path).text("content")).isEqualTo("of the other");
			assertThat(both.refusal("read_file", "path", this.secret.toString()))
				.isEqualTo(CanonicalCode.PERMISSION_DENIED);
		}
	}

	@Test
	void aRootInARootIsRefused() throws IOException {
		// Who may write to the outer one could make the inner one a link
		Path inner = Files.createDirectory(this.root.resolve("inner"));
		assertThatThrownBy(() -> TestTools.in(this.root).other(inner).with("read_file"))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessageStartingWith("builtin-tools.additional-roots: ");
	}

	@Test
	void aNameThatIsNoneIsRefused() {
		assertThat(refusal("read_file", "a\0b")).isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(refusal("read_file", "")).isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(refusal("read_file", "a/".repeat(200) + "b")).isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void aRefusalHasACodeAndSaysWhatToDo() {
		ToolException failure = this.tools.failure("read_file", "path", "/etc/passwd");
		assertThat(failure.getCode()).isEqualTo(ToolErrorCode.DENIED);
		assertThat(failure.getToolId()).isEqualTo("builtin:read_file");
		assertThat(failure).hasMessage("PermissionDenied: the path '/etc/passwd' is outside of the folders that tools"
				+ " may use. Write a path relative to the root");
	}

	@Test
	void aCallEndsWithItsTime() throws Exception {
		for (int i = 0; i < 2000; i++) {
			Files.createFile(this.root.resolve("file-" + i));
		}
		try (TestTools hasty = TestTools.in(this.root)
			.files(new FileKeys(null, null, null, null, Duration.ofMillis(1)))
			.with("list_dir")) {
			assertThat(hasty.refusal("list_dir", "path", ".", "page_size", 5000))
				.isEqualTo(CanonicalCode.DEADLINE_EXCEEDED);
		}
	}

}
