package io.toolruntime.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

import io.toolruntime.autoconfigure.properties.ProfileProperties;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.docker.DockerProperties;
import io.toolruntime.docker.OciRuntimeProperties;
import io.toolruntime.builtin.BuiltinToolsProperties;
import io.toolruntime.javascript.JavaScriptToolsProperties;
import io.toolruntime.limit.Limits;
import io.toolruntime.process.ProcessProperties;
import io.toolruntime.process.UnsafeProperties;
import io.toolruntime.wasm.WasmProperties;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationDocumentationTests {

	private static final Path PAGE = Path.of("..", "docs", "configuration.md");

	private static final Path METADATA = Path
		.of("src/main/resources/META-INF/additional-spring-configuration-metadata.json");

	private static final String PROFILE = "toolruntime.profiles.<profile>.";

	/* | `key` | type | `default` | description | */
	private static final Pattern ROW = Pattern
		.compile("\\| `(toolruntime\\.[^`]+)` \\| ([^|]+) \\| ([^|]*)\\| ([^|]+) \\|");

	@Test
	void everyKeyIsDocumentedAndEveryDocumentedKeyIsThere() throws IOException {
		assertThat(documented().keySet()).containsExactlyInAnyOrderElementsOf(properties().keySet());
	}

	@Test
	void documentedDefaultsAreThoseOfTheClasses() throws IOException {
		Map<String, String> properties = properties();
		documented().forEach((key, value) -> assertThat(value).as(key).isEqualTo(properties.get(key)));
	}

	@Test
	void keysOfFeaturesAreInTheMetadataThatEditorsRead() throws IOException {
		Map<String, String> keys = new TreeMap<>();
		collect("toolruntime.javascript.", JavaScriptToolsProperties.class, keys);
		collect("toolruntime.builtin-tools.", BuiltinToolsProperties.class, keys);
		String metadata = Files.readString(METADATA);

		Set<String> described = new TreeSet<>();
		new JsonMapper().readTree(metadata).get("properties").forEach((property) -> {
			if (property.get("name").asString().matches("toolruntime\\.(javascript|builtin-tools)\\..*")) {
				assertThat(property.get("description").asString()).endsWith(".");
				described.add(property.get("name").asString());
			}
		});
		assertThat(described).isEqualTo(keys.keySet());
	}

	private static Map<String, String> documented() throws IOException {
		Map<String, String> documented = new TreeMap<>();
		for (String line : Files.readAllLines(PAGE)) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				assertThat(documented.put(row.group(1), row.group(3).replace("`", "").replace(" ", "")))
					.as("%s is there twice", row.group(1))
					.isNull();
			}
		}
		return documented;
	}

	private static Map<String, String> properties() {
		Map<String, String> properties = new TreeMap<>();
		collect("toolruntime.", ToolRuntimeProperties.class, properties);
		properties.remove("toolruntime.profiles");
		Limits.DEFAULTS.asMap()
			.forEach((limit, value) -> properties.put("toolruntime.limits." + limit, value.toString()));
		collect(PROFILE, ProfileProperties.class, properties);
		collect("toolruntime.javascript.", JavaScriptToolsProperties.class, properties);
		collect("toolruntime.builtin-tools.", BuiltinToolsProperties.class, properties);
		// Every kind of backend that has a module here
		Map<String, Class<?>> backends = Map.of("docker", DockerProperties.class, "gvisor", OciRuntimeProperties.class,
				"kata", OciRuntimeProperties.class, "process", ProcessProperties.class, "unsafe",
				UnsafeProperties.class, "wasm", WasmProperties.class);
		backends.forEach((kind, type) -> collect(PROFILE + kind + ".", type, properties));
		return properties;
	}

	private static void collect(String prefix, Class<?> type, Map<String, String> properties) {
		assertThat(type.isRecord()).as(type.getName()).isTrue();
		for (RecordComponent component : type.getRecordComponents()) {
			String key = prefix + dashed(component.getName());
			if (component.getType().isRecord()) {
				collect(key + ".", component.getType(), properties);
			}
			else {
				properties.put(key, defaultValue(type, component.getName()));
			}
		}
	}

	private static String defaultValue(Class<?> type, String component) {
		for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
			DefaultValue value = parameter.getAnnotation(DefaultValue.class);
			if (parameter.getName().equals(component) && value != null) {
				return String.join(",", value.value());
			}
		}
		return "";
	}

	private static String dashed(String name) {
		StringBuilder dashed = new StringBuilder();
		name.chars().forEach((character) -> {
			if (Character.isUpperCase(character)) {
				dashed.append('-');
			}
			dashed.append((char) Character.toLowerCase(character));
		});
		return ConfigurationPropertyName.of(dashed).toString();
	}

}
