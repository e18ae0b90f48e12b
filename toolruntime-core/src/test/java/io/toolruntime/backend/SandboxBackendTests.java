package io.toolruntime.backend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.guest.ScriptedGuest;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;
import io.toolruntime.sandbox.ScriptedSandboxProvider;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the host makes of the end of a guest: its own counters come first. */
class SandboxBackendTests {

	private final CountDownLatch toolRuns = new CountDownLatch(1);

	private ScriptedSandboxProvider provider = ScriptedSandboxProvider.of((guest) -> guest.answer(42));

	private DefaultRuntime runtime;

	@AfterEach
	void nothingIsLeft() {
		if (this.runtime != null) {
			this.runtime.close();
			assertThat(this.provider.closed).isTrue();
		}
		assertThat(this.provider.living).hasValue(0);
	}

	@Test
	void aValueIsAResult() {
		ExecuteResult result = run((guest) -> guest.answer(Map.of("a", 1)));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(result.value()).isEqualTo(Map.of("a", 1));
		assertThat(result.exitCode()).isZero();
		assertThat(result.backend().details()).containsEntry("runtime", "scripted 1");
		assertThat(result.backend().pooled()).isFalse();
	}

	@Test
	void evidenceOfTheSandboxIsPartOfTheResult() {
		Enforcement memory = run((guest) -> guest.answer(1)).limitsEnforced().get(Limit.MEMORY);
		assertThat(memory.mechanism()).isEqualTo("scripted");
		assertThat(memory.peak()).isEqualTo("1MB");
	}

	@Test
	void whatTheCodeThrewIsItsError() {
		ExecuteResult result = run((guest) -> guest.fail("TypeError", "x is not a function"));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
		assertThat(result.error().name()).isEqualTo("TypeError");
		assertThat(result.exitCode()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "MEMORY_LIMIT", "PROCESS_LIMIT", "DISK_LIMIT" })
	void aLimitThatTheHostSawComesBeforeWhatTheCodeThrew(ExecutionOutcome limit) {
		this.provider.limitHit = limit;
		ExecuteResult result = run((guest) -> guest.fail("OSError", "no space, no memory, no process"));
		assertThat(result.outcome()).isEqualTo(limit);
		assertThat(result.error().message()).isEqualTo("no space, no memory, no process");
	}

	@ParameterizedTest
	@EnumSource(names = { "MEMORY_LIMIT", "PROCESS_LIMIT", "DISK_LIMIT" })
	void aLimitThatTheHostSawIsWhyAGuestDied(ExecutionOutcome limit) {
		this.provider.limitHit = limit;
		this.provider.exitCode = 137;
		ExecuteResult result = run((guest) -> guest.write("last words"));
		assertThat(result.outcome()).isEqualTo(limit);
		assertThat(result.stdout()).isEqualTo("last words");
		assertThat(result.exitCode()).isEqualTo(137);
	}

	@Test
	void aLimitThatTheHostSawComesBeforeABrokenProtocol() {
		this.provider.limitHit = ExecutionOutcome.MEMORY_LIMIT;
		assertThat(run((guest) -> guest.frame("{\"half\":")).outcome()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
	}

	@Test
	void codeThatEndsWellAfterALimitHasEndedWell() {
		this.provider.limitHit = ExecutionOutcome.PROCESS_LIMIT;
		assertThat(run((guest) -> guest.answer("went on")).outcome()).isEqualTo(ExecutionOutcome.OK);
	}

	@ParameterizedTest
	@CsvSource({ "3, exit code 3", "137, signal 9", "159, signal 31", "143, signal 15" })
	void aGuestThatDiesHasCrashed(int exitCode, String how) {
		this.provider.exitCode = exitCode;
		ExecuteResult result = run((guest) -> guest.write("last words"));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CRASHED);
		assertThat(result.error().message()).contains(how);
		assertThat(result.exitCode()).isEqualTo(exitCode);
	}

	@Test
	void aGuestThatBreaksTheProtocolHasCrashed() {
		ExecuteResult result = run((guest) -> {
			guest.frame("{}");
			guest.runForEver();
		});
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CRASHED);
		assertThat(result.error().message()).contains("broke the protocol");
		assertThat(this.provider.exitAwaited).as("waited for the end of a guest that runs").isFalse();
	}

	@Test
	void codeThatRunsTooLongIsEndedAndItsSandboxIsGoneWhenTheResultIsThere() {
		ExecuteResult result = run((guest) -> {
			guest.write("before");
			guest.runForEver();
		}, Limits.parse(Map.of("timeout", "100ms")));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
		assertThat(result.stdout()).isEqualTo("before");
		assertThat(result.timings().runMs()).isGreaterThanOrEqualTo(100);
		assertThat(this.provider.living).hasValue(0);
	}

	@Test
	void aToolThatRunsAtTheTimeoutIsToldAndRecorded() throws Exception {
		ExecuteResult result = run((guest) -> {
			guest.request(1, "runTool", Map.of("id", "test:wait", "args", Map.of()));
			guest.runForEver();
		}, Limits.parse(Map.of("timeout", "200ms")));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TIMEOUT);
		assertThat(result.toolCalls()).singleElement()
			.satisfies((call) -> assertThat(call.outcome()).isEqualTo("cancelled"));
	}

	@Test
	void aFloodEndsTheExecution() {
		ExecuteResult result = run((guest) -> {
			while (true) {
				guest.write("x".repeat(1 << 16));
			}
		}, Limits.parse(Map.of("output", "64KB")));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.OUTPUT_LIMIT);
		assertThat(result.stdout()).hasSize(64 << 10);
	}

	@Test
	void tenRefusedCallsEndTheExecution() {
		ExecuteResult result = run((guest) -> {
			for (int i = 1;; i++) {
				guest.request(i, "runTool", Map.of("id", "test:echo", "args", Map.of()));
				guest.read();
			}
		}, Limits.parse(Map.of("tool-calls", 2)));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.TOOL_CALL_LIMIT);
		assertThat(result.toolCalls()).hasSize(2);
	}

	@Test
	void aLimitThatTheGuestOnlyClaimsIsACodeError() {
		ExecuteResult result = run((guest) -> guest.frame("""
				{"jsonrpc":"2.0","id":0,"error":{"code":-32000,"message":"","data":{"name":"ToolError","exitCode":1,\
				"toolCode":"tool_call_limit"}}}"""));
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
	}

	@ParameterizedTest
	@CsvSource({ "MemoryError, ''", "RangeError, Array buffer allocation failed" })
	void memoryThatTheGuestsAllocatorRefusedIsTheMemoryLimit(String name, String message) {
		assertThat(run((guest) -> guest.fail(name, message)).outcome()).isEqualTo(ExecutionOutcome.MEMORY_LIMIT);
	}

	@Test
	void aCancelledExecutionEndsAtOnce() throws Exception {
		start((guest) -> {
			guest.write("before");
			guest.request(1, "runTool", Map.of("id", "test:wait", "args", Map.of()));
			guest.runForEver();
		});
		ExecutionHandle handle = this.runtime.start(ExecuteRequest.javascript("1").build());
		assertThat(this.toolRuns.await(60, TimeUnit.SECONDS)).isTrue();
		handle.cancel();
		ExecuteResult result = handle.result().get(60, TimeUnit.SECONDS);
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		assertThat(result.stdout()).isEqualTo("before");
	}

	@Test
	void aGuestThatDoesNotStartIsAFailureOfTheSandbox() {
		this.provider = new ScriptedSandboxProvider(
				(spec) -> ScriptedGuest.running((guest) -> guest.writeError("no such interpreter")));
		this.provider.exitCode = 127;
		register();
		assertThatThrownBy(() -> this.runtime.execute(ExecuteRequest.javascript("1").build()))
			.isInstanceOf(SandboxFailedException.class)
			.hasMessageContaining("exit code 127");
	}

	@Test
	void anEngineThatIsAwayMakesItDownAndRefusesExecutions() {
		this.provider.down = "bubblewrap is not installed; install it, or choose another backend";
		SandboxBackend backend = register();
		assertThat(backend.health().up()).isFalse();
		assertThat(backend.health().reason()).isEqualTo(this.provider.down);
		assertThatThrownBy(() -> this.runtime.execute(ExecuteRequest.javascript("1").build()))
			.isInstanceOf(RuntimeUnavailableException.class)
			.hasMessageContaining("bubblewrap is not installed");
	}

	@Test
	void aLanguageWithoutGuestIsRefused() {
		register();
		assertThatThrownBy(() -> this.runtime.execute(ExecuteRequest.builder().code("1").language("ruby").build()))
			.isInstanceOf(InvalidRequestException.class)
			.hasMessageContaining("ruby")
			.hasMessageContaining("javascript");
	}

	@Test
	void aBackendThatIsClosedIsDown() {
		SandboxBackend backend = register();
		backend.close();
		assertThat(backend.health().up()).isFalse();
	}

	private ExecuteResult run(ScriptedGuest.Script script) {
		return run(script, Limits.NONE);
	}

	private ExecuteResult run(ScriptedGuest.Script script, Limits limits) {
		start(script);
		return this.runtime.execute(ExecuteRequest.javascript("1").limits(limits).build());
	}

	private void start(ScriptedGuest.Script script) {
		ScriptedSandboxProvider scripted = ScriptedSandboxProvider.of(script);
		scripted.limitHit = this.provider.limitHit;
		scripted.exitCode = this.provider.exitCode;
		this.provider = scripted;
		register();
	}

	private SandboxBackend register() {
		SecurityProfile profile = SecurityProfile.named("dev");
		SandboxBackend backend = new SandboxBackend(profile, this.provider, "instance-1");
		CatalogToolGateway gateway = CatalogToolGateway.of(Tools.echo("test:echo"),
				Tools.tool("test:wait", (arguments, context) -> {
					CountDownLatch cancelled = new CountDownLatch(1);
					context.cancellation().onCancel(cancelled::countDown);
					this.toolRuns.countDown();
					return cancelled.await(60, TimeUnit.SECONDS);
				}));
		this.runtime = new DefaultRuntime(new RuntimeSettings("javascript", "dev", Set.of(), Duration.ofSeconds(10)),
				gateway, ObservationRegistry.NOOP, List.of());
		this.runtime.register(profile, backend);
		return backend;
	}

}
