package io.toolruntime.docker;

import java.util.Set;
import java.util.TreeSet;

import com.github.dockerjava.api.model.Container;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * What sandboxes have at the engine: containers of this JVM, and volumes that were not
 * there before and that no container has.
 */
final class Leftovers {

	private final Set<String> before = new TreeSet<>();

	/** Remembers what there is now, if there is an engine. */
	Leftovers() {
		try (DockerEngine engine = TestEngine.connect()) {
			this.before.addAll(engine.volumes());
		}
		catch (RuntimeUnavailableException ex) {
			// Then nothing will be left either
		}
	}

	Set<String> now() {
		return now(ProcessHandle.current().pid());
	}

	/**
	 * Lists what there is now.
	 * @param application process of the application whose containers it is about
	 */
	Set<String> now(long application) {
		Set<String> found = new TreeSet<>();
		try (DockerEngine engine = TestEngine.connect()) {
			for (Container container : engine.containers(SandboxSpec.INSTANCE)) {
				if (container.getLabels().get(SandboxSpec.INSTANCE).contains("-" + application + "-")) {
					found.add("container " + container.getId() + " " + container.getState());
				}
			}
			engine.volumes()
				.stream()
				.filter((volume) -> !this.before.contains(volume))
				.forEach((volume) -> found.add("volume " + volume));
		}
		return found;
	}

}
