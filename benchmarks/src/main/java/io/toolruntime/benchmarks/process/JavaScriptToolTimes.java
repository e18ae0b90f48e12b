package io.toolruntime.benchmarks.process;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.toolruntime.javascript.JavaScriptRuntime;
import io.toolruntime.javascript.JavaScriptTools;
import io.toolruntime.javascript.JavaScriptToolsFactory;
import io.toolruntime.javascript.JavaScriptToolsObserver;
import io.toolruntime.javascript.JavaScriptToolsProperties;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;

/**
 * Measures calls of tools written in TypeScript: on a worker that is warm, and on a fresh
 * one, beside the start of its runtime alone. All with no permission, and so enclosed.
 */
public final class JavaScriptToolTimes {

	/** Where {@code .ci/runtimes} installs them. */
	private static final Path RUNTIMES = Path
		.of(Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(System.getenv("HOME") + "/.cache"))
		.resolve("toolruntime-runtimes");

	private static final String TOOLS = "export const add = ({ a, b }: { a: number; b: number }): number => a + b;\n";

	private final JavaScriptRuntime runtime;

	private final int runs;

	private final Path folder;

	private final List<Double> starts = new ArrayList<>();

	private JavaScriptToolTimes(JavaScriptRuntime runtime, int runs, Path folder) {
		this.runtime = runtime;
		this.runs = runs;
		this.folder = folder;
	}

	/**
	 * Measures and prints a table in Markdown.
	 * @param args how often a worker is started, and ten times as often a tool is called;
	 * 100 if absent
	 * @throws Exception if it cannot be measured
	 */
	public static void main(String[] args) throws Exception {
		int runs = (args.length > 0) ? Integer.parseInt(args[0]) : 100;
		PrintStream table = System.out;
		table.println("| runtime | what | p50 ms | p99 ms | runs |\n| --- | --- | --- | --- | --- |");
		for (Times times : measure(runs, System.err)) {
			table.println(times.row());
		}
	}

	static List<Times> measure(int runs, PrintStream progress) throws IOException, InterruptedException {
		Path folder = Files.createTempDirectory("toolruntime-benchmark");
		Path tools = Files.writeString(folder.resolve("tools.ts"), TOOLS);
		Path empty = Files.writeString(folder.resolve("empty.ts"), "");
		try {
			List<Times> times = new ArrayList<>();
			for (JavaScriptRuntime runtime : JavaScriptRuntime.values()) {
				if (Files.isExecutable(RUNTIMES.resolve(runtime.value()))) {
					progress.println("Measuring tools on " + runtime.value());
					times.addAll(new JavaScriptToolTimes(runtime, runs, folder).measure(empty));
				}
			}
			return times;
		}
		finally {
			Files.delete(tools);
			Files.delete(empty);
			Files.delete(folder);
		}
	}

	/*
	 * A start of the runtime and one of a worker in turn, so that both see the same
	 * machine.
	 */
	private List<Times> measure(Path empty) throws IOException, InterruptedException {
		List<Double> plain = new ArrayList<>();
		List<Double> fresh = new ArrayList<>();
		try (JavaScriptTools tools = tools(1)) {
			call(tools);
			for (int i = 0; i < this.runs; i++) {
				plain.add(start(empty));
				fresh.add(call(tools));
			}
		}
		List<Double> warm = new ArrayList<>();
		try (JavaScriptTools tools = tools(Integer.MAX_VALUE)) {
			for (int i = 0; i < 10 * this.runs; i++) {
				call(tools);
			}
			for (int i = 0; i < 10 * this.runs; i++) {
				warm.add(call(tools));
			}
		}
		String name = this.runtime.value();
		return List.of(Times.of(name, "start of the runtime alone, with an empty file", plain),
				Times.of(name, "start of a worker that has loaded its tools", this.starts.subList(1, this.runs + 1)),
				Times.of(name, "a call on a fresh worker", fresh), Times.of(name, "a call on a warm worker", warm));
	}

	private JavaScriptTools tools(int maxCalls) {
		JavaScriptToolsObserver observer = new JavaScriptToolsObserver() {

			@Override
			public void workerStarted(String source, JavaScriptRuntime runtime, Duration took) {
				JavaScriptToolTimes.this.starts.add(took.toNanos() / 1e6);
			}

		};
		return new JavaScriptToolsFactory((name) -> null, JavaScriptToolTimes.class.getClassLoader(), observer)
			.create(JavaScriptToolsProperties.builder()
				.entrypoint("./tools.ts")
				.projectRoot(this.folder.toString())
				.runtime(this.runtime.value())
				.commands(Map.of(this.runtime.value(), RUNTIMES.resolve(this.runtime.value()).toString()))
				.workers(new Workers(null, 2, maxCalls))
				.build());
	}

	private static double call(JavaScriptTools tools) {
		long start = System.nanoTime();
		Object sum = tools.execute("add", "benchmark", Map.of("a", 20, "b", 22), Map.of());
		if (!Integer.valueOf(42).equals(sum)) {
			throw new IllegalStateException("20 + 22 is " + sum);
		}
		return (System.nanoTime() - start) / 1e6;
	}

	private double start(Path empty) throws IOException, InterruptedException {
		String program = RUNTIMES.resolve(this.runtime.value()).toString();
		List<String> command = (this.runtime == JavaScriptRuntime.DENO)
				? List.of(program, "run", "--no-remote", "--no-lock", empty.toString())
				: List.of(program, empty.toString());
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.DISCARD)
			.redirectOutput(Redirect.DISCARD);
		builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
		builder.environment().put("DENO_NO_UPDATE_CHECK", "1");
		long start = System.nanoTime();
		if (builder.start().waitFor() != 0) {
			throw new IOException(command + " failed");
		}
		return (System.nanoTime() - start) / 1e6;
	}

}
