package io.toolruntime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.SandboxFailedException;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxExit;

/**
 * Asks in a sandbox without a user's code what runs there, and on which kernel.
 */
final class KernelTrial {

	private static final Duration LONGEST = Duration.ofSeconds(10);

	private static final int MOST_OUTPUT = 4000;

	/* Says it in one line, and waits: so long, the container can be looked at. */
	private static final Map<String, List<String>> PROGRAMS = Map.of("javascript", List.of("-e", """
			const { readFileSync } = require("fs");
			const text = (file) => { try { return readFileSync(file, "utf8").trim(); } catch { return ""; } };
			console.log(JSON.stringify({
				runtime: "node " + process.versions.node,
				release: require("os").release(),
				version: text("/proc/version"),
				bootId: text("/proc/sys/kernel/random/boot_id"),
				seccomp: text("/proc/self/status").match(/^Seccomp:\\s*(\\d)/m)?.[1],
			}));
			process.stdin.resume();
			"""), "python", List.of("-I", "-S", "-B", "-c", """
			import json, os, sys
			def text(file):
			    try:
			        with open(file) as f:
			            return f.read().strip()
			    except OSError:
			        return ""
			print(json.dumps({
			    "runtime": "python %d.%d.%d" % sys.version_info[:3],
			    "release": os.uname().release,
			    "version": text("/proc/version"),
			    "bootId": text("/proc/sys/kernel/random/boot_id"),
			    "seccomp": (text("/proc/self/status") + "\\nSeccomp: 0").split("\\nSeccomp:")[1].split()[0],
			}), flush=True)
			sys.stdin.read()
			"""));

	private final String kind;

	private final String language;

	KernelTrial(String kind, String language) {
		this.kind = kind;
		this.language = language;
	}

	List<String> command(String interpreter) {
		List<String> command = new ArrayList<>(List.of(interpreter));
		command.addAll(PROGRAMS.getOrDefault(this.language, List.of()));
		return command;
	}

	/**
	 * Waits for what a sandbox says.
	 * @param sandbox one that runs {@link #command}
	 * @return what it met
	 * @throws SandboxFailedException if it says nothing, or nothing that makes sense
	 */
	Met in(Sandbox sandbox) {
		FutureTask<String> line = new FutureTask<>(() -> line(sandbox.stdout()));
		Thread reader = new Thread(line, "toolruntime-" + this.kind + "-check");
		reader.setDaemon(true);
		reader.start();
		try {
			Map<?, ?> told = JsonMapper.shared()
				.readValue(line.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS), Map.class);
			return new Met(String.valueOf(told.get("runtime")), KernelIdentity.of(told),
					"2".equals(told.get("seccomp")));
		}
		catch (ExecutionException ex) {
			throw failed(Objects.requireNonNullElse(ex.getCause(), ex).getMessage() + ended(sandbox), ex);
		}
		catch (TimeoutException ex) {
			throw failed("it says nothing within " + LONGEST.toSeconds() + " s", ex);
		}
		catch (JacksonException ex) {
			throw failed("it says what makes no sense", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed("interrupted", ex);
		}
	}

	private String ended(Sandbox sandbox) {
		try {
			return sandbox.exit(Duration.ofSeconds(1))
				.map(SandboxExit::description)
				.map((how) -> "; it ended with " + how)
				.orElse("");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "";
		}
	}

	private SandboxFailedException failed(String why, @Nullable Throwable cause) {
		return new SandboxFailedException("A sandbox for " + this.language + " cannot be used: " + why, this.kind, true,
				null, cause);
	}

	private static String line(InputStream in) throws IOException {
		byte[] line = new byte[MOST_OUTPUT];
		int length = 0;
		int read = in.read();
		while (read >= 0 && read != '\n' && length < line.length) {
			line[length++] = (byte) read;
			read = in.read();
		}
		if (length == 0) {
			throw new IOException("its interpreter says nothing");
		}
		return new String(line, 0, length, StandardCharsets.UTF_8);
	}

	/**
	 * What a sandbox met.
	 *
	 * @param runtime its interpreter
	 * @param kernel its kernel
	 * @param filtered whether a filter of system calls is in force inside
	 */
	record Met(String runtime, KernelIdentity kernel, boolean filtered) {
	}

}
