package io.toolruntime.docker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.RuntimeUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Images that a real engine pulls from a registry of the test's own. */
@Timeout(120)
class GuestImagesTests {

	private final List<String> names = new ArrayList<>();

	private TestRegistry registry;

	private DockerEngine engine;

	@BeforeEach
	void connect() throws IOException {
		TestEngine.assume();
		this.registry = TestRegistry.start();
		this.engine = TestEngine.connect();
	}

	@AfterEach
	void removeImages() throws IOException {
		if (this.engine == null) {
			return;
		}
		this.engine.close();
		this.registry.close();
		DockerConnection connection = new ConnectionFinder().find("docker");
		try (DockerClient client = DockerClientImpl.getInstance(DefaultDockerClientConfig.createDefaultConfigBuilder()
			.withDockerHost(connection.host().toString())
			.build(), new ZerodepDockerHttpClient.Builder().dockerHost(connection.host()).build())) {
			for (String name : this.names) {
				try {
					client.removeImageCmd(name).withForce(true).exec();
				}
				catch (DockerException ex) {
					// Was not pulled
				}
			}
		}
	}

	private String image(String name, String tag, String file, String config) {
		String image = this.registry.image(name, tag, file, config);
		this.names.add(image);
		return image;
	}

	private DockerProperties.Registry ada() {
		return new DockerProperties.Registry(this.registry.address(), "ada", "hush-hush");
	}

	private String image() {
		return image("guest", "1", "first", "{}");
	}

	private GuestImages images(String image, PullPolicy pull, DockerProperties.@Nullable Registry who) {
		return images(image, pull, who, Duration.ofMinutes(1));
	}

	private GuestImages images(String image, PullPolicy pull, DockerProperties.@Nullable Registry who,
			Duration patience) {
		return new GuestImages("docker",
				new DockerProperties(null, null, Map.of("javascript", image), null, pull, who, null, null), patience);
	}

	@Test
	void anImageThatIsMissingIsPulledOnce() {
		String image = image();
		GuestImages images = images(image, PullPolicy.IF_MISSING, null);
		assertThat(images.digest(this.engine, "javascript")).isEqualTo(image);
		GuestImage found = images.of(this.engine, "javascript");
		assertThat(found.id()).startsWith("sha256:");
		assertThat(images.digest(this.engine, "javascript")).isEqualTo(found.id());
		assertThat(images.of(this.engine, "javascript")).isSameAs(found);
		assertThat(images.refresh(this.engine, "javascript")).isEqualTo(found);
		assertThat(images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript")).isEqualTo(found);
		assertThat(this.registry.pulls()).containsExactly("guest:1");
	}

	@Test
	void whereNothingIsPulledItIsSaidHowToGetTheImageThere() {
		String image = image();
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> images(image, PullPolicy.NEVER, null).of(this.engine, "javascript"))
			.withMessageContaining("no image " + image)
			.withMessageContaining("docker.images.javascript")
			.withMessageContaining("docker.pull is never")
			.withMessageContaining("docker pull " + image);
		assertThat(this.registry.pulls()).isEmpty();
	}

	@Test
	void whereNothingIsPulledWhatIsThereIsTaken() {
		String image = image();
		GuestImage pulled = images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript");
		assertThat(images(image, PullPolicy.NEVER, null).of(this.engine, "javascript")).isEqualTo(pulled);
		assertThat(this.registry.pulls()).hasSize(1);
	}

	@Test
	void anImageThatIsAlwaysPulledIsPulledOnceByEachBackendAndBecomesTheNewOne() {
		String image = image();
		GuestImage first = images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript");
		image("guest", "1", "second", "{}");
		GuestImages images = images(image, PullPolicy.ALWAYS, null);
		GuestImage second = images.of(this.engine, "javascript");
		images.refresh(this.engine, "javascript");
		assertThat(second.id()).isNotEqualTo(first.id());
		assertThat(this.registry.pulls()).containsExactly("guest:1", "guest:1");
		this.names.add(first.id());
	}

	@Test
	void anImageThatCannotBePulledWholeIsNotTheOldOne() {
		String image = image();
		GuestImage first = images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript");
		image("guest", "1", "second", "{}");
		this.registry.loseLayers();
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> images(image, PullPolicy.ALWAYS, null).of(this.engine, "javascript"))
			.withMessageContaining("cannot be pulled");
		assertThat(this.engine.image(image).getId()).isEqualTo(first.id());
	}

	@Test
	void withoutATagTheLatestIsPulledAndNotAll() {
		image("guest", "old", "old", "{}");
		String image = image("guest", "latest", "latest", "{}").replace(":latest", "");
		images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript");
		assertThatThrownBy(() -> this.engine.image(image + ":old")).isInstanceOf(NotFoundException.class);
	}

	@Test
	void anImageThatTheRegistryDoesNotHaveIsNamed() {
		String image = this.registry.address() + "/nothing:1";
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript"))
			.withMessageContaining("no image " + image)
			.withMessageContaining("cannot be pulled")
			.withMessageContaining("manifest unknown");
	}

	@Test
	void aRegistryThatIsNotThereIsNamed() throws IOException {
		String image = image();
		this.registry.close();
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript"))
			.withMessageContaining(this.registry.address())
			.withMessageContaining("connection refused");
	}

	@Test
	void whoeverDoesNotWaitForAPullIsToldSoAndItGoesOn() throws InterruptedException {
		String image = image();
		this.registry.hold();
		GuestImages images = images(image, PullPolicy.IF_MISSING, null, Duration.ofMillis(300));
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(RuntimeUnavailableException.class)
				.isThrownBy(() -> images.of(this.engine, "javascript"))
				.withMessageContaining(image)
				.withMessageContaining("still being pulled after 300ms");
		}
		this.registry.release();
		images.prepare(this.engine, "javascript");
		assertThat(images.of(this.engine, "javascript").id()).startsWith("sha256:");
		assertThat(this.registry.pulls()).containsExactly("guest:1");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whoeverHasThePasswordIsGivenTheImage(boolean bearer) {
		if (bearer) {
			this.registry.bearer("ada", "hush-hush");
		}
		else {
			this.registry.basic("ada", "hush-hush");
		}
		GuestImage image = images(image(), PullPolicy.IF_MISSING, ada()).of(this.engine, "javascript");
		assertThat(image.id()).startsWith("sha256:");
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whoeverHasAnotherPasswordIsNotAndItIsNotTold(boolean bearer) {
		if (bearer) {
			this.registry.bearer("ada", "another");
		}
		else {
			this.registry.basic("ada", "another");
		}
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> images(image(), PullPolicy.IF_MISSING, ada()).of(this.engine, "javascript"))
			.withMessageContaining("cannot be pulled")
			.withMessageNotContaining("hush-hush");
	}

	@Test
	void whoeverHasNoPasswordIsNot() {
		this.registry.basic("ada", "hush-hush");
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> images(image(), PullPolicy.IF_MISSING, null).of(this.engine, "javascript"))
			.withMessageContaining("cannot be pulled");
	}

	@Test
	void whatAnImageBringsIsKnownByName() {
		String image = image("guest", "1", "first", """
				{"Env": ["PATH=/nowhere", "TOKEN=a=b", "EMPTY="],
				 "Volumes": {"/data/": {}, "/a/../b": {}, "//c//d/.": {}, "/tmp": {}}}""");
		GuestImage found = images(image, PullPolicy.IF_MISSING, null).of(this.engine, "javascript");
		assertThat(found.environment()).containsExactlyInAnyOrder("PATH", "TOKEN", "EMPTY");
		assertThat(found.volumes()).containsExactlyInAnyOrder("/data", "/b", "/c/d", "/tmp");
	}

	@Test
	void anImageThatBringsNothingBringsNothing() {
		GuestImage found = images(image(), PullPolicy.IF_MISSING, null).of(this.engine, "javascript");
		assertThat(found.environment()).isEmpty();
		assertThat(found.volumes()).isEmpty();
	}

}
