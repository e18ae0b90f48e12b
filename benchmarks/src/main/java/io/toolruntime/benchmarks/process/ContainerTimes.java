package io.toolruntime.benchmarks.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.toolruntime.backend.Backend;
import io.toolruntime.docker.DockerBackendFactory;
import io.toolruntime.docker.DockerProperties;
import io.toolruntime.docker.OciRuntimeBackendFactory;
import io.toolruntime.docker.OciRuntimeProperties;
import io.toolruntime.docker.PullPolicy;
import io.toolruntime.profile.SecurityProfile;

/**
 * Measures executions in containers, on runc and on gVisor, beside {@code docker run} of
 * the same image and the same code.
 */
public final class ContainerTimes {

	/** What it can be told of: the image, which must have both interpreters. */
	private static final String IMAGE = System.getProperty("toolruntime.benchmarks.image", "toolruntime-guest:test");

	private static final Map<String, List<String>> PROGRAMS = Map.of("javascript",
			List.of("node", "-e", "console.log(1 + 1)"), "python", List.of("python3", "-c", "print(1 + 1)"));

	/** Two a second: a container takes two processors a third of a second. */
	private static final long GAP_MILLIS = 500;

	private ContainerTimes() {
	}

	/**
	 * Measures and prints a table in Markdown.
	 * @param args how often each thing is done; 100 if absent
	 * @throws Exception if it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		DockerProperties engine = new DockerProperties(null, null, Map.of("javascript", IMAGE, "python", IMAGE), null,
				PullPolicy.NEVER, null, null, null);
		DockerBackendFactory docker = new DockerBackendFactory();
		SandboxTimes.print(List.of(subject("runc", (profile) -> docker.create(profile, engine)),
				subject("runsc", (profile) -> OciRuntimeBackendFactory.gvisor(docker)
					.create(profile, OciRuntimeProperties.DEFAULTS, engine))),
				args);
	}

	private static SandboxTimes.Subject subject(String runtime, Function<SecurityProfile, Backend> backend) {
		// Docker's own filter, as gVisor applies it where it is told to, lets Node start
		// no
		// threads
		Map<String, List<String>> plain = new TreeMap<>();
		PROGRAMS.forEach((language, program) -> {
			List<String> command = new ArrayList<>(List.of("docker", "run", "--rm", "--runtime", runtime, "--network",
					"none", "--security-opt", "seccomp=unconfined", "--env", "PATH=/usr/local/bin:/usr/bin:/bin",
					"--entrypoint", program.get(0), IMAGE));
			command.addAll(program.subList(1, program.size()));
			plain.put(language, command);
		});
		return new SandboxTimes.Subject(runtime, backend, plain, GAP_MILLIS);
	}

}
