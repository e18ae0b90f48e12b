package io.toolruntime.springai.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schemas of arguments and results, in a few words. */
final class Schemas {

	/** Any JSON value. */
	static final Map<String, Object> ANY = Map.of();

	private static final String ERROR = "error";

	private Schemas() {
	}

	static Map<String, Object> string(String description) {
		return described("string", description);
	}

	static Map<String, Object> bool(String description) {
		return described("boolean", description);
	}

	static Map<String, Object> any(String description) {
		return Map.of("description", description);
	}

	static Map<String, Object> freeObject(String description) {
		return described("object", description);
	}

	static Map<String, Object> integer(int min, int max, String description) {
		Map<String, Object> schema = described("integer", description);
		schema.put("minimum", min);
		schema.put("maximum", max);
		return schema;
	}

	static Map<String, Object> oneOf(List<String> values, String description) {
		Map<String, Object> schema = described("string", description);
		schema.put("enum", values);
		return schema;
	}

	static Map<String, Object> withDefault(Map<String, Object> schema, Object value) {
		Map<String, Object> copy = new LinkedHashMap<>(schema);
		copy.put("default", value);
		return copy;
	}

	static Map<String, Object> type(String type) {
		return Map.of("type", type);
	}

	static Map<String, Object> nullable(Map<String, Object> schema) {
		Map<String, Object> copy = new LinkedHashMap<>(schema);
		copy.put("type", List.of(String.valueOf(schema.get("type")), "null"));
		return copy;
	}

	static Map<String, Object> listOf(Map<String, Object> items) {
		return Map.of("type", "array", "items", items);
	}

	/** What {@link MetaToolError#asMap()} gives. */
	static Map<String, Object> error() {
		return object().required("code", type("string"))
			.required("message", type("string"))
			.optional("retryable", type("boolean"))
			.open();
	}

	private static Map<String, Object> described(String type, String description) {
		Map<String, Object> schema = new LinkedHashMap<>();
		schema.put("type", type);
		schema.put("description", description);
		return schema;
	}

	static ObjectSchema object() {
		return new ObjectSchema();
	}

	/** Collects the properties of an object. */
	static final class ObjectSchema {

		private final Map<String, Object> properties = new LinkedHashMap<>();

		private final List<String> required = new ArrayList<>();

		ObjectSchema required(String name, Map<String, Object> schema) {
			this.required.add(name);
			return optional(name, schema);
		}

		ObjectSchema optional(String name, Map<String, Object> schema) {
			this.properties.put(name, schema);
			return this;
		}

		/** An object that has no other properties. */
		Map<String, Object> closed() {
			Map<String, Object> schema = open();
			schema.put("additionalProperties", false);
			return schema;
		}

		/** An object that may have others. */
		Map<String, Object> open() {
			Map<String, Object> schema = properties();
			if (!this.required.isEmpty()) {
				schema.put("required", this.required);
			}
			return schema;
		}

		/**
		 * A result, or at least an error: clients check structured content against the
		 * schema, that of failures too.
		 */
		Map<String, Object> orError() {
			this.properties.putIfAbsent(ERROR, error());
			Map<String, Object> schema = properties();
			schema.put("anyOf", List.of(Map.of("required", this.required), Map.of("required", List.of(ERROR))));
			schema.put("additionalProperties", false);
			return schema;
		}

		private Map<String, Object> properties() {
			Map<String, Object> schema = new LinkedHashMap<>();
			schema.put("type", "object");
			schema.put("properties", this.properties);
			return schema;
		}

	}

}
