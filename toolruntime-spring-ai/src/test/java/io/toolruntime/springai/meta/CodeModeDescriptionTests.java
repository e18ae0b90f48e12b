package io.toolruntime.springai.meta;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests for {@link CodeModeDescription}. */
class CodeModeDescriptionTests {

	private static final Set<String> ALL = Set.of("javascript", "python", "typescript");

	@Test
	void namesTheLanguagesAndHowToFindAndCallTools() {
		String text = new CodeModeDescription(ALL, "javascript").text(List.of("customers", "orders"));
		assertThat(text).contains("javascript (default)", "typescript", "python")
			.contains("await tools.orders.find_order({id: 1})", "tools.orders.find_order(id=1)")
			.contains("gateway.searchTools", "gateway.describeTool", "gateway.search_tools")
			.endsWith("Namespaces of tools: customers, orders.");
	}

	@Test
	void saysNothingOfLanguagesThatAreNotThere() {
		assertThat(new CodeModeDescription(Set.of("javascript"), "javascript").text(List.of())).doesNotContain("Python",
				"TypeScript");
		assertThat(new CodeModeDescription(Set.of("python"), "python").text(List.of())).doesNotContain("JavaScript",
				"await");
	}

	@Test
	void staysShortHoweverManyToolsThereAre() {
		List<String> namespaces = IntStream.range(0, 10_000).mapToObj((i) -> "namespace_" + i).toList();
		String text = new CodeModeDescription(ALL, "javascript").text(namespaces);
		assertThat(text).hasSizeLessThan(1500).contains("namespace_0, namespace_1").matches("(?s).* and \\d+ more\\.");
	}

	@Test
	void staysShortWhenOneNameIsLong() {
		assertThat(new CodeModeDescription(ALL, "javascript").text(List.of("a".repeat(1400)))).hasSizeLessThan(1500)
			.doesNotContain("aaaa");
	}

	@Test
	void countsTheNamespacesThatItDoesNotName() {
		List<String> namespaces = IntStream.range(0, 300).mapToObj((i) -> "ns" + i).toList();
		String text = new CodeModeDescription(ALL, "javascript").text(namespaces);
		String list = text.substring(text.indexOf("Namespaces of tools: ") + 21);
		int named = list.split(" and ")[0].split(", ").length;
		int more = Integer.parseInt(list.replaceAll("(?s).* and (\\d+) more\\.", "$1"));
		assertThat(named + more).isEqualTo(300);
	}

}
