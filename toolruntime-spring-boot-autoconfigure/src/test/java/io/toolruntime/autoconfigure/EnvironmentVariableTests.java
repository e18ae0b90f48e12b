package io.toolruntime.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.toolruntime.autoconfigure.properties.ConfiguredFeature;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.autoconfigure.properties.ToolRuntimeConfiguration;
import io.toolruntime.builtin.BuiltinToolsProperties;
import io.toolruntime.docker.DockerProperties;
import io.toolruntime.docker.OciRuntimeProperties;
import io.toolruntime.javascript.JavaScriptToolsProperties;
import io.toolruntime.process.ProcessProperties;
import io.toolruntime.process.UnsafeProperties;
import io.toolruntime.wasm.WasmProperties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
			Map.entry("docker.images", "python:3"), Map.entry("docker.seccomp", "/etc/seccomp.json"),
			Map.entry("docker.tls.certificates", "/etc/certificates"),
			Map.entry("process.read-only-paths", "/opt/python"), Map.entry("process.uid-base", "2000000000"),
			Map.entry("pool.min-idle", "7"), Map.entry("pool.max-total", "77"));

	/* What a key needs beside it. */
	private static final Map<String, Map<String, String>> COMPANIONS = Map.of("docker.tls.certificates",
			Map.of("DOCKER_HOST", "tcp://engine.example.org:2376"), "docker.registry.username",
			Map.of("DOCKER_REGISTRY_ADDRESS", "other", "DOCKER_REGISTRY_PASSWORD", "other"), "docker.registry.password",
			Map.of("DOCKER_REGISTRY_ADDRESS", "other", "DOCKER_REGISTRY_USERNAME", "other"), "docker.registry.address",
			Map.of("DOCKER_REGISTRY_USERNAME", "other", "DOCKER_REGISTRY_PASSWORD", "other"));

	/* What has one value only: that another is refused shows that it is read. */
	private static final Set<String> SINGLE = Set.of("gvisor.engine", "kata.engine");

	static List<Arguments> keys() throws IOException {
		List<Arguments> keys = new ArrayList<>();
		for (String line : Files.readAllLines(Path.of("..", "docs", "configuration.md"))) {
			Matcher row = ROW.matcher(line);
			// Objects have keys of their own
			if (row.matches() && !row.group(2).strip().equals("objects")) {
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
		TestEnvironment environment = new TestEnvironment();
		companions(key).forEach((name, value) -> environment.variable("TOOLRUNTIME_PROFILES_STANDARD_" + name, value));
		if (SINGLE.stream().anyMatch((single) -> key.endsWith("." + single))) {
			assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
				.isThrownBy(() -> read(environment.variable(variable, "other")))
				.withMessageContaining(key.replace("<profile>", "standard"));
			return;
		}
		List<Object> before = read(new TestEnvironment());
		List<Object> after = read(environment.variable(variable + suffix, value(key, type, defaultValue)));
		assertThat(after).as(variable + suffix).isNotEqualTo(before);
	}

	private static Map<String, String> companions(String key) {
		return COMPANIONS.entrySet()
			.stream()
			.filter((entry) -> key.endsWith("." + entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(Map.of());
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
		ConfiguredFeature<JavaScriptToolsProperties> javascript = new ConfiguredFeature<>("javascript",
				JavaScriptToolsProperties.class);
		ConfiguredFeature<BuiltinToolsProperties> builtin = new ConfiguredFeature<>("builtin-tools",
				BuiltinToolsProperties.class);
		configuration.read(javascript);
		configuration.read(builtin);
		List<Object> everything = List.of(configuration.featureProperties(javascript),
				configuration.featureProperties(builtin), configuration.properties(),
				configuration.profileProperties("standard"), configuration.profile("standard").limits(),
				configuration.backendProperties("standard", "docker", DockerProperties.class),
				configuration.backendProperties("standard", "gvisor", OciRuntimeProperties.class),
				configuration.backendProperties("standard", "kata", OciRuntimeProperties.class),
				configuration.backendProperties("standard", "process", ProcessProperties.class),
				configuration.backendProperties("standard", "unsafe", UnsafeProperties.class),
				configuration.backendProperties("standard", "wasm", WasmProperties.class));
		configuration.requireEverythingRead();
		return everything;
	}

}
