package io.toolruntime.springai.meta;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schemas of arguments and results, in a few words. */
final class Schemas {

	/** Any JSON value. */
	static final Map<String, Object> ANY = Map.of();

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

	static Map<String, Object> nullable(String type) {
		return Map.of("type", List.of(type, "null"));
	}

	static Map<String, Object> listOf(Map<String, Object> items) {
		return Map.of("type", "array", "items", items);
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

	/** Collects the properties of an object that has no others. */
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

		Map<String, Object> closed() {
			Map<String, Object> schema = new LinkedHashMap<>();
			schema.put("type", "object");
			schema.put("properties", this.properties);
			if (!this.required.isEmpty()) {
				schema.put("required", this.required);
			}
			schema.put("additionalProperties", false);
			return schema;
		}

	}

}
