package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SystemCallDocumentationTests {

	private static final Path PAGE = Path.of("..", "..", "docs", "backends", "process.md");

	/* | answer | calls | why | */
	@Test
	void everyCallThatTheFilterKnowsIsDocumentedWithItsReason() throws IOException {
		Map<List<String>, String> rows = SystemCall.table()
			.stream()
			.collect(Collectors.groupingBy((call) -> List.of(answer(call.verdict()), call.reason()), LinkedHashMap::new,
					Collectors.mapping((call) -> "`" + call.name() + "`", Collectors.joining(" "))));
		List<String> expected = rows.entrySet()
			.stream()
			.map((row) -> "| %s | %s | %s |".formatted(row.getKey().get(0), row.getValue(), row.getKey().get(1)))
			.toList();
		List<String> documented = Files.readAllLines(PAGE)
			.stream()
			.dropWhile((line) -> !line.startsWith("| answer |"))
			.skip(2)
			.takeWhile((line) -> line.startsWith("|"))
			.toList();
		assertThat(documented).containsExactlyElementsOf(expected);
	}

	private static String answer(Verdict verdict) {
		return switch (verdict) {
			case ALLOW -> "allowed";
			case CHECK -> "by arguments";
			default -> verdict.name();
		};
	}

}
