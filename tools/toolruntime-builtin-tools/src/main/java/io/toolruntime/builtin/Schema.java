package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes JSON Schemas of objects that have no other properties than those described. */
final class Schema {

	private final Map<String, Object> properties = new LinkedHashMap<>();

	private final List<String> required = new ArrayList<>();

	private Schema() {
	}

	static Schema object() {
		return new Schema();
	}

	Schema required(String name, Map<String, Object> schema) {
		this.required.add(name);
		return optional(name, schema);
	}

	Schema optional(String name, Map<String, Object> schema) {
		this.properties.put(name, schema);
		return this;
	}

	Map<String, Object> build() {
		return Map.<String, Object>of("type", "object", "properties", new LinkedHashMap<>(this.properties), "required",
				List.copyOf(this.required), "additionalProperties", false);
	}

	static Map<String, Object> text(String description) {
		return Map.<String, Object>of("type", "string", "description", description);
	}

	static Map<String, Object> text(String description, int longest) {
		return Map.<String, Object>of("type", "string", "description", description, "maxLength", longest);
	}

	static Map<String, Object> flag(String description) {
		return Map.<String, Object>of("type", "boolean", "description", description);
	}

	static Map<String, Object> number(String description) {
		return Map.<String, Object>of("type", "integer", "description", description);
	}

	static Map<String, Object> positive(String description) {
		return Map.<String, Object>of("type", "integer", "description", description, "minimum", 1);
	}

	static Map<String, Object> list(String description, Map<String, Object> items) {
		return Map.<String, Object>of("type", "array", "description", description, "items", items);
	}

	static Map<String, Object> list(String description, Map<String, Object> items, int most) {
		return Map.<String, Object>of("type", "array", "description", description, "items", items, "maxItems", most);
	}

	static Map<String, Object> texts(String description, int most, int longest) {
		return list(description, Map.<String, Object>of("type", "string", "maxLength", longest), most);
	}

	static Map<String, Object> mapOfText(String description) {
		return Map.<String, Object>of("type", "object", "description", description, "additionalProperties",
				Map.<String, Object>of("type", "string"));
	}

}
