package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;

import static org.assertj.core.api.Assertions.assertThat;

/** What somebody hears who counts and measures. */
@Timeout(60)
class JavaScriptToolsObserverTests implements JavaScriptToolsObserver {

	private final List<String> started = new CopyOnWriteArrayList<>();

	private final List<String> ended = new CopyOnWriteArrayList<>();

	private final List<JavaScriptResult> results = new CopyOnWriteArrayList<>();

	private JavaScriptTools tools;

	@BeforeEach
	void open(@TempDir Path folder) throws IOException {
		TestRuntimes.assume(JavaScriptRuntime.BUN);
		TestRuntimes.assumeBubblewrap();
		TestRuntimes.tools(folder);
		this.tools = new JavaScriptToolsFactory((name) -> null, getClass().getClassLoader(), this)
			.create(TestRuntimes.builder(folder, JavaScriptRuntime.BUN).workers(new Workers(null, 2, 2)).build());
	}

	@AfterEach
	void close() {
		if (this.tools != null) {
			this.tools.close();
		}
	}

	@Override
	public void called(JavaScriptCall call, JavaScriptResult result) {
		this.results.add(result);
	}

	@Override
	public void workerStarted(String source, JavaScriptRuntime runtime, Duration took) {
		assertThat(took).isPositive();
		this.started.add(source + " on " + runtime.value());
	}

	@Override
	public void workerEnded(String source, JavaScriptRuntime runtime, @Nullable Integer exitCode) {
		this.ended.add(source + " on " + runtime.value() + ": " + exitCode);
	}

	private void call(String tool, Object input) {
		this.tools.tryExecute(JavaScriptCall.of(tool, "e", input, Map.of()));
	}

	private void awaitEnds(int count) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (this.ended.size() < count && System.nanoTime() < deadline) {
			Thread.sleep(20);
		}
		assertThat(this.ended).hasSize(count);
	}

	@Test
	void aResultIsToldWithItsLengthAsJson() {
		call("echo", Map.of("text", "ü"));

		assertThat(this.results).singleElement()
			.satisfies((result) -> assertThat(result.outputBytes()).isEqualTo("{\"text\":\"ue\"}".length()));
		assertThat(this.started).containsExactly("javascript on bun");
	}

	@Test
	void aWorkerThatEndsByItselfIsToldWithItsExitCode() throws InterruptedException {
		call("exits", Map.of("code", 3));

		awaitEnds(1);
		assertThat(this.ended).containsExactly("javascript on bun: 3");
		assertThat(this.results).singleElement()
			.satisfies((result) -> assertThat(result.failure().getKind()).isEqualTo(JavaScriptFailure.CRASHED));
	}

	@Test
	void aWorkerIsReplacedAfterItsCalls() throws InterruptedException {
		for (int i = 0; i < 5; i++) {
			call("add", Map.of("a", 1, "b", i));
		}

		awaitEnds(2);
		assertThat(this.ended).containsOnly("javascript on bun: null");
		assertThat(this.started).hasSize(3);
		assertThat(this.results).hasSize(5).allMatch(JavaScriptResult::isSuccess);
	}

	@Test
	void aFailureIsToldToo() {
		call("no_tool", Map.of());

		assertThat(this.results).singleElement()
			.satisfies((result) -> assertThat(result.failure().getKind()).isEqualTo(JavaScriptFailure.NOT_FOUND));
	}

}
