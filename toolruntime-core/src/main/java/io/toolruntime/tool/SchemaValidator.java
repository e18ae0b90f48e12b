package io.toolruntime.tool;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Checks values against JSON Schemas that others wrote. Neither schema nor value can make
 * a check slow, reach out to other documents, or fill a message.
 */
public final class SchemaValidator {

	private static final int MAX_COMPILED = 2000;

	/** Less than a second of work; some hundred times of what a large result takes. */
	private static final long MAX_STEPS = 20_000_000;

	private final PlainJson json;

	private final Map<Map<String, Object>, CompiledSchema> compiled = new LinkedHashMap<>(16, 0.75f, true) {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.@Nullable Entry<Map<String, Object>, CompiledSchema> eldest) {
			return size() > MAX_COMPILED;
		}

	};

	/** Creates a validator of values that have at most 16 MB as JSON. */
	public SchemaValidator() {
		this(new PlainJson(PlainJson.DEFAULT_MAX_BYTES));
	}

	SchemaValidator(PlainJson json) {
		this.json = json;
	}

	/**
	 * Checks a value.
	 * @param schema the schema, as a descriptor has it
	 * @param value the value: anything that Jackson can write
	 * @param root what the value is called in messages, such as {@code arguments}
	 * @return what is wrong, at most a few short sentences; empty if nothing is
	 */
	public List<String> check(Map<String, Object> schema, @Nullable Object value, String root) {
		try {
			return check(schema, this.json.tree(value), root);
		}
		catch (UnusableSchemaException ex) {
			return List.of("its schema cannot be used: " + ex.getMessage());
		}
		catch (PlainJson.TooLargeException | JacksonException ex) {
			return List.of(root + " cannot be written as JSON within bounds");
		}
	}

	/**
	 * Checks a value.
	 * @param schema the schema, as a descriptor has it
	 * @param value the value
	 * @param root what the value is called in messages, such as {@code arguments}
	 * @return what is wrong, at most a few short sentences; empty if nothing is
	 * @throws UnusableSchemaException if the schema is none that can be checked
	 */
	List<String> check(Map<String, Object> schema, JsonNode value, String root) {
		return compiled(schema).check(value, root, new Budget(MAX_STEPS));
	}

	private CompiledSchema compiled(Map<String, Object> schema) {
		synchronized (this.compiled) {
			CompiledSchema known = this.compiled.get(schema);
			if (known != null) {
				return known;
			}
		}
		// Not under the lock: one large schema must not hold up all others
		CompiledSchema fresh = CompiledSchema.compile(schema, this.json);
		synchronized (this.compiled) {
			this.compiled.put(schema, fresh);
		}
		return fresh;
	}

	/** The schema is none that can be checked. */
	static final class UnusableSchemaException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		UnusableSchemaException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
