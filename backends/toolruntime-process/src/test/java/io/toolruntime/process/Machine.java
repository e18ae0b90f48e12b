package io.toolruntime.process;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/** What the machine that the tests run on has. */
final class Machine {

	private Machine() {
	}

	static void assumeBubblewrap() {
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
	}

	static void assumeControlGroups(BubblewrapSandboxProvider provider) {
		assumeBubblewrap();
		Assumptions.assumeTrue(provider.check().get("cgroup").toString().contains("memory, pids, cpu"),
				"the tests may not create control groups");
	}

	static void assumeRoot() {
		Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "the tests do not run as root");
	}

}
