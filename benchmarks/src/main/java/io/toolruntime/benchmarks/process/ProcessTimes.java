package io.toolruntime.benchmarks.process;

import java.util.List;
import java.util.Map;

import io.toolruntime.process.ProcessBackendFactory;
import io.toolruntime.process.ProcessProperties;

/** Measures executions in bubblewrap beside the bare start of the interpreter. */
public final class ProcessTimes {

	/* As the guests find them: not by PATH, where a version manager may be in between. */
	private static final Map<String, List<String>> PLAIN = Map.of("javascript", List.of("/usr/bin/node", "-e", "0"),
			"python", List.of("/usr/bin/python3", "-c", "0"));

	private ProcessTimes() {
	}

	/**
	 * Measures and prints a table in Markdown.
	 * @param args how often each thing is done; 100 if absent
	 * @throws Exception if it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		SandboxTimes.print(List.of(subject()), args);
	}

	static SandboxTimes.Subject subject() {
		return new SandboxTimes.Subject("bubblewrap",
				(profile) -> new ProcessBackendFactory().create(profile, ProcessProperties.DEFAULTS), PLAIN, 100);
	}

}
