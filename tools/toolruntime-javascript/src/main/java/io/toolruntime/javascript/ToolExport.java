package io.toolruntime.javascript;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.SchemaValidator;

/**
 * A function that a file of tools exports, and what the file says of it.
 *
 * @param name the function's name
 * @param title a title for people, or {@code null}
 * @param description what it does, or empty
 * @param inputSchema JSON Schema of its input, or {@code null} if the file has none
 * @param outputSchema JSON Schema of its result, or {@code null}
 * @param annotations hints, by name
 * @param tags words to find it by
 */
record ToolExport(String name, @Nullable String title, String description, @Nullable Map<String, Object> inputSchema,
		@Nullable Map<String, Object> outputSchema, Map<String, Object> annotations, List<String> tags) {

	private static final int MOST_TAGS = 50;

	private static final Set<String> SAYS_NOTHING = Set.of("type", "title", "description", "$schema",
			"additionalProperties");

	/**
	 * Reads what a worker says of a function. What has another type than it should is
	 * left out.
	 * @param message what it says
	 * @return the function
	 * @throws IllegalArgumentException if no tool can have its name
	 */
	static ToolExport of(Map<?, ?> message) {
		List<String> tags = new ArrayList<>();
		if (message.get("tags") instanceof List<?> list) {
			list.stream().limit(MOST_TAGS).filter(String.class::isInstance).forEach((tag) -> tags.add((String) tag));
		}
		Map<String, Object> annotations = object(message.get("annotations"));
		String description = text(message.get("description"));
		return new ToolExport(ToolNames.check(String.valueOf(message.get("name"))), text(message.get("title")),
				(description != null) ? description : "", object(message.get("inputSchema")),
				object(message.get("outputSchema")), (annotations != null) ? annotations : Map.of(), tags);
	}

	/**
	 * Checks what a call is asked with.
	 * @param schemas checks values
	 * @param input the function's first argument
	 * @return what does not fit, or empty
	 */
	List<String> checkInput(SchemaValidator schemas, @Nullable Object input) {
		Map<String, Object> schema = this.inputSchema;
		// An object is how a catalog calls, and no wish of the function's
		if (schema == null || saysNothing(schema)) {
			return List.of();
		}
		return schemas.check(schema, (input != null) ? input : Map.of(), "input");
	}

	private static boolean saysNothing(Map<String, Object> schema) {
		Object others = schema.getOrDefault("additionalProperties", true);
		return SAYS_NOTHING.containsAll(schema.keySet()) && (Boolean.TRUE.equals(others) || Map.of().equals(others));
	}

	/**
	 * Checks what the function returned.
	 * @param schemas checks values
	 * @param result what it returned
	 * @return what does not fit, or empty
	 */
	List<String> checkResult(SchemaValidator schemas, @Nullable Object result) {
		return (this.outputSchema != null) ? schemas.check(this.outputSchema, result, "result") : List.of();
	}

	/** Whether the file says what it does and takes. */
	boolean isDescribed() {
		return !this.description.isBlank() && this.inputSchema != null;
	}

	/**
	 * Returns this function with what else is known of it. What the file itself says
	 * comes first, field by field.
	 * @param other what is known of it
	 * @return the function
	 */
	ToolExport completedBy(ToolExport other) {
		Map<String, Object> annotations = new LinkedHashMap<>(other.annotations);
		annotations.putAll(this.annotations);
		return new ToolExport(this.name, (this.title != null) ? this.title : other.title,
				!this.description.isBlank() ? this.description : other.description,
				(this.inputSchema != null) ? this.inputSchema : other.inputSchema,
				(this.outputSchema != null) ? this.outputSchema : other.outputSchema, annotations,
				!this.tags.isEmpty() ? this.tags : other.tags);
	}

	private static @Nullable String text(@Nullable Object value) {
		return (value instanceof String text) ? text : null;
	}

	@SuppressWarnings("unchecked")
	private static @Nullable Map<String, Object> object(@Nullable Object value) {
		return (value instanceof Map<?, ?> map) ? (Map<String, Object>) map : null;
	}

}
