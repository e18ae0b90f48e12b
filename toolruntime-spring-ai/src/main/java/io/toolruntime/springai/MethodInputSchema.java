package io.toolruntime.springai;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.StringUtils;

/**
 * Completes the schema that Spring AI generates for a method's arguments: without the
 * parameters that are no arguments, with what either annotation says of a parameter, and
 * closed, so that an argument that does not exist is refused and not ignored.
 */
final class MethodInputSchema {

	private static final String PROPERTIES = "properties";

	private static final String ADDITIONAL_PROPERTIES = "additionalProperties";

	private static final String REQUIRED = "required";

	private static final String DEFINITIONS = "$defs";

	private static final String REFERENCE = "#/$defs/";

	/** Keywords whose value maps names to schemas. */
	private static final Set<String> NAMED_SCHEMAS = Set.of(PROPERTIES, DEFINITIONS, "patternProperties",
			"dependentSchemas");

	/** By name: the module of one of them may be absent. */
	private static final List<String> PARAMETER_ANNOTATIONS = List
		.of("org.springframework.ai.tool.annotation.ToolParam", "org.springframework.ai.mcp.annotation.McpToolParam");

	private final JsonMapper mapper;

	MethodInputSchema(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Completes a schema.
	 * @param generated what Spring AI generated for the method
	 * @param method the method
	 * @param isArgument tells parameters that are arguments from those that are injected
	 * @return the schema
	 */
	Map<String, Object> complete(String generated, Method method, Predicate<Parameter> isArgument) {
		Map<String, Object> schema = this.mapper.readValue(generated,
				new TypeReference<LinkedHashMap<String, Object>>() {
				});
		schema.remove("$schema");
		Map<String, Object> properties = named(schema, PROPERTIES);
		Set<String> required = new LinkedHashSet<>();
		if (schema.get(REQUIRED) instanceof List<?> names) {
			names.forEach((name) -> required.add(String.valueOf(name)));
		}
		for (Parameter parameter : method.getParameters()) {
			String name = parameter.getName();
			if (!isArgument.test(parameter)) {
				properties.remove(name);
				required.remove(name);
			}
			else {
				describe(parameter, named(properties, name), required);
			}
		}
		schema.put(PROPERTIES, properties);
		schema.put(REQUIRED, List.copyOf(required));
		dropUnusedDefinitions(schema);
		close(schema);
		return schema;
	}

	private static void describe(Parameter parameter, Map<String, Object> property, Set<String> required) {
		MergedAnnotations annotations = MergedAnnotations.from(parameter);
		for (String type : PARAMETER_ANNOTATIONS) {
			MergedAnnotation<?> annotation = annotations.get(type);
			if (annotation.isPresent()) {
				if (annotation.getBoolean(REQUIRED)) {
					required.add(parameter.getName());
				}
				else {
					required.remove(parameter.getName());
				}
				String description = annotation.getString("description");
				if (StringUtils.hasText(description)) {
					property.put("description", description);
				}
			}
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> named(Map<String, Object> parent, String key) {
		return (parent.get(key) instanceof Map<?, ?> map) ? (Map<String, Object>) map : new LinkedHashMap<>();
	}

	/*
	 * Types of injected parameters leave their definitions behind.
	 */
	private static void dropUnusedDefinitions(Map<String, Object> schema) {
		Map<String, Object> definitions = named(schema, DEFINITIONS);
		Map<String, Object> rest = new LinkedHashMap<>(schema);
		rest.remove(DEFINITIONS);
		Set<String> used = new LinkedHashSet<>();
		collectReferences(rest, definitions, used);
		definitions.keySet().retainAll(used);
		if (definitions.isEmpty()) {
			schema.remove(DEFINITIONS);
		}
	}

	private static void collectReferences(@Nullable Object node, Map<String, Object> definitions, Set<String> used) {
		if (node instanceof Map<?, ?> map) {
			if (map.get("$ref") instanceof String reference && reference.startsWith(REFERENCE)) {
				String name = reference.substring(REFERENCE.length()).split("/", 2)[0];
				if (used.add(name)) {
					collectReferences(definitions.get(name), definitions, used);
				}
			}
			map.values().forEach((value) -> collectReferences(value, definitions, used));
		}
		else if (node instanceof List<?> list) {
			list.forEach((item) -> collectReferences(item, definitions, used));
		}
	}

	@SuppressWarnings("unchecked")
	private static void close(@Nullable Object node) {
		if (node instanceof List<?> list) {
			list.forEach(MethodInputSchema::close);
		}
		if (!(node instanceof Map<?, ?>)) {
			return;
		}
		Map<String, Object> schema = (Map<String, Object>) node;
		if (schema.containsKey(PROPERTIES)) {
			schema.putIfAbsent(ADDITIONAL_PROPERTIES, false);
		}
		schema.forEach((keyword, value) -> {
			if (NAMED_SCHEMAS.contains(keyword) && value instanceof Map<?, ?> schemas) {
				schemas.values().forEach(MethodInputSchema::close);
			}
			else if (!keyword.equals("const") && !keyword.equals("enum") && !keyword.equals("default")) {
				close(value);
			}
		});
	}

}
