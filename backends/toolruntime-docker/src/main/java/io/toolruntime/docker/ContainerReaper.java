package io.toolruntime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.github.dockerjava.api.model.Container;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ToolRuntimeException;
import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * Removes what dead applications left at an engine. Of one that ran on this machine it is
 * known whether it is dead; of others' containers only those are removed that ended long
 * ago, since nobody can want anything of them.
 */
final class ContainerReaper {

	private static final Logger logger = LoggerFactory.getLogger(ContainerReaper.class);

	private static final Duration LONG_AGO = Duration.ofHours(1);

	private static final Set<String> ENDED = Set.of("created", "exited", "dead");

	private static final String SEPARATOR = ".";

	private final DockerEngine engine;

	private final ApplicationInstance application;

	ContainerReaper(DockerEngine engine, ApplicationInstance application) {
		this.engine = engine;
		this.application = application;
	}

	/**
	 * Names an application so that it can be told from those on other machines.
	 * @param application the application
	 * @return value of the label of its containers
	 */
	static String label(ApplicationInstance application) {
		return machine() + SEPARATOR + application.name();
	}

	/* A machine that was started anew has other processes: it is another. */
	private static String machine() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
		}
		catch (IOException ex) {
			return "elsewhere";
		}
	}

	/** Removes what was left; what cannot be removed stays, with a warning. */
	void reap() {
		try {
			List<Container> containers = this.engine.containers(SandboxSpec.INSTANCE);
			for (Container container : containers) {
				if (isLeft(container)) {
					remove(container);
				}
			}
		}
		catch (ToolRuntimeException ex) {
			logger.debug("What dead applications left cannot be looked for", ex);
		}
	}

	private void remove(Container container) {
		try {
			this.engine.remove(container.getId());
			logger.info("Removed the sandbox {} that a dead application left", container.getId());
		}
		catch (ToolRuntimeException ex) {
			logger.warn("The sandbox {} that a dead application left cannot be removed: {}", container.getId(),
					ex.getMessage());
		}
	}

	private boolean isLeft(Container container) {
		Map<String, String> labels = container.getLabels();
		String instance = (labels != null) ? labels.getOrDefault(SandboxSpec.INSTANCE, "") : "";
		String here = machine() + SEPARATOR;
		if (instance.startsWith(here) && this.application.isDead(instance.substring(here.length()))) {
			return true;
		}
		Instant created = Instant.ofEpochSecond((container.getCreated() != null) ? container.getCreated() : 0);
		return ENDED.contains(String.valueOf(container.getState())) && created.isBefore(Instant.now().minus(LONG_AGO));
	}

}
