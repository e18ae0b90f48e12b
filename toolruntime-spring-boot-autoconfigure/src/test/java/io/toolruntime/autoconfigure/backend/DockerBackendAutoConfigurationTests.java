package io.toolruntime.autoconfigure.backend;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.FakeBackend;
import io.toolruntime.autoconfigure.FakeBackendFactory;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.docker.DockerConnectionDetails;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.docker.DockerBackendFactory;
import io.toolruntime.docker.DockerConnection;
import io.toolruntime.profile.Isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** None of this needs an engine: one that is missing stops no start. */
class DockerBackendAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(ToolCatalogAutoConfiguration.class, DockerBackendAutoConfiguration.class,
					WasmBackendAutoConfiguration.class, ToolRuntimeAutoConfiguration.class));

	@TempDir
	Path folder;

	@ParameterizedTest
	@CsvSource({ "standard, docker, NAMESPACE", "standard, gvisor, KERNEL", "standard, kata, VM",
			"hardened, gvisor, KERNEL", "hardened, kata, VM", "dev, docker, NAMESPACE" })
	void eachKindIsThereWhereAProfileUsesIt(String profile, String kind, Isolation isolation) {
		this.runner.withPropertyValues("toolruntime.profiles." + profile + ".backend=" + kind)
			.run((context) -> assertThat(context.getBean(profile + "ToolRuntimeBackend", Backend.class).info())
				.satisfies((info) -> {
					assertThat(info.kind()).isEqualTo(kind);
					assertThat(info.isolation()).isEqualTo(isolation);
				}));
	}

	@Test
	void containersThatShareTheHostsKernelAreRefusedForHardened() {
		this.runner.withPropertyValues("toolruntime.profiles.hardened.backend=docker")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.hardened.backend");
					assertThat(ex.getValue()).isEqualTo("docker");
					assertThat(ex.getReason()).contains("namespace");
					assertThat(ex.getRemedy()).contains("Choose another backend");
				}));
	}

	@Test
	void areNotThereWhereNoProfileUsesThem() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(BackendFactory.class)
			.doesNotHaveBean("dockerBackendFactory")
			.doesNotHaveBean("gvisorBackendFactory")
			.doesNotHaveBean("kataBackendFactory"));
	}

	@Test
	void eachBacksOffByItsName() {
		this.runner
			.withBean("gvisorBackendFactory", FakeBackendFactory.class,
					() -> new FakeBackendFactory("gvisor", Isolation.KERNEL))
			.withPropertyValues("toolruntime.profiles.standard.backend=docker",
					"toolruntime.profiles.hardened.backend=gvisor", "toolruntime.profiles.lab.backend=kata")
			.run((context) -> {
				assertThat(context).getBean("hardenedToolRuntimeBackend").isInstanceOf(FakeBackend.class);
				assertThat(context).getBean("standardToolRuntimeBackend").isNotInstanceOf(FakeBackend.class);
				assertThat(context).getBean("labToolRuntimeBackend").isNotInstanceOf(FakeBackend.class);
			});
	}

	@Test
	void gvisorAndKataUseTheApplicationsOwnFactoryOfDocker() {
		URI nowhere = nowhere("own");
		this.runner
			.withBean("dockerBackendFactory", DockerBackendFactory.class,
					() -> new DockerBackendFactory(new DockerConnection(nowhere, null)))
			.withPropertyValues("toolruntime.profiles.standard.backend=gvisor")
			.run((context) -> assertUnreachable(context.getBean(ToolRuntime.class), nowhere));
	}

	@Test
	void gvisorAndKataAreThereAlsoIfTheApplicationReplacedDockerByAnotherThing() {
		this.runner
			.withBean("dockerBackendFactory", FakeBackendFactory.class,
					() -> new FakeBackendFactory("docker", Isolation.NAMESPACE))
			.withPropertyValues("toolruntime.profiles.standard.backend=kata")
			.run((context) -> assertThat(context).hasSingleBean(Backend.class));
	}

	@Test
	void allKeysAreBound() throws IOException {
		Path seccomp = Files.writeString(this.folder.resolve("seccomp.json"),
				"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"syscalls\": [{\"names\": [\"read\"]}]}");
		this.runner.withPropertyValues("toolruntime.profiles.standard.backend=docker",
				"toolruntime.profiles.hardened.backend=gvisor", "toolruntime.profiles.hardened.gvisor.engine=docker",
				"toolruntime.profiles.hardened.gvisor.runtime=runsc-kvm", "toolruntime.profiles.lab.backend=kata",
				"toolruntime.profiles.lab.kata.engine=docker", "toolruntime.profiles.lab.kata.runtime=kata-qemu")
			.withPropertyValues(ofAllProfiles("docker.host=tcp://engine.example.org:2376",
					"docker.tls.certificates=" + this.folder, "docker.images.javascript=node:22-alpine",
					"docker.images.python=registry.example.org/python@sha256:" + "0".repeat(64),
					"docker.commands.python=/opt/python/bin/python3", "docker.pull=never",
					"docker.registry.address=registry.example.org", "docker.registry.username=somebody",
					"docker.registry.password=s3cret", "docker.seccomp=" + seccomp))
			.withPropertyValues("toolruntime.profiles.standard.docker.apparmor=docker-default")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private static String[] ofAllProfiles(String... keys) {
		return Stream.of("standard", "hardened", "lab")
			.flatMap((profile) -> Arrays.stream(keys).map((key) -> "toolruntime.profiles." + profile + "." + key))
			.toArray(String[]::new);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "docker|docker.host=tcp://engine:2375|plain TCP|docker.tls.certificates",
					"docker|docker.host=http://engine:2375||write unix:///path/of/docker.sock",
					"docker|docker.host=/var/run/docker.sock||write unix:///path/of/docker.sock",
					"docker|docker.images.ruby=ruby:3|of no language|there are javascript, python",
					"docker|docker.images.python=Not an image||name:tag",
					"docker|docker.commands.python=python3||write an absolute path",
					"docker|docker.seccomp=/nowhere/seccomp.json|there is no file|/nowhere/seccomp.json",
					"docker|docker.seccomp=unconfined||'default' or the absolute path",
					"docker|docker.apparmor=unconfined||a profile that confines",
					"docker|docker.pull=sometimes|must be one of|if-missing, never, always",
					"docker|docker.tls.certificates=certs||absolute path of a folder",
					"gvisor|gvisor.engine=podman||there is docker", "kata|kata.engine=podman||there is docker",
					"gvisor|gvisor.runtime=run sc||such as runsc",
					"gvisor|docker.host=tcp://engine:2375|plain TCP|docker.tls.certificates",
					"gvisor|docker.seccomp=/nowhere/seccomp.json|there is no file|/nowhere/seccomp.json",
					"kata|docker.host=tcp://engine:2375|plain TCP|docker.tls.certificates" })
	void aBadValueStopsTheStartAndIsNamedWithItsRemedy(String kind, String bad, String cause, String remedy) {
		String[] pair = bad.split("=", 2);
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=" + kind, "toolruntime.profiles.standard." + bad)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.standard." + pair[0]);
					assertThat(ex.getValue()).isEqualTo(pair[1]);
					assertThat(ex.getReason() + ". " + ex.getRemedy()).contains((cause != null) ? cause : pair[1])
						.contains(remedy);
				}));
	}

	@Test
	void aFilterThatAllowsEverythingStopsTheStart() throws IOException {
		Path seccomp = Files.writeString(this.folder.resolve("seccomp.json"),
				"{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
		this.runner
			.withPropertyValues("toolruntime.profiles.hardened.backend=gvisor",
					"toolruntime.profiles.hardened.docker.seccomp=" + seccomp)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.hardened.docker.seccomp");
					assertThat(ex.getValue()).isEqualTo(seccomp.toString());
					assertThat(ex.getReason()).contains("SCMP_ACT_ALLOW").contains("must refuse what it does not name");
				}));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "docker.registry.address=registry.example.org|docker.registry.username",
					"docker.registry.password=s3cret|docker.registry.address",
					"docker.tls.certificates=/etc/certificates|docker.host" })
	void whatIsOfNoUseAloneStopsTheStartAndNamesWhatIsMissing(String alone, String missing) {
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=docker",
					"toolruntime.profiles.standard." + alone)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime.profiles.standard." + missing);
					assertThat(ex.getValue()).isNull();
					assertThat(ex.getReason()).contains(missing).doesNotContain("s3cret");
				}));
	}

	@ParameterizedTest
	@CsvSource({ "docker.imges.python, docker.images", "docker.hots, docker.host", "gvisor.runtme, gvisor.runtime",
			"kata.engin, kata.engine", "docker.registry.usrname, docker.registry.username" })
	void aMistypedKeyStopsTheStart(String key, String meant) {
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=docker",
					"toolruntime.profiles.standard." + key + "=x")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidToolRuntimeConfigurationException.class)
				.hasMessageContaining("toolruntime.profiles.standard." + meant));
	}

	@ParameterizedTest
	@ValueSource(strings = { "docker.host=unix:///var/run/docker.sock", "gvisor.runtime=runsc", "kata.engine=docker" })
	void keysOfAKindThatIsNotSelectedAreAllowed(String key) {
		ApplicationContextRunner wasm = this.runner.withPropertyValues("toolruntime.profiles.standard.backend=wasm",
				"toolruntime.profiles.standard." + key);
		wasm.run((context) -> assertThat(context.getBean(Backend.class).info().kind()).isEqualTo("wasm"));
		wasm.withClassLoader(new FilteredClassLoader(DockerBackendFactory.class))
			.run((context) -> assertThat(context.getBean(Backend.class).info().kind()).isEqualTo("wasm"));
	}

	@Test
	void keysOfAKindThatIsNotSelectedAreReadAsStrictly() {
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=wasm",
					"toolruntime.profiles.standard.docker.hots=unix:///var/run/docker.sock")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("Did you mean toolruntime.profiles.standard.docker.host?"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "docker", "gvisor", "kata" })
	void theEngineIsWhereDockerHostSays(String kind) {
		URI nowhere = nowhere("configured");
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=" + kind,
					"toolruntime.profiles.standard.docker.host=" + nowhere)
			.run((context) -> assertUnreachable(context.getBean(ToolRuntime.class), nowhere));
	}

	@ParameterizedTest
	@ValueSource(strings = { "docker", "gvisor", "kata" })
	void connectionDetailsWinOverDockerHost(String kind) {
		URI nowhere = nowhere("details");
		this.runner.withBean(DockerConnectionDetails.class, () -> () -> nowhere)
			.withPropertyValues("toolruntime.profiles.standard.backend=" + kind,
					"toolruntime.profiles.standard.docker.host=" + nowhere("configured"))
			.run((context) -> assertUnreachable(context.getBean(ToolRuntime.class), nowhere));
	}

	@Test
	void connectionDetailsAreNotAskedWhereNoProfileUsesAnEngine() {
		this.runner.withBean(DockerConnectionDetails.class, () -> () -> {
			throw new AssertionError("asked");
		}).run((context) -> assertThat(context).hasNotFailed());
	}

	private URI nowhere(String name) {
		return URI.create("unix://" + this.folder.resolve(name + ".sock"));
	}

	private static void assertUnreachable(ToolRuntime runtime, URI host) {
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> runtime.execute(ExecuteRequest.javascript("return 1").build()))
			.withMessageContaining(host.toString())
			.withMessageContaining("docker.host");
	}

	@Test
	void anEngineThatIsNotThereStopsNoStart() {
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=docker",
					"toolruntime.profiles.hardened.backend=gvisor", "toolruntime.profiles.lab.backend=kata")
			.withPropertyValues(ofAllProfiles("docker.host=" + nowhere("configured")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean("hardenedToolRuntimeBackend", Backend.class).health())
					.satisfies((health) -> {
						assertThat(health.up()).isFalse();
						assertThat(health.reason()).contains("configured.sock", "Start it");
					});
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "docker", "gvisor", "kata" })
	void withoutItsModuleTheStartSaysWhichOneToAdd(String kind) {
		this.runner.withPropertyValues("toolruntime.profiles.standard.backend=" + kind)
			.withClassLoader(new FilteredClassLoader(DockerBackendFactory.class))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(InvalidToolRuntimeConfigurationException.class)
				.hasMessageContaining("io.toolruntime:toolruntime-docker"));
	}

}
