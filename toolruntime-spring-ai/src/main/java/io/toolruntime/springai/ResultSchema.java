package io.toolruntime.springai;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatTypes;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitable;
import tools.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import tools.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import tools.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import tools.jackson.databind.ser.BeanPropertyWriter;

import org.springframework.core.GenericTypeResolver;
import org.springframework.core.Nullness;

/**
 * Describes what a method returns, as Jackson's own serializers say they write it. A
 * schema that says too much makes good results fail, so whatever is not certain is left
 * open: subclasses may add properties, references may be {@code null} unless declared
 * otherwise, and types with serializers of their own may be anything.
 */
final class ResultSchema {

	private static final int MAX_DEPTH = 8;

	private static final String TYPE = "type";

	private final JsonMapper mapper;

	ResultSchema(JsonMapper mapper) {
		this.mapper = mapper;
	}

	/**
	 * Describes a method's result.
	 * @param method the method
	 * @param declaringType the class on which the method was found
	 * @return an object schema, or {@code null} if the result is no record or bean
	 */
	@Nullable Map<String, Object> of(Method method, Class<?> declaringType) {
		JavaType type = this.mapper
			.constructType(GenericTypeResolver.resolveType(method.getGenericReturnType(), declaringType));
		if (type.isPrimitive() || type.isContainerType() || type.isReferenceType() || type.isAbstract()
				|| type.getRawClass().getName().startsWith("java.")) {
			return null;
		}
		Map<String, Object> schema = new LinkedHashMap<>();
		try {
			this.mapper.acceptJsonFormatVisitor(type, new Visitor(schema, new ArrayDeque<>()));
		}
		catch (JacksonException | IllegalArgumentException ex) {
			// Not serializable in advance: then not described
			return null;
		}
		if (!"object".equals(schema.get(TYPE)) || !schema.containsKey("properties")) {
			return null;
		}
		if (Nullness.forMethodReturnType(method) != Nullness.NON_NULL) {
			schema.put(TYPE, List.of("object", "null"));
		}
		return schema;
	}

	private static Nullness nullness(BeanProperty property) {
		AnnotatedElement element = (property.getMember() != null) ? property.getMember().getAnnotated() : null;
		if (element instanceof Method method) {
			return Nullness.forMethodReturnType(method);
		}
		return (element instanceof Field field) ? Nullness.forField(field) : Nullness.UNSPECIFIED;
	}

	private static void allowNull(Map<String, Object> schema) {
		if (schema.get(TYPE) instanceof String type) {
			schema.put(TYPE, List.of(type, "null"));
		}
		if (schema.get("enum") instanceof List<?> values) {
			List<@Nullable Object> withNull = new ArrayList<>(values);
			withNull.add(null);
			schema.put("enum", withNull);
		}
	}

	/** Fills one schema. Leaves it empty, which allows anything, where in doubt. */
	private static final class Visitor extends JsonFormatVisitorWrapper.Base {

		private final Map<String, Object> schema;

		private final Deque<JavaType> path;

		Visitor(Map<String, Object> schema, Deque<JavaType> path) {
			this.schema = schema;
			this.path = path;
		}

		private Map<String, Object> child(@Nullable JsonFormatVisitable serializer, JavaType type) {
			Map<String, Object> child = new LinkedHashMap<>();
			if (this.path.size() < MAX_DEPTH && !this.path.contains(type) && serializer != null) {
				this.path.push(type);
				Visitor visitor = new Visitor(child, this.path);
				visitor.setContext(getContext());
				serializer.acceptJsonFormatVisitor(visitor, type);
				this.path.pop();
			}
			return child;
		}

		private boolean isPlain(JavaType type) {
			SerializationContext context = getContext();
			return context.findTypeSerializer(type) == null
					&& !type.getRawClass().isAnnotationPresent(JsonIdentityInfo.class);
		}

		@Override
		public @Nullable JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
			if (!isPlain(type)) {
				return null;
			}
			if (this.path.isEmpty()) {
				this.path.push(type);
			}
			Map<String, Object> properties = new LinkedHashMap<>();
			List<String> required = new ArrayList<>();
			this.schema.put(TYPE, "object");
			this.schema.put("properties", properties);
			this.schema.put("required", required);
			return new JsonObjectFormatVisitor.Base(getContext()) {

				@Override
				public void property(BeanProperty property) {
					optionalProperty(property);
				}

				@Override
				public void optionalProperty(BeanProperty property) {
					Map<String, Object> child = Visitor.this.property(property);
					JavaType propertyType = property.getType();
					if (propertyType.isReferenceType()
							|| (!propertyType.isPrimitive() && nullness(property) != Nullness.NON_NULL)) {
						allowNull(child);
					}
					properties.put(property.getName(), child);
					if (property instanceof BeanPropertyWriter writer && isAlwaysWritten(writer)) {
						required.add(property.getName());
					}
				}

			};
		}

		/*
		 * Views are not active by default; a property with an inclusion of its own may be
		 * left out.
		 */
		private boolean isAlwaysWritten(BeanPropertyWriter writer) {
			JsonInclude.Include inclusion = writer.findPropertyInclusion(getContext().getConfig(), Object.class)
				.getValueInclusion();
			return writer.getClass() == BeanPropertyWriter.class && !writer.willSuppressNulls()
					&& writer.getContextAnnotation(JsonInclude.class) == null
					&& (inclusion == JsonInclude.Include.ALWAYS || inclusion == JsonInclude.Include.USE_DEFAULTS);
		}

		private Map<String, Object> property(BeanProperty property) {
			if (!(property instanceof BeanPropertyWriter writer) || writer.getTypeSerializer() != null
					|| writer.isUnwrapping() || !isPlain(property.getType())) {
				return new LinkedHashMap<>();
			}
			JavaType type = (writer.getSerializationType() != null) ? writer.getSerializationType()
					: property.getType();
			if (isOpen(type)) {
				return new LinkedHashMap<>();
			}
			ValueSerializer<?> serializer = writer.getSerializer();
			if (serializer == null) {
				serializer = getContext().findPrimaryPropertySerializer(type, property);
			}
			return child(serializer, type);
		}

		/*
		 * An interface or abstract class may come as a class with a serializer of its
		 * own.
		 */
		private static boolean isOpen(JavaType type) {
			return type.isJavaLangObject() || (type.isAbstract() && !type.isContainerType() && !type.isPrimitive());
		}

		private Map<String, Object> element(@Nullable JsonFormatVisitable serializer, JavaType type) {
			if (isOpen(type) || !isPlain(type)) {
				return new LinkedHashMap<>();
			}
			Map<String, Object> child = child(serializer, type);
			if (!type.isPrimitive()) {
				allowNull(child);
			}
			return child;
		}

		@Override
		public @Nullable JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
			if (type.getRawClass() == byte[].class || type.getRawClass() == char[].class || !isPlain(type)) {
				// Said to be arrays, written as strings
				return null;
			}
			this.schema.put(TYPE, "array");
			return new JsonArrayFormatVisitor.Base(getContext()) {

				@Override
				public void itemsFormat(JsonFormatVisitable handler, JavaType elementType) {
					Map<String, Object> items = element(handler, elementType);
					if (!items.isEmpty()) {
						Visitor.this.schema.put("items", items);
					}
				}

				@Override
				public void itemsFormat(JsonFormatTypes format) {
					if (format != JsonFormatTypes.ANY && type.getContentType() != null
							&& type.getContentType().isPrimitive()) {
						Visitor.this.schema.put("items", Map.of(TYPE, format.value()));
					}
				}

			};
		}

		@Override
		public @Nullable JsonMapFormatVisitor expectMapFormat(JavaType type) {
			if (!isPlain(type)) {
				return null;
			}
			this.schema.put(TYPE, "object");
			return new JsonMapFormatVisitor.Base(getContext()) {

				@Override
				public void valueFormat(JsonFormatVisitable handler, JavaType valueType) {
					Map<String, Object> values = element(handler, valueType);
					if (!values.isEmpty()) {
						Visitor.this.schema.put("additionalProperties", values);
					}
				}

			};
		}

		@Override
		public JsonStringFormatVisitor expectStringFormat(JavaType type) {
			this.schema.put(TYPE, "string");
			return new JsonStringFormatVisitor.Base() {

				@Override
				public void enumTypes(Set<String> values) {
					Visitor.this.schema.put("enum", List.copyOf(values));
				}

			};
		}

		@Override
		public @Nullable JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
			this.schema.put(TYPE, "number");
			return null;
		}

		@Override
		public @Nullable JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
			this.schema.put(TYPE, "integer");
			return null;
		}

		@Override
		public @Nullable JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
			this.schema.put(TYPE, "boolean");
			return null;
		}

		@Override
		public @Nullable JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
			return null;
		}

	}

}
