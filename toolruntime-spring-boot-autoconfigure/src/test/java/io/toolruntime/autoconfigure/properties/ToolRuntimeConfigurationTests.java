package io.toolruntime.autoconfigure.properties;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.toolruntime.autoconfigure.TestEnvironment;
import io.toolruntime.autoconfigure.properties.ProfileProperties.HealthImpact;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.ToolId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ToolRuntimeConfigurationTests {

	@Test
	void withoutAnythingThereIsStandardOnWasmWithItsDefaults() {
		ToolRuntimeConfiguration configuration = read("");
		assertThat(configuration.properties().profiles()).containsOnlyKeys("standard");
		assertThat(configuration.profileProperties("standard").backend()).isEqualTo("wasm");
		assertThat(configuration.profile("standard")).usingRecursiveComparison()
			.ignoringFields("tools")
			.isEqualTo(SecurityProfile.named("standard"));
		assertThat(configuration.properties().defaultLanguage()).isEqualTo("javascript");
		assertThat(configuration.properties().defaultProfile()).isNull();
		assertThat(configuration.properties().denyUnsafeProfiles()).containsExactlyInAnyOrder("standard", "hardened");
		assertThat(configuration.properties().shutdownTimeout()).isEqualTo(Duration.ofSeconds(10));
		configuration.requireEverythingRead();
	}

	@Test
	void readsEveryKeyOfAProfile() {
		ToolRuntimeConfiguration configuration = read(
				"""
						toolruntime:
						  profiles:
						    standard:
						      backend: docker
						      limits: { timeout: 10s, memory: 64Mi, cpus: 0.5, pids: 32, disk: 10MB, output: 2048, tool-calls: 5, chain-steps: 2 }
						      max-concurrent: 3
						      max-queued: 4
						      start-timeout: 7s
						      health: optional
						      tools: { include: ["orders:*", "reports:*"], exclude: ["orders:refund_order"] }
						      pool: { min-idle: 2, max-total: 8, max-wait: 500ms }
						      isolation: [vm, kernel]
						      require-enforcement: [memory, root-filesystem, tool-calls]
						""");
		SecurityProfile profile = configuration.profile("standard");
		assertThat(profile.limits())
			.isEqualTo(new Limits(Duration.ofSeconds(10), 64L << 20, 0.5, 32, 10L << 20, 2048L, 5, 2));
		assertThat(profile.maxConcurrent()).isEqualTo(3);
		assertThat(profile.maxQueued()).isEqualTo(4);
		assertThat(profile.startTimeout()).isEqualTo(Duration.ofSeconds(7));
		assertThat(profile.tools().include()).containsExactly("orders:*", "reports:*");
		assertThat(profile.tools().exclude()).containsExactly("orders:refund_order");
		assertThat(profile.pool().minIdle()).isEqualTo(2);
		assertThat(profile.pool().maxTotal()).isEqualTo(8);
		assertThat(profile.pool().maxWait()).isEqualTo(Duration.ofMillis(500));
		assertThat(profile.isolation()).containsExactlyInAnyOrder(Isolation.VM, Isolation.KERNEL);
		assertThat(profile.requireEnforcement()).containsExactlyInAnyOrder(Limit.MEMORY, Limit.ROOT_FILESYSTEM,
				Limit.TOOL_CALLS);
		assertThat(configuration.profileProperties("standard").health()).isEqualTo(HealthImpact.OPTIONAL);
		configuration.requireEverythingRead();
	}

	@Test
	void aProfilesLimitsInheritFromThoseForAllAndTheseFromTheDefaults() {
		Limits limits = read("""
				toolruntime:
				  limits: { memory: 128MB, pids: 10 }
				  profiles:
				    standard:
				      limits: { pids: 5 }
				""").profile("standard").limits();
		assertThat(limits.pids()).isEqualTo(5);
		assertThat(limits.memory()).isEqualTo(128L << 20);
		assertThat(limits.timeout()).isEqualTo(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@CsvSource({ "memory,256MB,256MB", "memory,256Mi,256MB", "memory,1048576,1MB", "memory,0,0", "cpus,0.5,0.5",
			"cpus,500m,0.5", "cpus,2,2.0", "timeout,1500,1500ms", "timeout,2m,120s", "timeout,0,0", "tool-calls,7,7",
			"chain-steps,0,0", "output,1KB,1KB" })
	void readsLimitsAsPeopleWriteThem(String limit, String written, String read) {
		Limits limits = read(
				"toolruntime: { profiles: { standard: { limits: { %s: %s } } } }".formatted(limit, written))
			.profile("standard")
			.limits();
		assertThat(limits.asMap().get(limit)).hasToString(read);
	}

	@ParameterizedTest
	@CsvSource({ "memory,-1", "cpus,-0.5", "timeout,-5s", "tool-calls,-1", "memory,lots", "pids,1.5", "timeout,soon" })
	void refusesALimitThatIsNoneNamingPropertyValueAndOrigin(String limit, String written) {
		ToolRuntimeConfiguration configuration = read("""
				toolruntime:
				  profiles:
				    standard:
				      limits:
				        %s: %s
				""".formatted(limit, written));
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> configuration.profile("standard"))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.standard.limits." + limit);
				assertThat(ex.getValue()).hasToString(written);
				assertThat(ex.getOrigin())
					.hasToString("Byte array resource [application.yml] - 5:" + (limit.length() + 11));
				assertThat(ex.getReason()).contains("is not a");
				assertThat(ex.getRemedy()).isNotBlank();
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "max-concurrent: -1|max-concurrent", "max-queued: -1|max-queued",
					"start-timeout: 0s|start-timeout", "start-timeout: -1s|start-timeout",
					"pool: { min-idle: -1 }|pool.min-idle", "pool: { max-total: 0 }|pool.max-total",
					"pool: { min-idle: 5, max-total: 4 }|pool.min-idle", "pool: { max-wait: -1s }|pool.max-wait",
					"tools: { include: [' '] }|tools.include" })
	void refusesValuesThatCannotWorkNamingTheProperty(String yaml, String property) {
		ToolRuntimeConfiguration configuration = read(
				"toolruntime: { profiles: { standard: { %s } } }".formatted(yaml));
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> configuration.profile("standard"))
			.satisfies((ex) -> assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.standard." + property));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "max-concurrent: many|max-concurrent|a whole number", "health: maybe|health|required, optional",
					"start-timeout: soon|start-timeout|a duration",
					"isolation: [walls]|isolation[0]|none, namespace, wasm, kernel, vm",
					"require-enforcement: [memory, manners]|require-enforcement[1]|root-filesystem",
					"limits: 5|limits|keys of its own" })
	void refusesValuesOfTheWrongTypeNamingThePropertyAndWhatThereIs(String yaml, String property, String reason) {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> read("toolruntime: { profiles: { standard: { %s } } }".formatted(yaml)))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.standard." + property);
				assertThat(ex.getReason()).contains(reason);
				assertThat(ex.getOrigin()).isNotNull();
			});
	}

	@Test
	void aMapWithoutEntriesIsAnAbsentOne() {
		ToolRuntimeConfiguration configuration = read("""
				toolruntime:
				  limits:
				  profiles:
				    dev:
				    standard: {}
				    hardened:
				      pool:
				      limits: {}
				""");
		assertThat(configuration.properties().profiles()).containsOnlyKeys("dev", "standard", "hardened");
		assertThat(configuration.profile("dev").limits()).isEqualTo(Limits.DEFAULTS);
		assertThat(configuration.profile("hardened").pool().maxTotal()).isEqualTo(16);
		configuration.requireEverythingRead();
	}

	@Test
	void noToolsAreIncludedWhereTheListIsEmpty() {
		assertThat(read("toolruntime: { profiles: { standard: { tools: { include: [] } } } }").profile("standard")
			.tools()
			.test(ToolId.of("orders", "find_order"))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Standard", "my_profile", "9lives" })
	void refusesNamesThatAreNoProfiles(String name) {
		assertThatExceptionOfType(InvalidToolRuntimeConfigurationException.class)
			.isThrownBy(() -> read("toolruntime: { profiles: { %s: { backend: wasm } } }".formatted(name)))
			.satisfies((ex) -> {
				assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles." + name);
				assertThat(ex.getOrigin()).isNotNull();
				assertThat(ex.getRemedy()).contains("lower case letters");
			});
	}

	@Test
	void readsABackendsOwnKeys() {
		ToolRuntimeConfiguration configuration = read("""
				toolruntime:
				  profiles:
				    standard:
				      docker:
				        host: unix:///var/run/docker.sock
				        images: { javascript: "node:22-alpine", python: "python:3.13-alpine" }
				        flags: [a, b]
				""");
		Engine engine = configuration.backendProperties("standard", "docker", Engine.class);
		assertThat(engine.host()).isEqualTo("unix:///var/run/docker.sock");
		assertThat(engine.images()).containsEntry("python", "python:3.13-alpine").hasSize(2);
		assertThat(engine.flags()).containsExactly("a", "b");
		assertThat(configuration.backendProperties("standard", "wasm", Engine.class))
			.isEqualTo(new Engine(null, Map.of(), List.of()));
		configuration.requireEverythingRead();
	}

	@Test
	void everyKeyCanBeAnEnvironmentVariable() {
		ToolRuntimeConfiguration configuration = new ToolRuntimeConfiguration(
				new TestEnvironment().variable("TOOLRUNTIME_DEFAULTLANGUAGE", "python")
					.variable("TOOLRUNTIME_DEFAULTPROFILE", "standard")
					.variable("TOOLRUNTIME_DENYUNSAFEPROFILES", "standard,strict")
					.variable("TOOLRUNTIME_LIMITS_CHAINSTEPS", "3")
					.variable("TOOLRUNTIME_SHUTDOWNTIMEOUT", "3s")
					.variable("TOOLRUNTIME_SERVER_ENABLED", "true")
					.variable("TOOLRUNTIME_SERVER_ARTIFACTS_MAXAGE", "1m")
					.variable("TOOLRUNTIME_MCP_EXPOSE", "none")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_BACKEND", "docker")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_LIMITS_MEMORY", "64MB")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_LIMITS_TOOLCALLS", "9")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_MAXCONCURRENT", "2")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_TOOLS_INCLUDE_0", "orders:*")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_TOOLS_INCLUDE_1", "reports:*")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_TOOLS_EXCLUDE", "orders:refund_order")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_POOL_MINIDLE", "1")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_REQUIREENFORCEMENT", "memory,root-filesystem")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_DOCKER_IMAGES_JAVASCRIPT", "node:22")
					.variable("TOOLRUNTIME_PROFILES_STANDARD_DOCKER_FLAGS_0", "x")
					.build());
		ToolRuntimeProperties properties = configuration.properties();
		assertThat(properties.profiles()).containsOnlyKeys("standard");
		assertThat(properties.defaultLanguage()).isEqualTo("python");
		assertThat(properties.defaultProfile()).isEqualTo("standard");
		assertThat(properties.denyUnsafeProfiles()).isEqualTo(Set.of("standard", "strict"));
		assertThat(properties.shutdownTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(properties.server().enabled()).isTrue();
		assertThat(properties.server().artifacts().maxAge()).isEqualTo(Duration.ofMinutes(1));
		assertThat(properties.mcp().expose().meta()).isFalse();
		SecurityProfile profile = configuration.profile("standard");
		assertThat(profile.limits().memory()).isEqualTo(64L << 20);
		assertThat(profile.limits().toolCalls()).isEqualTo(9);
		assertThat(profile.limits().chainSteps()).isEqualTo(3);
		assertThat(profile.maxConcurrent()).isEqualTo(2);
		assertThat(profile.tools().include()).containsExactly("orders:*", "reports:*");
		assertThat(profile.tools().exclude()).containsExactly("orders:refund_order");
		assertThat(profile.pool().minIdle()).isEqualTo(1);
		assertThat(profile.requireEnforcement()).containsExactlyInAnyOrder(Limit.MEMORY, Limit.ROOT_FILESYSTEM);
		Engine engine = configuration.backendProperties("standard", "docker", Engine.class);
		assertThat(engine.images()).containsExactly(Map.entry("javascript", "node:22"));
		assertThat(engine.flags()).containsExactly("x");
		configuration.requireEverythingRead();
	}

	@Test
	void aVariableOverlaysAProfileWithADashInItsName() {
		ToolRuntimeConfiguration configuration = new ToolRuntimeConfiguration(new TestEnvironment().yaml("""
				toolruntime:
				  profiles:
				    my-profile: { backend: docker, limits: { memory: 1GB, tool-calls: 1 } }
				""")
			.variable("TOOLRUNTIME_PROFILES_MYPROFILE_BACKEND", "wasm")
			.variable("TOOLRUNTIME_PROFILES_MYPROFILE_LIMITS_TOOLCALLS", "9")
			.variable("TOOLRUNTIME_PROFILES_MYPROFILE_POOL_MAXTOTAL", "3")
			.build());
		assertThat(configuration.properties().profiles()).containsOnlyKeys("my-profile");
		assertThat(configuration.profileProperties("my-profile").backend()).isEqualTo("wasm");
		SecurityProfile profile = configuration.profile("my-profile");
		assertThat(profile.limits().memory()).isEqualTo(1L << 30);
		assertThat(profile.limits().toolCalls()).isEqualTo(9);
		assertThat(profile.pool().maxTotal()).isEqualTo(3);
		configuration.requireEverythingRead();
	}

	@Test
	void theOlderSpellingWithUnderscoresForDashesOverlaysToo() {
		ToolRuntimeConfiguration configuration = new ToolRuntimeConfiguration(new TestEnvironment().yaml("""
				toolruntime:
				  profiles:
				    my-profile: { backend: docker }
				""")
			.variable("TOOLRUNTIME_PROFILES_MY_PROFILE_BACKEND", "wasm")
			.variable("TOOLRUNTIME_PROFILES_MY_PROFILE_MAX_CONCURRENT", "3")
			.build());
		assertThat(configuration.properties().profiles()).containsOnlyKeys("my-profile");
		assertThat(configuration.profileProperties("my-profile").backend()).isEqualTo("wasm");
		assertThat(configuration.profile("my-profile").maxConcurrent()).isEqualTo(3);
		configuration.requireEverythingRead();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "limits.memory is too small|standard.limits.memory",
					"memory: at least 2MB|standard.limits.memory",
					"The memory limit of 1MB is too small|standard.limits.memory",
					"a tool-calls limit cannot be kept|standard.limits.tool-calls",

					"wasm.total-memory is negative|standard.wasm.total-memory", "no luck|standard.backend" })
	void whatABackendRefusesIsNamedByItsProperty(String reason, String property) {
		assertThat(read("").refused("standard", "wasm", reason)).satisfies((ex) -> {
			assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles." + property);
			assertThat(ex.getReason()).isEqualTo(reason);
		});
	}

	@Test
	void aTokenIsNotInWhatIsPrinted() {
		assertThat(read("toolruntime: { server: { token: s3cret } }").properties().toString()).doesNotContain("s3cret");
	}

	private static ToolRuntimeConfiguration read(String yaml) {
		return new ToolRuntimeConfiguration(new TestEnvironment().yaml(yaml).build());
	}

	record Engine(@Nullable String host, @DefaultValue Map<String, String> images, @DefaultValue List<String> flags) {
	}

}
