package io.toolruntime.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxSpec;

/** An application of its own that has a sandbox, to be killed. */
final class SandboxHolder {

	private SandboxHolder() {
	}

	/**
	 * Opens a sandbox that ignores the end of its input, writes a line, and waits.
	 * @param args name of the sandbox
	 */
	public static void main(String[] args) throws InterruptedException {
		BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS);
		Sandbox sandbox = provider.open(new SandboxSpec(args[0], "python", Ran.LIMITS, Map.of()),
				List.of("/usr/bin/python3", "-I", "-c", Ran.WAIT + "import time; time.sleep(300)"));
		Ran.begin(sandbox);
		// Not through a logger: whoever started this reads it
		new PrintStream(new FileOutputStream(FileDescriptor.out), true).println("here");
		TimeUnit.MINUTES.sleep(5);
	}

}
