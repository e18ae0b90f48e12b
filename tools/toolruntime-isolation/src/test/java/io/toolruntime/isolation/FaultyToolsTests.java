package io.toolruntime.isolation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.Proc;
import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What a tool can do wrong costs its call, and nothing else. */
@Tag("once")
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultyToolsTests {

	private Isolated tools;

	@BeforeAll
	void start() {
		this.tools = new Isolated(IsolationMode.LOCAL, new HashMap<>(Map.of("timeout", "30s", "memory", "256MB", "pids",
				64, "disk", "20MB", "file-size", "10MB", "output", "1MB")));
	}

	@AfterAll
	void end() {
		this.tools.close();
	}

	private ToolException failed(String what, Object... keysAndValues) {
		ToolException failure = failure(this.tools, what, keysAndValues);
		// And nothing else
		assertThat(this.tools.call("echo", "value", "alive")).isEqualTo("alive");
		return failure;
	}

	private static ToolException failure(Isolated tools, String what, Object... keysAndValues) {
		ToolException failure = catchThrowableOfType(ToolException.class, () -> tools.call(what, keysAndValues));
		assertThat(failure).as(what).isNotNull();
		return failure;
	}

	private Isolated hurried(String timeout) {
		return new Isolated(this.tools.isolator(), Caller.named("ann"), Limits.parse(Map.of("timeout", timeout)));
	}

	@Test
	void corruptedMemoryIsACrashWithItsSignal() {
		ToolException failure = failed("unsafe");

		assertThat(failure.getCode()).isSameAs(ToolErrorCode.CRASHED);
		assertThat(failure).isInstanceOfSatisfying(IsolatedToolException.class, (ex) -> {
			assertThat(ex.getRun().signal()).isEqualTo("SIGSEGV");
			assertThat(ex.getRun().exitCode()).isNull();
			assertThat(ex.getRun().outputTail()).contains("SIGSEGV");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "KILL", "SEGV", "ABRT" })
	void aSignalIsACrashThatNamesIt(String signal) {
		ToolException failure = failed("kill", "signal", signal);

		assertThat(failure.getCode()).isSameAs(ToolErrorCode.CRASHED);
		assertThat(failure.getMessage()).contains("SIG" + signal);
	}

	/** Fault B6: nobody watched whether what ran the tool was still there. */
	@Test
	void b6TheEndOfTheProcessEndsTheCallAtOnce() {
		long began = System.nanoTime();

		failed("kill", "signal", "KILL");

		// The tool itself would wait for a minute
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit", "halt" })
	void anExitWithACodeIsACrashThatSaysTheCode(String how) {
		assertThat(failed(how, "code", 7)).isInstanceOfSatisfying(IsolatedToolException.class, (ex) -> {
			assertThat(ex.getCode()).isSameAs(ToolErrorCode.CRASHED);
			assertThat(ex.getRun().exitCode()).isEqualTo(7);
			assertThat(ex.getRun().signal()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "exit", "halt" })
	void anExitAsIfAllWereWellIsNoResult(String how) {
		assertThat(failed(how, "code", 0)).isInstanceOfSatisfying(IsolatedToolException.class, (ex) -> {
			assertThat(ex.getCode()).isSameAs(ToolErrorCode.NO_RESULT);
			assertThat(ex.getRun().exitCode()).isZero();
		});
	}

	@Test
	void aDeadlockIsATimeout() {
		ToolException failure = failure(hurried("1s"), "deadlock");

		assertThat(failure.getCode()).isSameAs(ToolErrorCode.TIMEOUT);
		assertThat(failure.getMessage()).isEqualTo("The tool did not end within 1s");
	}

	@Test
	void aToolThatIgnoresInterruptionIsEndedAllTheSame() {
		long began = System.nanoTime();

		assertThat(failure(hurried("500ms"), "stubborn").getCode()).isSameAs(ToolErrorCode.TIMEOUT);

		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
	}

	/** Fault B4: what was printed was kept in memory without a bound. */
	@Test
	void b4AGigabyteOfOutputIsTooMuch() {
		long before = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();

		ToolException failure = failed("print", "bytes", 1L << 30);

		assertThat(failure.getCode()).isSameAs(ToolErrorCode.OUTPUT_LIMIT);
		assertThat(failure).isInstanceOfSatisfying(IsolatedToolException.class,
				(ex) -> assertThat(ex.getRun().outputTail()).hasSizeLessThanOrEqualTo(4000));
		assertThat(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() - before)
			.isLessThan(200L << 20);
	}

	@Test
	void outputWithinTheLimitIsDrainedAndDoesNoHarm() {
		assertThat(this.tools.call("print", "bytes", 5 << 20)).isEqualTo("printed");
	}

	@Test
	void aResultThatIsTooLargeIsRefusedAndTheProcessLivesOn() {
		Object pid = this.tools.call("pid");

		assertThat(failed("large", "bytes", 2 << 20).getCode()).isSameAs(ToolErrorCode.OUTPUT_LIMIT);

		assertThat(this.tools.call("pid")).isEqualTo(pid);
	}

	@Test
	void aThreadBombCostsItsCall() {
		ToolException failure = failed("threads");

		assertThat(failure.getCode()).isIn(ToolErrorCode.EXECUTION_FAILED, ToolErrorCode.CRASHED);
		assertThat(failure.getMessage()).contains("64 processes and threads (limits.pids)");
	}

	@Test
	void aHeapBombIsTheMemoryLimit() {
		ToolException failure = failed("heap");

		assertThat(failure.getCode()).isSameAs(ToolErrorCode.MEMORY_LIMIT);
		assertThat(failure.getMessage()).contains("256MB");
	}

	@Test
	void aStackThatOverflowsCostsItsCallAndItsProcess() {
		Object pid = this.tools.call("pid");

		assertThat(failed("overflow").getCode()).isSameAs(ToolErrorCode.EXECUTION_FAILED);

		assertThat(this.tools.call("pid")).isNotEqualTo(pid);
	}

	@Test
	void aFileThatIsTooLargeCannotBeWritten() {
		assertThat(failed("file", "bytes", 15 << 20).getCode()).isSameAs(ToolErrorCode.EXECUTION_FAILED);

		assertThat(this.tools.last().outcome()).isEqualTo("ok");
		assertThat(this.tools.gateway().records()).filteredOn((call) -> "file".equals(call.arguments().get("do")))
			.first()
			.satisfies((call) -> assertThat(call.run().outputTail()).contains("File too large"));
	}

	@Test
	void aWorkspaceThatGrowsTooMuchEndsTheCall() {
		ToolException failure = failed("files");

		assertThat(failure.getCode()).isSameAs(ToolErrorCode.OUTPUT_LIMIT);
		assertThat(failure.getMessage()).contains("grew by more than 20MB (limits.disk)");
	}

	/** Fault B4: there was no process group, and grandchildren lived on. */
	@Test
	void b4WhatAToolStartedEndsWithIt() throws Exception {
		long grandchild = ((Number) this.tools.call("child", "seconds", 100)).longValue();
		assertThat(ProcessHandle.of(grandchild)).isPresent();

		failed("halt", "code", 1);

		assertThat(new Proc().isRunning(grandchild)).isFalse();
	}

	@Test
	void aCallThatIsCancelledEndsAtOnceAndTheToolIsTold() throws Exception {
		Isolated tools = hurried("30s");
		Thread canceller = new Thread(() -> {
			try {
				Thread.sleep(1000);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			tools.cancellation().cancel();
		});
		canceller.start();
		long began = System.nanoTime();

		assertThat(failure(tools, "stubborn").getCode()).isSameAs(ToolErrorCode.CANCELLED);

		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
		canceller.join();
	}

	/** Fault B8: each tool had the same timeout, in the code. */
	@Test
	void b8ACallLowersItsLimitsAndNeverRaisesThem() {
		assertThat(failure(hurried("300ms"), "sleep", "millis", 20_000).getMessage()).contains("300ms");

		Isolated wider = new Isolated(this.tools.isolator(), Caller.named("ann"),
				Limits.parse(Map.of("output", "100MB")));
		assertThat(failure(wider, "large", "bytes", 2 << 20).getMessage()).contains("1MB is the most");
	}

	@Test
	void aToolWhoseClassCannotMakeItDoesNotStart() {
		ToolSlice broken = ToolSlice.of(Faulty.ID, ToolClassBootstrap.class, "no.such.Class");
		IsolationRule rule = new IsolationRule(IsolationSelector.tools(Faulty.ID),
				IsolationChoice.of(IsolationMode.LOCAL), "test");
		ToolIsolator isolator = new ToolIsolator(new IsolationSelection(List.of(), List.of(rule), List.of()),
				(tool) -> broken, List.of(), IsolationSettings.DEFAULTS);
		try (Isolated tools = new Isolated(isolator, Caller.named("ann"), Limits.NONE)) {
			ToolException failure = failure(tools, "echo");

			assertThat(failure.getCode()).isSameAs(ToolErrorCode.START_FAILED);
			assertThat(failure.getMessage()).doesNotContain("no.such.Class");
			assertThat(failure)
				.hasRootCauseMessage("the tool cannot be made: java.lang.ClassNotFoundException: no.such.Class");
		}
	}

	@Test
	void aModeThatIsNotThereRunsNothing() {
		IsolationRule rule = new IsolationRule(IsolationSelector.tools(Faulty.ID),
				IsolationChoice.of(IsolationMode.DOCKER), "toolruntime.isolation[0]");
		ToolIsolator isolator = new ToolIsolator(new IsolationSelection(List.of(), List.of(rule), List.of()),
				ToolSlice::ofClass, List.of(), IsolationSettings.DEFAULTS);

		assertThat(isolator.check(List.of(new Faulty()), (id) -> false)).singleElement().satisfies((finding) -> {
			assertThat(finding.severity()).isSameAs(IsolationFinding.Severity.ERROR);
			assertThat(finding.description()).contains("mode docker is not available in this build");
		});
		try (Isolated tools = new Isolated(isolator, Caller.named("ann"), Limits.NONE)) {
			assertThat(failure(tools, "echo").getCode()).isSameAs(ToolErrorCode.UNAVAILABLE);
		}
	}

	@Test
	void aToolThatCannotBeMadeElsewhereIsFoundAtTheStart() {
		Tool lambda = Tool.of(new Faulty().descriptor(), (arguments, context) -> null);

		assertThat(this.tools.isolator().check(List.of(lambda), (id) -> false)).singleElement()
			.satisfies((finding) -> assertThat(finding.description())
				.contains("tool test:faulty cannot be made in a process of its own")
				.contains("@ToolIsolation"));
	}

}
