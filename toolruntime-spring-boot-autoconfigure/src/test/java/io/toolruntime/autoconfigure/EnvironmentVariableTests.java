package io.toolruntime.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.process.ProcessProperties;
import io.toolruntime.process.UnsafeProperties;
import io.toolruntime.wasm.WasmProperties;

import static org.assertj.core.api.Assertions.assertThat;

/** Every key that is documented can be set by an environment variable. */
class EnvironmentVariableTests {

	private static final Pattern ROW = Pattern.compile("\\| `(toolruntime\\.[^`]+)` \\| ([^|]+) \\| ([^|]*)\\|.*");

	/* Where any value of the type does not do. */
	private static final Map<String, String> VALUES = Map.ofEntries(Map.entry("default-profile", "standard"),
			Map.entry("isolation", "kernel"), Map.entry("require-enforcement", "kernel"),
			Map.entry("deny-unsafe-profiles", "standard"), Map.entry("server.path", "/elsewhere"),
			Map.entry("server.token", "0123456789abcdef0123456789abcdef"),
			Map.entry("server.allowed-origins", "https://example.org"),
			Map.entry("server.allowed-hosts", "example.org"), Map.entry("process.cgroup-parent", "/somewhere"),
			Map.entry("process.read-only-paths", "/opt/python"), Map.entry("process.uid-base", "2000000000"),
			Map.entry("pool.min-idle", "7"), Map.entry("pool.max-total", "77"));

	static List<Arguments> keys() throws IOException {
		List<Arguments> keys = new ArrayList<>();
		for (String line : Files.readAllLines(Path.of("..", "docs", "configuration.md"))) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				keys.add(Arguments.of(row.group(1), row.group(2).strip(), row.group(3).strip()));
			}
		}
		assertThat(keys).hasSizeGreaterThan(40);
		return keys;
	}

	@ParameterizedTest
	@MethodSource("keys")
	void everyDocumentedKeyIsSetByItsVariable(String key, String type, String defaultValue) {
		String suffix = type.equals("map") ? "_PYTHON" : "";
		String variable = key.replace("<profile>", "standard")
			.replace("-", "")
			.replace('.', '_')
			.toUpperCase(Locale.ROOT);
		List<Object> before = read(new TestEnvironment());
		List<Object> after = read(new TestEnvironment().variable(variable + suffix, value(key, type, defaultValue)));
		assertThat(after).as(variable + suffix).isNotEqualTo(before);
	}

	private static String value(String key, String type, String defaultValue) {
		for (Map.Entry<String, String> special : VALUES.entrySet()) {
			if (key.endsWith("." + special.getKey())) {
				return special.getValue();
			}
		}
		return switch (type) {
			case "duration" -> "77s";
			case "size" -> "77MB";
			case "processors" -> "0.7";
			case "count" -> "7";
			case "boolean" -> defaultValue.contains("true") ? "false" : "true";
			case "map" -> "/opt/python/bin/python3";
			case "list", "string" -> "other";
			// One of a few: the one that is named last is no default
			default -> type.substring(type.lastIndexOf("`", type.length() - 2) + 1).replace("`", "");
		};
	}

	/* All that is read; fails if a variable fits no key. */
	private static List<Object> read(TestEnvironment environment) {
		ToolRuntimeConfiguration configuration = new ToolRuntimeConfiguration(
				environment.yaml("toolruntime.profiles.standard.backend: wasm").build());
		List<Object> everything = List.of(configuration.properties(), configuration.profileProperties("standard"),
				configuration.profile("standard").limits(),
				configuration.backendProperties("standard", "process", ProcessProperties.class),
				configuration.backendProperties("standard", "unsafe", UnsafeProperties.class),
				configuration.backendProperties("standard", "wasm", WasmProperties.class));
		configuration.requireEverythingRead();
		return everything;
	}

}
