package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.tool.SchemaValidator.UnusableSchemaException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SchemaValidatorTests {

	private static final String ORDER = """
			{"type": "object", "required": ["id"], "additionalProperties": false,
			 "properties": {"id": {"type": "integer", "minimum": 1}, "note": {"type": "string", "maxLength": 5},
			  "status": {"enum": ["open", "paid"]},
			  "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}}}}}}
			""";

	private final JsonMapper mapper = new JsonMapper();

	private final SchemaValidator validator = new SchemaValidator(new PlainJson());

	@Test
	void aValueThatFitsHasNoProblems() {
		assertThat(check(ORDER, "{'id': 1, 'note': 'abc', 'status': 'open', 'lines': [{'sku': 'x'}]}")).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "{} | arguments: required property 'id' not found",
					"{'id': 'x'} | arguments.id: string found, integer expected",
					"{'id': 1.5} | arguments.id: number found, integer expected",
					"{'id': 0} | arguments.id: must have a minimum value of 1",
					"{'id': 1, 'note': 'abcdef'} | arguments.note: must be at most 5 characters long",
					"{'id': 1, 'status': 'lost'} | arguments.status: does not have a value in the enumeration",
					"{'id': 1, 'lines': [{}, {'sku': 2}]} | arguments.lines[1].sku: integer found, string expected",
					"{'id': 1, 'more': 2} | arguments: property 'more' is not defined in the schema",
					"[] | arguments: array found, object expected", "null | arguments: null found, object expected" })
	void aProblemNamesTheArgumentAndWhatIsWrong(String value, String problem) {
		assertThat(check(ORDER, value)).singleElement().asString().startsWith(problem);
	}

	@Test
	void aWholeNumberWithAFractionOfZeroIsAnInteger() {
		assertThat(check(ORDER, "{'id': 1.0}")).isEmpty();
	}

	@Test
	void onlyAFewProblemsAreTold() {
		String properties = "{'a': 1, 'b': 1, 'c': 1, 'd': 1, 'e': 1, 'id': 1}";

		assertThat(check(ORDER, properties)).hasSize(4).last().isEqualTo("and 2 more");
	}

	@Test
	void hugeValuesNamesAndSchemasAreNotEchoed() {
		String huge = "x".repeat(40_000);

		assertThat(check(ORDER, "{'id': '" + huge + "'}")).allSatisfy((text) -> assertThat(text).hasSizeLessThan(300));
		assertThat(check(ORDER, "{'id': 1, '" + huge + "': 1}"))
			.allSatisfy((text) -> assertThat(text).hasSizeLessThan(500));
		assertThat(check("{'enum': ['" + huge + "']}", "1"))
			.allSatisfy((text) -> assertThat(text).hasSizeLessThan(300));
		assertThat(check("{'const': '" + huge + "'}", "1")).allSatisfy((text) -> assertThat(text).hasSizeLessThan(300));
	}

	@Test
	void controlCharactersOfNamesAreNotEchoed() {
		assertThat(check(ORDER, "{'id': 1, 'a\\u001b[31m\\u202e': 1}")).singleElement()
			.asString()
			.contains("'a[31m'")
			.doesNotContain("\u001b", "\u202e");
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema#",
			"http://json-schema.org/draft-07/schema", "https://json-schema.org/draft-07/schema#" })
	void currentDialectsAreAccepted(String dialect) {
		String schema = "{'$schema': '" + dialect + "', 'type': 'object', 'required': ['id']}";

		assertThat(check(schema, "{'id': 1}")).isEmpty();
		assertThat(check(schema, "{}")).hasSize(1);
	}

	@Test
	void draft07IsReadAsDraft07AndTheDefaultAs202012() {
		String tuple = "'type': 'array', 'items': [{'type': 'string'}], 'additionalItems': false}";

		assertThat(check("{'$schema': 'http://json-schema.org/draft-07/schema#', " + tuple, "[1, 2]")).hasSize(2);
		assertThat(check("{'type': 'array', 'prefixItems': [{'type': 'string'}], 'items': false}", "[1, 2]"))
			.hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "'https://example.org/my-dialect'", "'http://json-schema.org/draft-04/schema#'",
			"'https://json-schema.org/draft/2019-09/schema'", "7", "''" })
	void anotherDialectIsRefusedByName(String dialect) {
		assertThatExceptionOfType(UnusableSchemaException.class)
			.isThrownBy(() -> check("{'$schema': " + dialect + "}", "{}"))
			.withMessageContaining(dialect.replace("'", ""))
			.withMessageContaining("2020-12 and draft-07");
	}

	@Test
	void aDialectOfASubschemaIsRefusedToo() {
		assertThatExceptionOfType(UnusableSchemaException.class)
			.isThrownBy(() -> check("{'properties': {'a': {'$schema': 'https://example.org/x', 'type': 'string'}}}",
					"{'a': 1}"))
			.withMessageContaining("https://example.org/x");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'$ref': 'https://example.org/order.json'}", "{'$ref': 'order.json#/$defs/a'}",
			"{'properties': {'a': {'$ref': 'file:///etc/passwd'}}}", "{'anyOf': [{'$ref': 'classpath:secret.json'}]}",
			"{'$dynamicRef': 'https://example.org/a#x'}",
			"{'$defs': {'a': {'$ref': 'https://json-schema.org/draft/2020-12/schema'}}}" })
	void aReferenceToAnotherDocumentIsNeverFollowed(String schema) {
		assertThatExceptionOfType(UnusableSchemaException.class).isThrownBy(() -> check(schema, "{}"))
			.withMessageContaining("another document");
	}

	@Test
	void aReferenceThatHidesBehindAPropertysNameIsNotFollowedEither() {
		assertThatExceptionOfType(UnusableSchemaException.class)
			.isThrownBy(() -> check("{'properties': {'default': {'$ref': 'https://example.org/order.json'}}}",
					"{'default': 1}"));
	}

	@Test
	void dataThatLooksLikeAReferenceIsNone() {
		assertThat(check("{'const': {'$ref': 'https://example.org/'}}", "{'$ref': 'https://example.org/'}")).isEmpty();
		assertThat(check("{'properties': {'$ref': {'type': 'string'}}}", "{'$ref': 'https://example.org/'}")).isEmpty();
	}

	@Test
	void referencesWithinTheSchemaAreFollowed() {
		String tree = "{'$ref': '#/$defs/node', '$defs': {'node': {'type': 'object', 'required': ['name'],"
				+ " 'properties': {'children': {'type': 'array', 'items': {'$ref': '#/$defs/node'}}}}}}";

		assertThat(check(tree, "{'name': 'a', 'children': [{'name': 'b', 'children': []}]}")).isEmpty();
		assertThat(check(tree, "{'name': 'a', 'children': [{'children': []}]}")).singleElement()
			.asString()
			.startsWith("arguments.children[0]: required property 'name'");
	}

	@Test
	void aReferenceToNowhereMakesTheSchemaUnusable() {
		assertThatExceptionOfType(UnusableSchemaException.class)
			.isThrownBy(() -> check("{'properties': {'a': {'$ref': '#/$defs/missing'}}}", "{'a': 1}"));
	}

	@Test
	void aSchemaThatRefersToItselfWithoutEndIsNoLoop() {
		assertThat(check("{'$ref': '#'}", "{}")).singleElement().asString().contains("without end");
	}

	@Test
	void aSchemaThatMultipliesItselfIsNoHang() {
		StringBuilder definitions = new StringBuilder();
		for (int i = 0; i < 40; i++) {
			definitions.append(
					"'d%d': {'allOf': [{'$ref': '#/$defs/d%d'}, {'$ref': '#/$defs/d%d'}]},".formatted(i, i + 1, i + 1));
		}

		List<String> problems = check("{'$ref': '#/$defs/d0', '$defs': {" + definitions + "'d40': {'type': 'object'}}}",
				"{}");

		assertThat(problems).singleElement().asString().contains("too long to check");
	}

	@ParameterizedTest
	@ValueSource(strings = { "^(a+)+$", "^(a|aa)+$", "^(a*)*$", "(.*)*x" })
	void aCatastrophicPatternIsNoHang(String pattern) {
		String text = "a".repeat(5000) + "!";

		List<String> problems = check("{'type': 'string', 'pattern': '" + pattern + "'}", "'" + text + "'");

		assertThat(problems).hasSize(1);
	}

	@Test
	void manyStringsShareOneBudget() {
		String strings = "['" + "a".repeat(2000) + "'" + (",'" + "a".repeat(2000) + "'").repeat(500) + "]";

		List<String> problems = check("{'items': {'pattern': '(?:.*){50}x'}}", strings);

		assertThat(problems).singleElement().asString().contains("too long to check");
	}

	@Test
	void patternsOfPropertyNamesAreBoundedToo() {
		String schema = "{'patternProperties': {'^(?:|){60}x': {'type': 'string'}}, 'additionalProperties': false}";

		assertThat(check(schema, "{'x1': 'a'}")).isEmpty();
		assertThat(check(schema, "{'a': 'a'}")).hasSize(1);
	}

	@Test
	void aLegitimateLargeTextIsChecked() {
		assertThat(check("{'type': 'string', 'pattern': '^[\\\\s\\\\S]*$'}", "'" + "ab ".repeat(300_000) + "'"))
			.isEmpty();
	}

	@Test
	void aLegitimateLargeResultIsChecked() {
		String orders = "[" + ("{'id': 1, 'note': 'abc', 'status': 'open', 'lines': []},").repeat(20_000)
				+ "{'id': 1}]";

		assertThat(check("{'type': 'array', 'items': " + ORDER + "}", orders)).isEmpty();
	}

	@Test
	void manyProblemsAreBounded() {
		String wrong = "[" + "'x',".repeat(150_000) + "'x']";

		assertThat(check("{'items': {'type': 'integer'}}", wrong)).singleElement()
			.asString()
			.contains("too long to check");
	}

	@ParameterizedTest
	@ValueSource(strings = { "(", "(a)\\\\1", "[z-a]", "(?:(?:a{1000}){1000}){1000}" })
	void aPatternThatCannotBeUsedMakesTheSchemaUnusable(String pattern) {
		assertThatExceptionOfType(UnusableSchemaException.class)
			.isThrownBy(() -> check("{'pattern': '" + pattern + "'}", "'a'"))
			.withMessageContaining("pattern");
	}

	@Test
	void aPatternThatCannotBeUsedDoesNotFillTheLog() {
		ListAppender<ILoggingEvent> log = new ListAppender<>();
		log.start();
		Logger library = (Logger) LoggerFactory.getLogger("com.networknt");
		library.addAppender(log);
		try {
			String pattern = "(forged line".repeat(10_000);
			assertThatExceptionOfType(UnusableSchemaException.class)
				.isThrownBy(() -> check("{'properties': {'a': {'pattern': '" + pattern + "'}}}", "{}"));
			assertThatExceptionOfType(UnusableSchemaException.class)
				.isThrownBy(() -> check("{'patternProperties': {'(x': {}}}", "{}"))
				.withMessageContaining("'(x'");
			check("{'pattern': '^(a+)+$'}", "'" + "a".repeat(3000) + "!'");
		}
		finally {
			library.detachAppender(log);
		}

		assertThat(log.list).isEmpty();
	}

	@Test
	void aPropertyMayBeCalledPattern() {
		assertThat(
				check("{'properties': {'pattern': {'type': 'string'}}, 'const': {'pattern': '('}}", "{'pattern': '('}"))
			.isEmpty();
	}

	@Test
	void anUnusableSchemaIsUnusableAgain() {
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(UnusableSchemaException.class).isThrownBy(() -> check("{'pattern': '('}", "'a'"));
		}
	}

	@Test
	void aSchemaThatIsNestedTooDeepIsUnusable() {
		Map<String, Object> schema = Map.of("type", "object");
		for (int i = 0; i < 200; i++) {
			schema = Map.of("not", schema);
		}
		Map<String, Object> deep = schema;

		assertThatExceptionOfType(UnusableSchemaException.class)
			.isThrownBy(() -> this.validator.check(deep, this.mapper.readTree("{}"), "arguments"));
	}

	@Test
	void formatsAreHintsAsTheStandardHasThem() {
		assertThat(check("{'type': 'string', 'format': 'date'}", "'yesterday'")).isEmpty();
		assertThat(check("{'$schema': 'http://json-schema.org/draft-07/schema#', 'format': 'date'}", "'yesterday'"))
			.isEmpty();
	}

	@Test
	void schemasOfTwoToolsWithOneIdDoNotMeet() {
		assertThat(check("{'$id': 'https://example.org/s', 'type': 'string'}", "1")).hasSize(1);
		assertThat(check("{'$id': 'https://example.org/s', 'type': 'integer'}", "1")).isEmpty();
	}

	@Test
	void manySchemasDoNotFillTheHeap() {
		for (int i = 0; i < 2500; i++) {
			assertThat(check("{'const': " + i + "}", String.valueOf(i))).isEmpty();
		}
	}

	@Test
	void schemasAreCheckedBySeveralThreadsAtOnce() throws Exception {
		List<Thread> threads = new ArrayList<>();
		List<String> wrong = Collections.synchronizedList(new ArrayList<>());
		for (int i = 0; i < 8; i++) {
			Thread thread = new Thread(() -> {
				for (int n = 0; n < 200; n++) {
					wrong.addAll(check(ORDER, "{'id': 1, 'note': 'abc'}"));
				}
			});
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}

		assertThat(wrong).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private List<String> check(String schema, String value) {
		Map<String, Object> map = this.mapper.readValue(quotes(schema), Map.class);
		JsonNode node = this.mapper.readTree(quotes(value));
		return this.validator.check(new HashMap<>(map), node, "arguments");
	}

	private static String quotes(String json) {
		return json.replace('\'', '"');
	}

}
