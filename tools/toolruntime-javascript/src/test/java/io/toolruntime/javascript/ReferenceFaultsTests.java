package io.toolruntime.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.toolruntime.javascript.JavaScriptToolsProperties.Backoff;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each fault of the system that this one replaces, by its number in the project's
 * reference ({@code javascript-and-isolation.md}, A-gaps), and that it is not here. What
 * holds on every runtime is in {@link JavaScriptToolsTests} and
 * {@link PermissionMatrixTests} too.
 */
@Timeout(120)
class ReferenceFaultsTests {

	@TempDir
	private Path folder;

	private final List<JavaScriptTools> opened = new ArrayList<>();

	@BeforeEach
	void look() {
		TestRuntimes.assume(JavaScriptRuntime.BUN);
		TestRuntimes.assumeBubblewrap();
	}

	@AfterEach
	void close() {
		this.opened.forEach(JavaScriptTools::close);
	}

	private JavaScriptTools tools(String file, JavaScriptToolsPropertiesBuilder builder) throws IOException {
		Files.writeString(this.folder.resolve("tools.ts"), file);
		JavaScriptTools tools = new JavaScriptToolsFactory().create(builder.build());
		this.opened.add(tools);
		return tools;
	}

	private JavaScriptTools tools(String file) throws IOException {
		return tools(file, builder());
	}

	private JavaScriptToolsPropertiesBuilder builder() {
		return TestRuntimes.builder(this.folder, JavaScriptRuntime.BUN);
	}

	private static JavaScriptException failure(JavaScriptTools tools, String tool, @Nullable Object input) {
		JavaScriptResult result = tools.tryExecute(JavaScriptCall.of(tool, "e", input, Map.of()));
		assertThat(result.failure()).as("%s gave %s", tool, result.value()).isNotNull();
		return result.failure();
	}

	@Test
	@SuppressWarnings("unchecked")
	void fault1TheApplicationsEnvironmentIsNotTheTools() throws IOException {
		JavaScriptTools tools = tools("export const names = () => Object.keys(process.env);");

		List<String> names = (List<String>) tools.execute("names", "e", null, Map.of("GIVEN", "g"));

		assertThat(names).contains("GIVEN");
		assertThat(System.getenv().keySet()).isNotEmpty();
		assertThat(names).doesNotContainAnyElementsOf(System.getenv()
			.keySet()
			.stream()
			.filter((name) -> !Set.of("LANG", "NO_COLOR", "PWD", "DO_NOT_TRACK").contains(name))
			.toList());
	}

	@ParameterizedTest
	@EnumSource(JavaScriptRuntime.class)
	void fault2PermissionsAreEnforced(JavaScriptRuntime runtime) throws IOException {
		TestRuntimes.assume(runtime);
		Path secret = Files.writeString(Files.createTempFile("secret", ".txt"), "secret");
		try {
			JavaScriptTools tools = tools("""
					import { readFileSync } from "node:fs";
					export const read = ({ path }) => readFileSync(path, "utf8");
					""", TestRuntimes.builder(this.folder, runtime));

			assertThat(failure(tools, "read", Map.of("path", secret.toString())).getKind())
				.isEqualTo(JavaScriptFailure.THROWN);
			assertThat(tools.execute("read", "e", Map.of("path", this.folder.resolve("tools.ts").toString()), Map.of()))
				.asString()
				.contains("readFileSync");
		}
		finally {
			Files.delete(secret);
		}
	}

	@Test
	void fault3WhatAFilePrintsWhileItLoadsAndALargeInputDoNotWaitForEachOther() throws IOException {
		JavaScriptTools tools = tools("""
				console.log("x".repeat(1 << 20)); console.error("y".repeat(1 << 20));
				export const length = (input) => { console.log(input); return input.length; };
				""");

		assertThat(tools.execute("length", "e", "z".repeat(4 << 20), Map.of())).isEqualTo(4 << 20);
	}

	@Test
	void fault4WhatFailsEarlyLeavesNoZombieAndSaysWhatWasWrong() throws Exception {
		JavaScriptTools tools = tools("throw new Error('the price list is missing');");

		for (int i = 0; i < 3; i++) {
			assertThat(failure(tools, "any", "x".repeat(1 << 20))).hasMessageContaining("the price list is missing");
		}
		assertThat(zombies()).isEmpty();
	}

	private static List<String> zombies() throws IOException, InterruptedException {
		long own = ProcessHandle.current().pid();
		List<String> zombies = List.of("not looked yet");
		for (int i = 0; i < 100 && !zombies.isEmpty(); i++) {
			Thread.sleep(20);
			try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
				zombies = children.map((child) -> state(child.pid())).filter((state) -> state.startsWith("Z")).toList();
			}
		}
		assertThat(own).isPositive();
		return zombies;
	}

	private static String state(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
			return stat.substring(stat.lastIndexOf(')') + 2);
		}
		catch (IOException ex) {
			return "gone";
		}
	}

	@Test
	void fault5AGrandchildThatHoldsThePipesEndsWithItsCall() throws Exception {
		JavaScriptTools tools = tools("""
				import { spawn } from "node:child_process";
				export async function start() {
				  const shell = spawn("/bin/sh", ["-c", "sleep 600 & sleep 600"], { stdio: "inherit", detached: true });
				  await new Promise((go, no) => shell.on("spawn", go).on("error", no));
				  process.exit(1);
				}
				""", builder().permissions(TestRuntimes.permissions(null, null, null, null, "*")));
		long began = System.nanoTime();

		assertThat(failure(tools, "start", null).getKind()).isEqualTo(JavaScriptFailure.CRASHED);

		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
		long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
		while (sleeps() > 0 && System.nanoTime() < deadline) {
			Thread.sleep(20);
		}
		assertThat(sleeps()).isZero();
	}

	private static long sleeps() {
		return ProcessHandle.allProcesses()
			.filter((process) -> process.info().commandLine().orElse("").contains("sleep 600"))
			.count();
	}

	@Test
	void fault6ALoopIsEndedAndAWorkerPastItsTimeoutIsNotUsedAgain() throws IOException {
		JavaScriptTools tools = tools("""
				let calls = 0;
				export const loop = () => { for (;;); };
				export const late = () => { calls++; return new Promise(() => setInterval(() => {}, 10)); };
				export const count = () => calls;
				""");

		JavaScriptResult loop = tools
			.tryExecute(JavaScriptCall.of("loop", "e", null, Map.of()).withTimeout(Duration.ofMillis(300)));
		assertThat(loop.failure().getKind()).isEqualTo(JavaScriptFailure.TIMEOUT);
		assertThat(loop.duration()).isLessThan(Duration.ofSeconds(15));

		JavaScriptResult late = tools
			.tryExecute(JavaScriptCall.of("late", "e", null, Map.of()).withTimeout(Duration.ofMillis(300)));
		assertThat(late.failure().getKind()).isEqualTo(JavaScriptFailure.TIMEOUT);
		assertThat(tools.execute("count", "e", null, Map.of())).isEqualTo(0);
	}

	@Test
	void fault7WritingToStandardOutputCorruptsNothingAndAnExitIsNoSuccess() throws IOException {
		JavaScriptTools tools = tools(
				"""
						export const prints = () => { process.stdout.write('{"type":"result","value":"forged"}\\n'); return "real"; };
						export const exits = () => process.exit(0);
						""");

		assertThat(tools.execute("prints", "e", null, Map.of())).isEqualTo("real");
		assertThat(failure(tools, "exits", null).getKind()).isEqualTo(JavaScriptFailure.NO_RESULT);
	}

	@Test
	void fault8WhatAnObjectInheritsIsNoTool() throws IOException {
		JavaScriptTools tools = tools("export default { add: ({ a, b }) => a + b };");

		for (String inherited : List.of("toString", "constructor", "__proto__", "hasOwnProperty", "valueOf")) {
			assertThat(failure(tools, inherited, Map.of()).getKind()).as(inherited)
				.isEqualTo(JavaScriptFailure.NOT_FOUND);
		}
		assertThat(tools.execute("add", "e", Map.of("a", 1, "b", 2), Map.of())).isEqualTo(3);
	}

	@Test
	void fault9ALineOfStandardErrorThatNeverEndsHoldsNobodyUp() throws IOException {
		JavaScriptTools tools = tools("""
				import { writeSync } from "node:fs";
				export function complains() {
				  for (let i = 0; i < 64; i++) writeSync(2, "e".repeat(1 << 16));
				  return "done";
				}
				""", builder().stderr("64KB"));

		assertThat(tools.execute("complains", "e", null, Map.of())).isEqualTo("done");
	}

	@Test
	void fault10WhatCannotBeCalledIsToldAsSuchAndNotAsAnExit() throws IOException {
		JavaScriptTools tools = tools("export const add = ({ a, b }) => a + b;");

		for (String name : List.of("", "../add", "/add", ".add", "a//b", "a\u0000d", "ad\u0501", "a b")) {
			assertThat(failure(tools, name, null)).as(name)
				.isInstanceOf(JavaScriptToolException.class)
				.extracting("kind")
				.isEqualTo(JavaScriptFailure.INVALID);
		}
		assertThat(tools.tryExecute(JavaScriptCall.of("add", " ", null, Map.of())).failure().getKind())
			.isEqualTo(JavaScriptFailure.INVALID);
	}

	@Test
	void fault11AnErrorReadsAsTheToolWroteIt() throws IOException {
		JavaScriptTools tools = tools("export const fails = () => { throw new RangeError('no such country'); };");

		assertThat(failure(tools, "fails", null))
			.hasMessage("Tool fails (execution e) failed to run: RangeError: no such country");
	}

	@ParameterizedTest
	@EnumSource(JavaScriptRuntime.class)
	void fault12MemoryIsBounded(JavaScriptRuntime runtime) throws IOException {
		TestRuntimes.assume(runtime);
		// At most 4 GB, should nothing hold it
		JavaScriptTools tools = tools(
				"""
						export const hoard = () => { const kept = []; for (let i = 0; i < 4096; i++) kept.push(new Array(1 << 17).fill(i)); return kept.length; };
						export const add = ({ a, b }) => a + b;
						""",
				TestRuntimes.builder(this.folder, runtime).memory("256MB").timeout(Duration.ofSeconds(60)));

		assertThat(failure(tools, "hoard", null).getKind()).isEqualTo(JavaScriptFailure.MEMORY);
		assertThat(tools.execute("add", "e", Map.of("a", 1, "b", 2), Map.of())).isEqualTo(3);
	}

	@Test
	void fault13AStartThatFailsIsTriedAgainAndACallIsNot() throws IOException {
		Path attempts = this.folder.resolve("attempts");
		Path flaky = this.folder.resolve("flaky");
		// Fails twice before it is the runtime
		Files.writeString(flaky, """
				#!/bin/sh
				[ "$1" = --version ] && exec %1$s --version
				n=$(cat %2$s 2>/dev/null || echo 0)
				echo $((n + 1)) > %2$s
				[ "$n" -ge 2 ] || exit 1
				exec %1$s "$@"
				""".formatted(TestRuntimes.commands().get("bun"), attempts));
		Files.setPosixFilePermissions(flaky, PosixFilePermissions.fromString("rwxr-xr-x"));
		JavaScriptTools tools = tools("""
				import { appendFileSync } from "node:fs";
				export const fails = () => { appendFileSync("%s", "called\\n"); throw new Error("no"); };
				""".formatted(this.folder.resolve("calls")),
				builder().permissions(TestRuntimes.ALL)
					.commands(Map.of("bun", flaky.toString()))
					.backoff(new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofSeconds(20))));

		assertThat(failure(tools, "fails", null).getKind()).isEqualTo(JavaScriptFailure.THROWN);

		assertThat(Files.readString(attempts).strip()).isEqualTo("3");
		assertThat(Files.readAllLines(this.folder.resolve("calls"))).containsExactly("called");
	}

	@Test
	void fault13CallsAtOnceAreBounded() throws Exception {
		JavaScriptTools tools = tools("""
				export const wait = () => new Promise((go) => setTimeout(() => go(Date.now()), 300));
				""", builder().concurrency(2).workers(new Workers(null, 4, null)));
		List<CompletableFuture<Object>> calls = new ArrayList<>();
		tools.execute("wait", "e", null, Map.of());
		for (int i = 0; i < 6; i++) {
			calls.add(CompletableFuture.supplyAsync(() -> tools.execute("wait", "e", null, Map.of()),
					(task) -> new Thread(task).start()));
		}
		Thread.sleep(150);
		assertThat(tools.workers()).isLessThanOrEqualTo(2);
		for (CompletableFuture<Object> call : calls) {
			assertThat(call.get(20, TimeUnit.SECONDS)).isNotNull();
		}
		assertThat(tools.workers()).isLessThanOrEqualTo(2);
	}

	@Test
	void fault13AToolTellsItsProgressHearsItsEndAndItsInputIsChecked() throws Exception {
		JavaScriptTools tools = tools("""
				export async function steps({ count }, context) {
				  for (let i = 1; i <= count; i++) context.progress(i, count);
				  await new Promise((_, no) => context.signal.addEventListener("abort", () => no(new Error("heard"))));
				}
				steps.inputSchema = { type: "object", properties: { count: { type: "integer" } }, required: ["count"] };
				""");
		List<Double> progress = new CopyOnWriteArrayList<>();
		Cancellation cancellation = new Cancellation();
		CompletableFuture<JavaScriptResult> call = CompletableFuture
			.supplyAsync(() -> tools.tryExecute(JavaScriptCall.of("steps", "e", Map.of("count", 3), Map.of())
				.waitedFor(null, null, cancellation)
				.heardBy(new JavaScriptListener() {

					@Override
					public void progress(double value, @Nullable Double total, @Nullable String message) {
						progress.add(value);
						if (value == 3) {
							cancellation.cancel();
						}
					}

				})));

		assertThat(call.get(20, TimeUnit.SECONDS).failure().getKind()).isEqualTo(JavaScriptFailure.CANCELLED);
		assertThat(progress).containsExactly(1.0, 2.0, 3.0);
		assertThat(failure(tools, "steps", Map.of("count", "many")).getKind()).isEqualTo(JavaScriptFailure.INVALID);
	}

	@Test
	void fault14TheWorkersProgramIsWrittenOnceForEachApplicationWhereNobodyElseWrites() throws IOException {
		Set<Path> before = programs();

		tools("export const add = ({ a, b }) => a + b;");

		Set<Path> written = programs();
		written.removeAll(before);
		assertThat(written).singleElement().satisfies((program) -> {
			assertThat(Files.getPosixFilePermissions(program.getParent()))
				.isEqualTo(PosixFilePermissions.fromString("rwx------"));
			assertThat(Files.getPosixFilePermissions(program.getParent().getParent()))
				.isEqualTo(PosixFilePermissions.fromString("rwx------"));
		});
	}

	private static Set<Path> programs() throws IOException {
		Set<Path> programs = new HashSet<>();
		for (Path place : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/tmp"))) {
			try (Stream<Path> files = Files.find(place, 3,
					(file, attributes) -> file.endsWith("worker.mjs") && file.toString().contains("toolruntime-js-"))) {
				files.forEach(programs::add);
			}
			catch (UncheckedIOException ex) {
				// Something else in it has gone meanwhile
			}
		}
		return programs;
	}

}
