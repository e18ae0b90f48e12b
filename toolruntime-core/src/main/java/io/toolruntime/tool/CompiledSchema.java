package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionConfig;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.OutputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.BasicDialectRegistry;
import com.networknt.schema.dialect.DialectId;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.toolruntime.tool.SchemaValidator.UnusableSchemaException;

/**
 * One schema, ready to check values. Has a registry of its own, so that no schema can
 * refer to another tool's.
 */
final class CompiledSchema {

	private static final int MAX_PROBLEMS = 3;

	private static final int MAX_PROBLEM_LENGTH = 240;

	/** Instructions of all patterns of a schema together: a few megabytes. */
	private static final long MAX_PATTERN_SIZE = 200_000;

	private static final int MAX_ERRORS = 100_000;

	private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

	/*
	 * Keywords whose value is data. A property may have such a name too: a reference
	 * below it is not seen here, and refused when it is resolved.
	 */
	private static final Set<String> DATA = Set.of("const", "enum", "default", "examples", "example");

	private final ThreadLocal<@Nullable Budget> budget = new ThreadLocal<>();

	private final @Nullable Schema schema;

	private final @Nullable UnusableSchemaException unusable;

	private CompiledSchema(Map<String, Object> source, PlainJson json) {
		Schema schema = null;
		UnusableSchemaException unusable = null;
		try {
			schema = compile(json.tree(source));
		}
		catch (UnusableSchemaException ex) {
			unusable = ex;
		}
		catch (SchemaException | JacksonException | IllegalArgumentException ex) {
			// What is wrong with a pattern may come wrapped
			unusable = (ex.getCause() instanceof UnusableSchemaException cause) ? cause
					: new UnusableSchemaException(abbreviated(String.valueOf(ex.getMessage())), ex);
		}
		catch (StackOverflowError ex) {
			unusable = new UnusableSchemaException("it is nested too deeply", ex);
		}
		this.schema = schema;
		this.unusable = unusable;
	}

	/**
	 * Compiles a schema. One that cannot be used is said to be so at each check.
	 * @param source the schema
	 * @param json turns it into a tree
	 * @return the compiled schema
	 */
	static CompiledSchema compile(Map<String, Object> source, PlainJson json) {
		return new CompiledSchema(source, json);
	}

	private Schema compile(JsonNode source) {
		requireKnownDialect(source.path("$schema"));
		requireLocalReferences(source);
		// Before the library sees them: it writes those that fail to the log, however
		// long
		requireUsablePatterns(source, new Budget(MAX_PATTERN_SIZE));
		Budget size = new Budget(MAX_PATTERN_SIZE);
		SchemaRegistry registry = SchemaRegistry.builder()
			.defaultDialectId(DialectId.DRAFT_2020_12)
			.dialectRegistry(new BasicDialectRegistry(List.of(Dialects.getDraft202012(), Dialects.getDraft7())))
			.schemaLoader((loader) -> loader.allow((iri) -> false))
			.schemaRegistryConfig(SchemaRegistryConfig.builder()
				.regularExpressionFactory((pattern) -> regularExpression(pattern, size))
				.formatAssertionsEnabled(false)
				.losslessNarrowing(true)
				.pathType(PathType.LEGACY)
				.preloadSchema(false)
				.build())
			.build();
		Schema compiled = registry.getSchema(source);
		compiled.initializeValidators();
		return compiled;
	}

	private static void requireKnownDialect(JsonNode dialect) {
		if (dialect.isMissingNode()) {
			return;
		}
		String name = dialect.isString() ? dialect.stringValue() : dialect.toString();
		if (!name.matches("https?://json-schema\\.org/(draft/2020-12|draft-07)/schema#?")) {
			throw new UnusableSchemaException("its dialect '" + abbreviated(name)
					+ "' is not supported; there are JSON Schema 2020-12 and draft-07", null);
		}
	}

	private static void requireLocalReferences(JsonNode node) {
		if (node.isArray()) {
			node.forEach(CompiledSchema::requireLocalReferences);
		}
		for (Map.Entry<String, JsonNode> property : node.properties()) {
			JsonNode value = property.getValue();
			if (REFERENCES.contains(property.getKey()) && value.isString() && !value.stringValue().startsWith("#")) {
				throw new UnusableSchemaException("it refers to another document, '" + abbreviated(value.stringValue())
						+ "', which is never fetched; put the definition into the schema's own $defs", null);
			}
			if (!DATA.contains(property.getKey())) {
				requireLocalReferences(value);
			}
		}
	}

	private void requireUsablePatterns(JsonNode node, Budget size) {
		if (node.isArray()) {
			node.forEach((item) -> requireUsablePatterns(item, size));
		}
		for (Map.Entry<String, JsonNode> property : node.properties()) {
			JsonNode value = property.getValue();
			if (property.getKey().equals("pattern") && value.isString()) {
				regularExpression(value.stringValue(), size);
			}
			if (property.getKey().equals("patternProperties")) {
				value.propertyNames().forEach((pattern) -> regularExpression(pattern, size));
			}
			if (!DATA.contains(property.getKey())) {
				requireUsablePatterns(value, size);
			}
		}
	}

	private RegularExpression regularExpression(String pattern, Budget size) {
		try {
			BoundedRegex regex = BoundedRegex.compile(pattern, size);
			return (text) -> regex.find(text, currentBudget());
		}
		catch (IllegalArgumentException ex) {
			throw new UnusableSchemaException(
					"its pattern '" + abbreviated(pattern) + "' cannot be used: " + ex.getMessage(), ex);
		}
		catch (Budget.ExceededException ex) {
			throw new UnusableSchemaException("its patterns are too large, among them '" + abbreviated(pattern) + "'",
					ex);
		}
	}

	private Budget currentBudget() {
		Budget budget = this.budget.get();
		if (budget == null) {
			throw new IllegalStateException("A pattern is matched outside a check");
		}
		return budget;
	}

	List<String> check(JsonNode value, String root, Budget budget) {
		if (this.schema == null) {
			throw Objects.requireNonNull(this.unusable);
		}
		this.budget.set(budget);
		try {
			List<Error> errors = this.schema.validate(new BoundedExecution(budget), value, OutputFormat.DEFAULT,
					(context) -> {
					});
			return describe(errors, root);
		}
		catch (Budget.ExceededException ex) {
			return List.of(root + ": takes too long to check against the schema");
		}
		catch (StackOverflowError ex) {
			return List.of(root + ": cannot be checked, the schema refers to itself without end");
		}
		catch (SchemaException ex) {
			throw new UnusableSchemaException(abbreviated(String.valueOf(ex.getMessage())), ex);
		}
		finally {
			this.budget.remove();
		}
	}

	private static List<String> describe(List<Error> errors, String root) {
		if (errors.isEmpty()) {
			return List.of();
		}
		List<String> problems = new ArrayList<>();
		for (Error error : errors.subList(0, Math.min(MAX_PROBLEMS, errors.size()))) {
			String path = error.getInstanceLocation().toString();
			path = root + (path.startsWith("$") ? path.substring(1) : path);
			problems.add(abbreviated(path) + ": " + abbreviated(error.getMessage()));
		}
		if (errors.size() > MAX_PROBLEMS) {
			problems.add("and " + (errors.size() - MAX_PROBLEMS) + " more");
		}
		return problems;
	}

	private static String abbreviated(String text) {
		return PlainText.abbreviate(PlainText.clean(text), MAX_PROBLEM_LENGTH);
	}

	/*
	 * Counts the keywords that are evaluated: references can multiply them without end.
	 */
	private static final class BoundedExecution extends ExecutionContext {

		private final Budget budget;

		private int errors;

		BoundedExecution(Budget budget) {
			super(ExecutionConfig.builder().formatAssertionsEnabled(false).build());
			this.budget = budget;
		}

		@Override
		public void evaluationPathAddLast(String token) {
			this.budget.take(4);
			super.evaluationPathAddLast(token);
		}

		@Override
		public void evaluationPathAddLast(int token) {
			this.budget.take(4);
			super.evaluationPathAddLast(token);
		}

		@Override
		public void addError(Error error) {
			if (++this.errors > MAX_ERRORS) {
				throw new Budget.ExceededException();
			}
			super.addError(error);
		}

	}

}
