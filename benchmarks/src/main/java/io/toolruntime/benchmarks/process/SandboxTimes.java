package io.toolruntime.benchmarks.process;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.micrometer.observation.ObservationRegistry;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.backend.Backend;
import io.toolruntime.backend.PoolState;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;

/**
 * Measures executions in sandboxes: cold, from a pool at an offered rate, and the round
 * trip of a tool call; beside them, what a shell takes for the same without any of it.
 */
final class SandboxTimes {

	private static final Map<String, String> CALLS = Map.of("javascript", """
			for (let i = 0; i < 50; i++) await tools.test.echo({ i });
			const start = performance.now();
			for (let i = 0; i < 200; i++) await tools.test.echo({ i });
			return (performance.now() - start) / 200;
			""", "python", """
			import time
			for i in range(50):
			    tools.test.echo(i=i)
			start = time.perf_counter()
			for i in range(200):
			    tools.test.echo(i=i)
			(time.perf_counter() - start) * 1000 / 200
			""");

	private static final int POOLED = 4;

	private final Subject subject;

	private final int runs;

	private final PrintStream progress;

	/**
	 * Creates a run.
	 * @param subject what is measured
	 * @param runs how often each thing is done
	 * @param progress where it tells what it does
	 */
	SandboxTimes(Subject subject, int runs, PrintStream progress) {
		this.subject = subject;
		this.runs = runs;
		this.progress = progress;
	}

	/**
	 * Measures, and prints a table in Markdown.
	 * @param subjects what is measured
	 * @param args how often each thing is done; 100 if absent
	 * @throws Exception if it cannot be measured
	 */
	static void print(List<Subject> subjects, String[] args) throws Exception {
		int runs = (args.length > 0) ? Integer.parseInt(args[0]) : 100;
		PrintStream table = System.out;
		List<Times> times = new ArrayList<>();
		for (Subject subject : subjects) {
			times.addAll(new SandboxTimes(subject, runs, System.err).measure());
		}
		table.println("| language | what | p50 ms | p99 ms | runs |\n| --- | --- | --- | --- | --- |");
		times.forEach((each) -> table.println(each.row()));
	}

	List<Times> measure() throws IOException, InterruptedException {
		List<Times> times = new ArrayList<>();
		for (String language : List.of("javascript", "python")) {
			this.progress.println("Measuring " + this.subject.name() + ", " + language);
			times.add(plain(language));
			times.add(cold(language));
			times.addAll(pooled(language));
		}
		return times;
	}

	private Times plain(String language) throws IOException, InterruptedException {
		List<String> command = this.subject.plain().getOrDefault(language, List.of());
		List<Double> millis = new ArrayList<>();
		for (int i = 0; i < this.runs; i++) {
			long start = System.nanoTime();
			if (new ProcessBuilder(command).redirectError(Redirect.DISCARD).start().waitFor() != 0) {
				throw new IOException(command + " failed");
			}
			millis.add((System.nanoTime() - start) / 1e6);
		}
		return Times.of(language, this.subject.name() + ": `" + String.join(" ", command) + "`", millis);
	}

	private Times cold(String language) {
		try (DefaultRuntime runtime = runtime(0)) {
			List<Double> millis = new ArrayList<>();
			for (int i = 0; i < this.runs; i++) {
				millis.add(execute(runtime, language, "1 + 1").timings().durationMs());
			}
			return Times.of(language, this.subject.name() + ": `1 + 1`, cold", millis);
		}
	}

	private List<Times> pooled(String language) throws InterruptedException {
		try (DefaultRuntime runtime = runtime(POOLED)) {
			execute(runtime, language, "1 + 1");
			awaitPool(runtime);
			List<Double> millis = new ArrayList<>();
			long next = System.nanoTime();
			for (int i = 0; i < this.runs; i++) {
				next += TimeUnit.MILLISECONDS.toNanos(this.subject.gapMillis());
				TimeUnit.NANOSECONDS.sleep(next - System.nanoTime());
				millis.add(execute(runtime, language, "1 + 1").timings().durationMs());
			}
			List<Double> calls = new ArrayList<>();
			for (int i = 0; i < Math.max(1, this.runs / 10); i++) {
				awaitPool(runtime);
				Object mean = execute(runtime, language, CALLS.getOrDefault(language, "")).value();
				calls.add(((Number) Objects.requireNonNull(mean)).doubleValue());
			}
			return List.of(Times.of(language,
					this.subject.name() + ": `1 + 1`, pooled, " + 1000 / this.subject.gapMillis() + " a second",
					millis), Times.of(language, this.subject.name() + ": one tool call, mean of 200", calls));
		}
	}

	private static void awaitPool(DefaultRuntime runtime) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (idle(runtime) < POOLED && System.nanoTime() - deadline < 0) {
			Thread.sleep(20);
		}
	}

	private static int idle(DefaultRuntime runtime) {
		return runtime.registry().list().get(0).backend().pool().map(PoolState::idle).orElse(0);
	}

	private static ExecuteResult execute(DefaultRuntime runtime, String language, String code) {
		return runtime.execute(ExecuteRequest.builder().language(language).code(code).build()).orThrow();
	}

	private DefaultRuntime runtime(int minIdle) {
		SecurityProfile dev = SecurityProfile.named(SecurityProfile.DEV);
		Limits limits = Limits.parse(Map.of("tool-calls", 1000)).orElse(dev.limits());
		SecurityProfile profile = new SecurityProfile(dev.name(), limits, dev.isolation(), Set.of(), dev.tools(), 0, 0,
				Duration.ofSeconds(60), new PoolSettings(minIdle, 16, Duration.ofSeconds(60)));
		DefaultRuntime runtime = new DefaultRuntime(
				new RuntimeSettings("javascript", profile.name(), Set.of(), Duration.ofSeconds(5)),
				CatalogToolGateway.of(Tool.of(ToolDescriptor.of("test:echo", "Echo", ToolDescriptor.ANY_OBJECT),
						(arguments, context) -> arguments)),
				ObservationRegistry.NOOP, List.of());
		runtime.register(profile, this.subject.backend().apply(profile));
		return runtime;
	}

	/**
	 * What is measured.
	 *
	 * @param name what it is called in the table
	 * @param backend makes the backend
	 * @param plain what a shell would do instead, by language
	 * @param gapMillis time between the beginnings of two executions from the pool
	 */
	record Subject(String name, Function<SecurityProfile, Backend> backend, Map<String, List<String>> plain,
			long gapMillis) {
	}

}
