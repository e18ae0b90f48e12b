package io.toolruntime.docker;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What can be set, what is taken where it is not, and what is refused. */
class DockerPropertiesTests {

	private static DockerProperties images(Map<String, String> images) {
		return new DockerProperties(null, null, images, null, null, null, null, null);
	}

	private static DockerProperties commands(Map<String, String> commands) {
		return new DockerProperties(null, null, null, commands, null, null, null, null);
	}

	private static DockerProperties confined(@Nullable String seccomp, @Nullable String apparmor) {
		return new DockerProperties(null, null, null, null, null, null, seccomp, apparmor);
	}

	@Test
	void whereNothingIsSetOfficialImagesArePulledIfMissing() {
		DockerProperties defaults = DockerProperties.DEFAULTS;
		assertThat(defaults.images()).isEqualTo(Map.of("javascript", "node:22-alpine", "python", "python:3.13-alpine"));
		assertThat(defaults.commands()).isEmpty();
		assertThat(defaults.pull()).isEqualTo(PullPolicy.IF_MISSING);
		assertThat(defaults.seccomp()).isEqualTo("default");
		assertThat(defaults.apparmor()).isNull();
		assertThat(defaults.registry()).isNull();
		assertThat(defaults.host()).isNull();
	}

	@Test
	void anImageOfOneLanguageLeavesTheOtherAlone() {
		assertThat(images(Map.of("python", "python:3.12")).images())
			.isEqualTo(Map.of("javascript", "node:22-alpine", "python", "python:3.12"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "node", "node:22-alpine", "127.0.0.1:5000/team/node:22",
			"node@sha256:0000000000000000000000000000000000000000000000000000000000000000", "sha256:1dd4d37a6516" })
	void anImageIsATagOrADigest(String image) {
		assertThat(images(Map.of("javascript", image)).images()).containsEntry("javascript", image);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "node 22", "--privileged", "node:22\n", "node?tag=22", "../node" })
	void whatIsNoImageIsNamedWithItsKey(String image) {
		assertThatIllegalArgumentException().isThrownBy(() -> images(Map.of("javascript", image)))
			.withMessageContaining("docker.images.javascript is '" + image + "'")
			.withMessageContaining("name:tag or name@sha256:digest");
	}

	@Test
	void anImageIsNotOfAnyLength() {
		assertThatIllegalArgumentException().isThrownBy(() -> images(Map.of("python", "a".repeat(600))))
			.withMessageContaining("docker.images.python");
	}

	@Test
	void anImageOfALanguageThatThereIsNotIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> images(Map.of("cobol", "cobol:85")))
			.withMessageContaining("docker.images.cobol is of no language")
			.withMessageContaining("javascript")
			.withMessageContaining("python");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "node", "bin/node", "/bin/node\n", "/" })
	void aCommandIsAnAbsolutePath(String command) {
		assertThatIllegalArgumentException().isThrownBy(() -> commands(Map.of("javascript", command)))
			.withMessageContaining("docker.commands.javascript is '" + command + "'")
			.withMessageContaining("absolute path");
	}

	@Test
	void whatIsGivenCannotBeChangedAfterwards() {
		Map<String, String> given = new java.util.HashMap<>(Map.of("javascript", "/usr/bin/node"));
		DockerProperties properties = commands(given);
		given.put("javascript", "/bin/sh");
		assertThat(properties.commands()).isEqualTo(Map.of("javascript", "/usr/bin/node"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "unconfined", "profile.json", "Default", "/profile\0.json" })
	void aSeccompProfileIsTheDefaultOrAnAbsolutePath(String seccomp) {
		assertThatIllegalArgumentException().isThrownBy(() -> confined(seccomp, null))
			.withMessageContaining("docker.seccomp is '" + seccomp + "'")
			.withMessageContaining("'default' or the absolute path");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "unconfined", "my profile", "a,seccomp=unconfined", "a\n" })
	void anAppArmorProfileConfines(String apparmor) {
		assertThatIllegalArgumentException().isThrownBy(() -> confined(null, apparmor))
			.withMessageContaining("docker.apparmor is '" + apparmor + "'")
			.withMessageContaining("name of a profile that confines");
	}

	@Test
	void anAppArmorProfileIsTakenByItsName() {
		assertThat(confined(null, "docker-default").apparmor()).isEqualTo("docker-default");
	}

	@Test
	void tlsNeedsAnEngineThatItIsFor() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DockerProperties(null, new DockerProperties.Tls("/etc/certs"), null, null, null, null,
					null, null))
			.withMessageContaining("docker.host is not set, and docker.tls is")
			.withMessageContaining("tcp://");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "certs", "/certs\0" })
	void certificatesAreInAFolderThatIsNamedWhole(String certificates) {
		assertThatIllegalArgumentException().isThrownBy(() -> new DockerProperties.Tls(certificates))
			.withMessageContaining("docker.tls.certificates is '" + certificates + "'")
			.withMessageContaining("ca.pem, cert.pem and key.pem");
	}

	@Test
	void tlsWithoutCertificatesIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DockerProperties.Tls(null))
			.withMessageContaining("docker.tls.certificates is not set");
	}

	@Test
	void whoPullsHasANameAndAPassword() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DockerProperties.Registry("images.example", "ada", null))
			.withMessageContaining("docker.registry.password");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new DockerProperties.Registry("images.example", " ", "secret"))
			.withMessageContaining("docker.registry.username")
			.withMessageNotContaining("secret");
		for (@Nullable
		String address : new @Nullable String[] { null, "", "https://images.example" }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new DockerProperties.Registry(address, "ada", "secret"))
				.withMessageContaining("docker.registry.address");
		}
	}

	@Test
	void aPasswordIsForTheImagesOfItsRegistryOnly() {
		DockerProperties.Registry registry = new DockerProperties.Registry("images.example", "ada", "secret");
		assertThat(registry.has("images.example/team/guest:1")).isTrue();
		assertThat(registry.has("node:22-alpine")).isFalse();
		assertThat(registry.has("images.example.evil/guest")).isFalse();
	}

	@Test
	void noPasswordIsEverPrinted() {
		DockerProperties properties = new DockerProperties(null, null, null, null, null,
				new DockerProperties.Registry("images.example", "ada", "hush-hush"), null, null);
		assertThat(properties.toString()).contains("ada").doesNotContain("hush");
		assertThat(String.valueOf(properties.registry())).isEqualTo("Registry[address=images.example, username=ada]");
	}

	@Test
	void policiesHaveTheNamesThatAreWrittenInConfiguration() {
		assertThat(PullPolicy.values()).extracting((policy) -> policy.name().toLowerCase().replace('_', '-'))
			.containsExactlyInAnyOrder("if-missing", "never", "always");
	}

}
