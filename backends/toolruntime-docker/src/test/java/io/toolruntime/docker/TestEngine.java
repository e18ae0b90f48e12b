package io.toolruntime.docker;

import java.util.Map;

import com.github.dockerjava.api.exception.NotFoundException;
import org.junit.jupiter.api.Assumptions;

import io.toolruntime.RuntimeUnavailableException;

/** The engine of the machine that tests run on, and what it must have for them. */
final class TestEngine {

	/** Made by {@code image/from-this-machine}. */
	static final String IMAGE = "toolruntime-guest:test";

	static final DockerProperties PROPERTIES = new DockerProperties(null, null,
			Map.of("javascript", IMAGE, "python", IMAGE), null, PullPolicy.NEVER, null, null, null);

	private TestEngine() {
	}

	static DockerEngine connect() {
		return DockerEngine.connect("docker", new ConnectionFinder().find("docker"));
	}

	/** Skips what needs an engine where there is none, and says what is missing. */
	static void assume() {
		try (DockerEngine engine = connect()) {
			engine.image(IMAGE);
		}
		catch (RuntimeUnavailableException | NotFoundException ex) {
			Assumptions.abort("A Docker Engine with the image " + IMAGE + " is needed: .ci/engines start, then"
					+ " backends/toolruntime-docker/image/from-this-machine (" + ex.getMessage() + ")");
		}
	}

	/** Fails where there is no engine with the image, and says what is missing. */
	static void require() {
		try (DockerEngine engine = connect()) {
			engine.image(IMAGE);
		}
		catch (NotFoundException ex) {
			throw new IllegalStateException(
					"The engine has no image " + IMAGE + ": backends/toolruntime-docker/image/from-this-machine", ex);
		}
	}

	/** Skips what needs a runtime that the engine does not know. */
	static void assume(String runtime) {
		assume();
		try (DockerEngine engine = connect()) {
			Assumptions.assumeTrue(engine.info().getRuntimes().containsKey(runtime),
					() -> "The engine needs the runtime " + runtime + ": .ci/engines start");
		}
	}

}
