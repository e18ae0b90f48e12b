package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What a process says that has read a file of tools, which is not to be trusted. */
class DerivedToolsTests {

	private static final String DIGEST_OF_X = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";

	@TempDir
	Path folder;

	private DerivedTools read(Map<String, Object> answer) {
		return DerivedTools.of(answer, this.folder, this.folder.resolve("tools.ts"));
	}

	private DerivedTools tools(Object... tools) {
		return read(Map.<String, Object>of("type", "described", "tools", List.of(tools)));
	}

	@Test
	void whatItCouldNotReadItSaysWithAReasonOnOneLine() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> read(
					Map.<String, Object>of("type", "undescribed", "error", Map.of("message", "not\nthere\u001b[31m"))))
			.withMessage("not there [31m");
		assertThatIllegalArgumentException().isThrownBy(() -> read(Map.of())).withMessage("no reason");
		assertThatIllegalArgumentException().isThrownBy(() -> read(Map.of("type", "described", "tools", "all")));
	}

	@Test
	void whatHasAnotherTypeThanItShouldIsLeftOut() {
		DerivedTools derived = tools("add", 5, Map.of("name", "../x"),
				Map.<String, Object>of("name", "add", "description", 5, "inputSchema", "any", "tags", "x"));
		assertThat(derived.tools()).containsOnlyKeys("add");
		assertThat(derived.tools().get("add"))
			.isEqualTo(new ToolExport("add", null, "", null, null, Map.of(), List.of()));
	}

	@Test
	void aSchemaThatCannotBeUsedIsNone() {
		Map<String, Object> broken = Map.of("type", "object", "properties",
				Map.of("a", Map.of("type", "string", "pattern", "(?<=a)b(?=c)\\1")));
		DerivedTools derived = tools(Map.<String, Object>of("name", "add", "description", "Adds.", "inputSchema",
				broken, "outputSchema", Map.of("$ref", "https://example.com/schema")));
		assertThat(derived.tools().get("add").inputSchema()).isNull();
		assertThat(derived.tools().get("add").outputSchema()).isNull();
		assertThat(derived.tools().get("add").description()).isEqualTo("Adds.");
		assertThat(derived.notes()).hasSize(2).allMatch((note) -> note.contains("add may be anything"));
	}

	@Test
	void aSchemaThatNeedsArgumentsIsUsed() {
		Map<String, Object> needs = Map.of("type", "object", "required", List.of("a"));
		DerivedTools derived = tools(
				Map.<String, Object>of("name", "add", "inputSchema", needs, "outputSchema", needs));
		assertThat(derived.tools().get("add").inputSchema()).isEqualTo(needs);
		assertThat(derived.tools().get("add").outputSchema()).isEqualTo(needs);
		assertThat(derived.notes()).isEmpty();
	}

	@Test
	void notesAreFewShortAndPlain() {
		DerivedTools derived = read(Map.<String, Object>of("type", "described", "tools", List.of(), "notes",
				Collections.nCopies(100, "a\r\nforged: line\u2028" + "x".repeat(10_000))));
		assertThat(derived.notes()).hasSize(20)
			.allSatisfy((note) -> assertThat(note).startsWith("a  forged: line x").hasSize(500));
	}

	@Test
	void filesAreThoseOfTheProjectOnly(@TempDir Path elsewhere) throws IOException {
		Path inside = Files.writeString(this.folder.resolve("a.ts"), "x");
		Path outside = Files.writeString(elsewhere.resolve("b.ts"), "x");
		Files.createSymbolicLink(this.folder.resolve("link.ts"), outside);
		List<Map<String, Object>> said = List.of(file(inside.toString()), file(outside.toString()),
				file(this.folder + "/link.ts"), file("/dev/zero"), file("a.ts"), file("\u0000"),
				file(this.folder + "/../" + elsewhere.getFileName() + "/b.ts"), Map.of("path", 5));
		ProjectFiles files = read(Map.<String, Object>of("type", "described", "tools", List.of(), "files", said))
			.files();
		assertThat(files.digests()).containsOnly(Map.entry(inside, DIGEST_OF_X));
		assertThat(files.areUnchanged()).isTrue();
		Files.writeString(inside, "y");
		assertThat(files.areUnchanged()).isFalse();
		Files.delete(inside);
		assertThat(files.areUnchanged()).isFalse();
	}

	private static Map<String, Object> file(String path) {
		return Map.of("path", path, "digest", DIGEST_OF_X);
	}

}
