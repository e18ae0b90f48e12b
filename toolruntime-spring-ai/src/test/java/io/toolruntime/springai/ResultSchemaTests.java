package io.toolruntime.springai;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.springai.results.Results.Annotated;
import io.toolruntime.springai.results.Results.Bean;
import io.toolruntime.springai.results.Results.Cat;
import io.toolruntime.springai.results.Results.Certain;
import io.toolruntime.springai.results.Results.Code;
import io.toolruntime.springai.results.Results.JavaTypes;
import io.toolruntime.springai.results.Results.Line;
import io.toolruntime.springai.results.Results.Node;
import io.toolruntime.springai.results.Results.Order;
import io.toolruntime.springai.results.Results.Page;
import io.toolruntime.springai.results.Results.Point;
import io.toolruntime.springai.results.Results.Sparse;
import io.toolruntime.springai.results.Results.SpecialBean;
import io.toolruntime.springai.results.Results.Status;
import io.toolruntime.springai.results.Results;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/** Tests for {@link ResultSchema}. */
class ResultSchemaTests {

	private final ResultSchema schemas = new ResultSchema(JsonMapper.shared());

	@Test
	void aRecordIsAnObjectWhoseReferencesMayBeNull() {
		assertThat(schemaOf("order")).isEqualTo(Map.of("type", List.of("object", "null"), "properties",
				Map.of("id", Map.of("type", "integer"), "status",
						Map.of("type", List.of("string", "null"), "enum", Arrays.asList("OPEN", "SHIPPED", null)),
						"lines",
						Map.of("type", List.of("array", "null"), "items",
								Map.of("type", List.of("object", "null"), "properties",
										Map.of("product", Map.of("type", List.of("string", "null")), "price",
												Map.of("type", List.of("number", "null"))),
										"required", List.of("product", "price")))),
				"required", List.of("id", "status", "lines")));
	}

	@Test
	void whatIsDeclaredNeverNullIsNotNull() {
		assertThat(schemaOf("certain")).isEqualTo(Map.of("type", "object", "properties",
				Map.of("name", Map.of("type", "string"), "nickname", Map.of("type", List.of("string", "null"))),
				"required", List.of("name", "nickname")));
	}

	@Test
	void whatMayBeLeftOutIsNotRequired() {
		assertThat(schemaOf("sparse")).extracting("required").isEqualTo(List.of("always"));
	}

	@Test
	void whatIsNoRecordOrBeanIsNotDescribed() {
		for (String method : List.of("text", "number", "list", "map", "nothing", "object", "optional", "polymorphic",
				"value", "abstractBean")) {
			assertThat(schemaOf(method)).as(method).isNull();
		}
	}

	@Test
	void aTypeWithinItselfIsLeftOpen() {
		assertThat(schemaOf("node")).extracting("properties.children")
			.isEqualTo(Map.of("type", List.of("array", "null")));
	}

	@ParameterizedTest
	@MethodSource("results")
	void everyResultFitsTheSchemaOfItsMethod(String method, Object result) {
		Map<String, Object> schema = schemaOf(method);
		assertThat(schema).isNotNull();
		Tool tool = Tool.of(ToolDescriptor.of("a:b", "", ToolDescriptor.ANY_OBJECT).withOutputSchema(schema),
				(arguments, context) -> result);
		assertThatCode(() -> new ToolRunner().run(tool, Map.of(), ToolCallContext.anonymous()))
			.doesNotThrowAnyException();
	}

	static Stream<Object[]> results() {
		Node node = new Node("a", List.of(new Node("b", null)));
		return Stream.of(new Object[] { "order", new Order(1, Status.OPEN, List.of(new Line("p", BigDecimal.ONE))) },
				new Object[] { "order", new Order(1, null, Collections.singletonList(null)) },
				new Object[] { "order", null }, new Object[] { "certain", new Certain("a", null) },
				new Object[] { "sparse", new Sparse("a", null, null) }, new Object[] { "node", node },
				new Object[] { "javaTypes", JavaTypes.filled() }, new Object[] { "javaTypes", JavaTypes.empty() },
				new Object[] { "annotated",
						new Annotated(new Code("x"), new Point(1, 2), new Cat("Tom"), List.of(new Cat("Tom")),
								Status.SHIPPED, LocalDate.EPOCH) },
				new Object[] { "bean", new Bean() }, new Object[] { "bean", new SpecialBean() },
				new Object[] { "page", new Page<>(List.of(1), 1) });
	}

	private @Nullable Map<String, Object> schemaOf(String name) {
		Method method = Arrays.stream(Results.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return this.schemas.of(method, Results.class);
	}

}
