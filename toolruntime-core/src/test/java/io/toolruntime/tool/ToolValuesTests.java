package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Ids, descriptors, examples and filters: the values that describe tools. */
class ToolValuesTests {

	@ParameterizedTest
	@CsvSource({ "orders:find_order, orders, find_order,", "orders:find_order:1.2, orders, find_order, 1.2",
			"mcp.github:search-code, mcp.github, search-code," })
	void anIdIsNamespaceNameAndPerhapsVersion(String text, String namespace, String name, String version) {
		ToolId id = ToolId.parse(text);

		assertThat(id).isEqualTo(new ToolId(namespace, name, version));
		assertThat(id).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "find_order", ":find", "orders:", "a:b:c:d", "a b:c", "orders:find\n", "örders:find",
			"a:b:", "../a:b", "a:__proto__\u0000" })
	void whatIsNoIdIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> ToolId.parse(text)).withMessageContaining("tool");
	}

	@Test
	void aLongIdIsRefusedWithoutEchoingIt() {
		assertThatIllegalArgumentException().isThrownBy(() -> ToolId.parse("a:" + "b".repeat(10_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(300));
	}

	@ParameterizedTest
	@CsvSource({ "find_order, find_order", "find-order.v2, find_order_v2", "2fast, _fast", "a2, a2",
			"ångström, _ngstr_m", "'', ''" })
	void codeWritesANameWithoutTheCharactersThatNoIdentifierHas(String part, String identifier) {
		assertThat(ToolId.identifier(part)).isEqualTo(identifier);
	}

	@Test
	void aDescriptorCannotBeChangedThroughWhatItWasMadeOf() {
		Map<String, Object> properties = new HashMap<>(Map.of("id", Map.of("type", "integer")));
		Map<String, Object> schema = new HashMap<>(Map.of("properties", properties));
		ToolDescriptor descriptor = ToolDescriptor.of("a:b", "", schema);

		properties.clear();
		schema.clear();

		assertThat(descriptor.inputSchema()).isEqualTo(Map.of("properties", Map.of("id", Map.of("type", "integer"))));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> ((Map<?, ?>) descriptor.inputSchema().get("properties")).clear());
	}

	@Test
	void theArgumentsOfAnExampleCannotBeChangedLater() {
		Map<String, Object> args = new HashMap<>(Map.of("id", new ArrayList<>(List.of(1))));
		ToolExample example = new ToolExample("One", null, args, null);

		((List<?>) args.get("id")).clear();

		assertThat(example.args()).isEqualTo(Map.of("id", List.of(1)));
	}

	@Test
	void textsOfAToolAreStrippedOfWhatHidesInstructions() {
		String hidden = "Finds\u0000\u001b[8m\u202e\u200b an order\u2028\uDB40\uDC41\n";

		ToolDescriptor descriptor = new ToolDescriptor(ToolId.parse("a:b"), hidden, hidden,
				Map.of("description", hidden, "properties",
						Map.of("id", Map.of("title", hidden, "const", "\u0000", "description", hidden))),
				null, ToolAnnotations.NONE, Set.of(), "mcp", hidden,
				List.of(new ToolExample(hidden, hidden, Map.of(), hidden)));

		String clean = "Finds[8m an order\n";
		assertThat(descriptor.description()).isEqualTo(clean);
		assertThat(descriptor.title()).isEqualTo(clean);
		assertThat(descriptor.notes()).isEqualTo(clean);
		assertThat(descriptor.inputSchema()).containsEntry("description", clean)
			.containsEntry("properties", Map.of("id", Map.of("title", clean, "const", "\u0000", "description", clean)));
		assertThat(descriptor.examples()).containsExactly(new ToolExample(clean, clean, Map.of(), clean));
	}

	@Test
	void aSchemaThatContainsItselfIsRefused() {
		Map<String, Object> schema = new HashMap<>();
		schema.put("not", schema);

		assertThatIllegalArgumentException().isThrownBy(() -> ToolDescriptor.of("a:b", "", schema))
			.withMessageContaining("nested");
	}

	@Test
	void tagsAreComparedInLowerCaseWithDashes() {
		Set<String> tags = new LinkedHashSet<>(List.of(" Write  Access ", "write-access", "PII!", "", "a.b_c"));

		assertThat(ToolDescriptor.of("a:b", "", Map.of()).withTags(tags).tags()).containsExactly("write-access", "pii",
				"a.b_c");
	}

	@Test
	void tagsAreBounded() {
		Set<String> tags = new LinkedHashSet<>(IntStream.range(0, 50).mapToObj((i) -> "tag" + i).toList());
		tags.add("x".repeat(100));

		assertThat(ToolDescriptor.of("a:b", "", Map.of()).withTags(tags).tags()).hasSize(20);
	}

	@ParameterizedTest
	@CsvSource({ "*, orders:find, true", "orders:*, orders:find, true", "orders:*, orders:find:2, true",
			"orders:*, reorders:find, false", "orders:find, orders:find, true", "orders:find, orders:find:2, true",
			"orders:find, orders:find_all, false", "orders:find:2, orders:find:2, true",
			"orders:find:2, orders:find:1, false", "*:find*, orders:find_all, true", "*_order, orders:find_order, true",
			"*_order, orders:find_orders, false", "o*:*_o*r, orders:find_order, true", "a*a, a:b, false",
			"*:*:*, orders:find, false", "*:*:*, orders:find:1, true", "Orders:*, orders:find, false",
			"orders.*, ordersX:find, false", "ord?rs:*, orders:find, false", "'\\E.*', orders:find, false",
			"' orders:* ', orders:find, true", "**, orders:find, true", "x*, orders:find, false" })
	void aPatternChoosesIds(String pattern, String id, boolean chosen) {
		assertThat(new ToolFilter(List.of(pattern), List.of()).test(ToolId.parse(id))).isEqualTo(chosen);
	}

	@Test
	void anExcludedToolIsNotChosenThoughItIsIncluded() {
		ToolFilter filter = new ToolFilter(List.of("orders:*"), List.of("orders:refund_order"));

		assertThat(filter.test(ToolId.parse("orders:find_order"))).isTrue();
		assertThat(filter.test(ToolId.parse("orders:refund_order"))).isFalse();
		assertThat(filter.test(ToolId.parse("orders:refund_order:2"))).isFalse();
		assertThat(filter.test(ToolId.parse("inventory:reserve"))).isFalse();
	}

	@Test
	void withoutIncludesNothingIsChosen() {
		assertThat(new ToolFilter(List.of(), List.of()).test(ToolId.parse("a:b"))).isFalse();
		assertThat(ToolFilter.ALL.test(ToolId.parse("a:b"))).isTrue();
		assertThat(ToolFilter.ALL.isAll()).isTrue();
		assertThat(new ToolFilter(List.of("*"), List.of("a:*")).isAll()).isFalse();
	}

	@Test
	void anEmptyPatternIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ToolFilter(List.of(" "), List.of()))
			.withMessageContaining("orders:*");
	}

	@Test
	void aPatternOfManyStarsIsNoHang() {
		ToolFilter filter = new ToolFilter(List.of("*a".repeat(60) + "b"), List.of());

		assertThat(filter.test(ToolId.parse("a".repeat(128) + ":" + "a".repeat(128)))).isFalse();
	}

	@Test
	void filtersOfTheSamePatternsAreEqual() {
		assertThat(new ToolFilter(List.of("a:*"), List.of("b")))
			.isEqualTo(new ToolFilter(List.of(" a:*"), List.of("b")))
			.hasSameHashCodeAs(new ToolFilter(List.of("a:*"), List.of("b")))
			.isNotEqualTo(ToolFilter.ALL);
	}

	@ParameterizedTest
	@CsvSource({ "summary, SUMMARY", "schema, SCHEMA", "full, FULL" })
	void aLevelOfDetailIsReadByItsName(String text, DetailLevel level) {
		assertThat(DetailLevel.of(text)).isEqualTo(level);
	}

	@Test
	void anotherLevelOfDetailIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> DetailLevel.of("FULL"))
			.withMessageContaining("summary, schema and full");
	}

	@Test
	void codesAreWrittenInLowerCase() {
		assertThat(ToolErrorCode.TOOL_NOT_FOUND.value()).isEqualTo("tool_not_found");
		assertThat(new ToolException(null).getMessage()).isEqualTo("execution_failed");
	}

}
