package io.toolruntime.isolation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

import io.toolruntime.Artifact;
import io.toolruntime.Source;
import io.toolruntime.ToolCallEvent;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.caller.Caller;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalIsolationTests {

	private ToolIsolator isolator;

	private Isolated tools;

	@BeforeAll
	void start() {
		this.isolator = Isolated.isolator(IsolationMode.LOCAL, Map.of("tool-calls", 20), IsolationSettings.DEFAULTS,
				List.of(), HostResolver.system());
	}

	@BeforeEach
	void open() {
		Tool slow = Tool.of(ToolDescriptor.of("test:slow", "", ToolDescriptor.ANY_OBJECT), (arguments, context) -> {
			Thread.sleep(200);
			return "slow";
		});
		Tool who = Tool.of(ToolDescriptor.of("test:who", "", ToolDescriptor.ANY_OBJECT),
				(arguments, context) -> context.caller().name() + " " + arguments.get("n"));
		this.tools = new Isolated(this.isolator, new Caller("ann", "acme", Set.of("READ", "WRITE")), Limits.NONE, slow,
				who);
	}

	@AfterAll
	void end() {
		this.isolator.close();
	}

	@Test
	void aToolRunsInAProcessOfItsOwnAndTheRecordSaysSo() {
		Object pid = this.tools.call("pid");

		assertThat(((Number) pid).longValue()).isNotEqualTo(ProcessHandle.current().pid());
		assertThat(this.tools.last().run().mode()).isSameAs(IsolationMode.LOCAL);
	}

	@Test
	void aWarmProcessServesTheNextCall() {
		assertThat(this.tools.call("pid")).isEqualTo(this.tools.call("pid"));
	}

	@Test
	void argumentsAndResultsAreWhatTheyAreInTheApplication() {
		Map<String, Object> value = new LinkedHashMap<>();
		value.put("text", "häß \u20ac \ud83d\ude00");
		value.put("number", 12345678901234L);
		value.put("fraction", 0.5);
		value.put("null", null);
		value.put("list", List.of(1, true, List.of(), Map.of("a", "b")));

		assertThat(this.tools.call("echo", "value", value)).isEqualTo(value);
		assertThat(this.tools.call("echo", "value", null)).isNull();
	}

	/** Faults A1 and B4: a tool got the whole environment, and with it all keys. */
	@Test
	void b4TheEnvironmentIsEmpty() {
		assertThat(System.getenv()).isNotEmpty();
		assertThat(this.tools.call("environment")).isEqualTo(Map.of("LANG", "C.UTF-8"));
	}

	/** Fault B4: a tool ran as the server's user. */
	@Test
	void b4AToolIsAnotherUserThatMayDoNothing() {
		assumeTrue(this.isolator.status().get("user").startsWith("each process"), "needs root");

		String status = String.valueOf(this.tools.call("read", "path", "/proc/self/status"));

		assertThat(status).containsPattern("Uid:\\s+19\\d{8}\\s+19\\d{8}\\s")
			.containsPattern("Gid:\\s+19\\d{8}\\s")
			.containsPattern("Groups:\\s+(19\\d{8})?\\s*\\n")
			.containsPattern("CapEff:\\s+0{16}\\n")
			.containsPattern("CapBnd:\\s+0{16}\\n")
			.containsPattern("NoNewPrivs:\\s+1\\n");
	}

	/** Fault B4: nothing bounded what a tool used. */
	@Test
	void b4WhatAToolUsesIsBoundedByControlGroups() throws Exception {
		assumeTrue(this.isolator.status().get("memory").startsWith("held"), "needs control groups");

		String group = String.valueOf(this.tools.call("read", "path", "/proc/self/cgroup"));

		assertThat(group).contains("/toolruntime-").contains("/c-");
		assertThat(String.valueOf(this.tools.call("read", "path", "/proc/self/limits")))
			.containsPattern("Max file size\\s+104857600\\s+104857600")
			.containsPattern("Max core file size\\s+0\\s+0");
	}

	/** Faults B12 and B13: sockets and folders that everybody could use. */
	@Test
	void b12b13FoldersOfChildrenAreForNobodyElse() throws Exception {
		String folder = String.valueOf(this.tools.call("property", "name", "java.io.tmpdir"));
		Path work = Path.of(folder);

		assertThat(Files.getPosixFilePermissions(work)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
		assertThat(Files.getPosixFilePermissions(work.getParent()))
			.isEqualTo(PosixFilePermissions.fromString("rwx------"));
		// Once it has connected, nobody can
		assertThat(work.getParent().resolve("s")).doesNotExist();
	}

	/** Fault B2: secrets were on a command line. */
	@Test
	void b2NothingSecretIsOnTheCommandLine() throws Exception {
		long pid = ((Number) this.tools.call("pid")).longValue();
		String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));

		assertThat(command).contains(ChildMain.class.getName(), ToolClassBootstrap.class.getName(),
				Faulty.class.getName());
		assertThat(command.split("\0")).noneMatch((argument) -> argument.matches("[0-9a-f]{32,}"));
	}

	@Test
	void declaredContextGoesInAndArgumentsNeverBecomePartOfIt() {
		MDC.put("traceId", "t-1");
		Object told;
		try {
			told = this.tools.call("context", "caller", "root", "tenant", "other", "values",
					Map.of("principal", "root"), "traceId", "x");
		}
		finally {
			MDC.clear();
		}

		Map<String, Object> expected = new LinkedHashMap<>();
		expected.put("caller", "ann");
		expected.put("tenant", "acme");
		expected.put("authorities", List.of("READ", "WRITE"));
		expected.put("executionId", "e1");
		expected.put("profile", "standard");
		expected.put("values", Map.of("principal", "p-ann"));
		expected.put("mdc", "t-1");
		expected.put("remaining", true);
		assertThat(told).isEqualTo(expected);
	}

	@Test
	void theContextOfOneCallIsNotThatOfTheNext() {
		MDC.put("traceId", "t-1");
		this.tools.call("context");
		MDC.clear();

		assertThat((Map<?, ?>) this.tools.call("context")).extracting("mdc").isNull();
	}

	@Test
	void aProcessServesOneTenantOnly() {
		Object ann = this.tools.call("pid");
		Isolated other = new Isolated(this.isolator, new Caller("bob", "globex", Set.of()), Limits.NONE);

		assertThat(other.call("pid")).isNotEqualTo(ann);
		assertThat(this.tools.call("pid")).isEqualTo(ann);
	}

	@Test
	void filesLogsSourcesAndProgressComeOutAsFromTheApplication() {
		assertThat(this.tools.call("output", "name", "may", "bytes", 2_000_000)).isEqualTo("may.txt 1");

		ToolCallRecord.Output output = this.tools.last().output();
		assertThat(output.artifacts()).containsExactly("may.txt");
		assertThat(output.sources()).containsExactly("1");
		assertThat(output.logs()).extracting(ToolCallRecord.Log::text).containsExactly("begin may", "end may");
		MeteredToolGateway gateway = this.tools.gateway();
		assertThat(gateway.sources()).containsExactly(new Source("1", "may", "https://example.org/may", "about may"));
		assertThat(gateway.artifacts(List.of())).extracting(Artifact::size).containsExactly(2_000_000L);
		assertThat(this.tools.events()).extracting(ToolCallEvent::number).containsExactly(1, 2, 3);
		assertThat(this.tools.events().get(1).progress()).isEqualTo(new ToolCallEvent.Progress(1, 2.0, "half of may"));
	}

	@Test
	void anEmptyFileComesOutToo() {
		this.tools.call("output", "name", "empty", "bytes", 0);

		assertThat(this.tools.gateway().artifacts(List.of())).extracting(Artifact::size).containsExactly(0L);
	}

	@Test
	void aToolCallsOthersThroughTheBrokerOnTheAccountOfItsExecution() {
		assertThat(this.tools.call("call", "tool", "test:who", "n", 7)).isEqualTo("ann 7");

		assertThat(this.tools.gateway().records()).extracting(ToolCallRecord::toolId)
			.containsExactly(Faulty.ID, "test:who");
	}

	@Test
	void whatACallAskedIsNothingToTheNextOne() {
		Object pid = this.tools.call("pid");

		for (int i = 0; i < 500; i++) {
			assertThat(this.tools.call("call", "tool", "test:who", "n", i)).isEqualTo("ann " + i);
		}

		assertThat(this.tools.call("pid")).isEqualTo(pid);
	}

	@Test
	void aToolSearchesThroughTheBroker() {
		assertThat(this.tools.call("search")).isEqualTo(List.of("test"));
	}

	/** Fault B5: a tool in the sandbox could call any attribute of any module. */
	@Test
	void b5ThroughTheBrokerThereIsNothingButTheToolsOfTheExecution() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.tools.call("call", "tool", "other:tool"))
			.satisfies((ex) -> {
				assertThat(ex.getCode()).isSameAs(ToolErrorCode.TOOL_NOT_FOUND);
				assertThat(ex.getToolId()).isEqualTo("other:tool");
			});
	}

	/** Fault B5: nothing bounded what a tool asked at once. */
	@Test
	void b5ToolsThatAreCalledAtOnceAreBounded() {
		List<?> outcomes = (List<?>) this.tools.call("calls", "count", 16);

		assertThat(Collections.frequency(outcomes, "ok")).isEqualTo(8);
		assertThat(Collections.frequency(outcomes, "rate_limited")).isEqualTo(8);
	}

	/** Fault B5: nothing bounded what a tool asked in all. */
	@Test
	void b5ToolsThatAToolCallsAreBounded() {
		Isolated tools = new Isolated(this.isolator, Caller.named("ann"), Limits.parse(Map.of("tool-calls", 2)),
				Tool.of(ToolDescriptor.of("test:slow", "", ToolDescriptor.ANY_OBJECT), (arguments, context) -> "fast"));

		assertThat((List<Object>) tools.call("calls", "count", 5)).containsExactlyInAnyOrder("ok", "ok",
				"tool_call_limit", "tool_call_limit", "tool_call_limit");
	}

	@Test
	void aFailureThatTheToolMeansForTheModelKeepsItsCode() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.tools.call("refuse"))
			.satisfies((ex) -> assertThat(ex.getCode()).isSameAs(ToolErrorCode.DENIED))
			.withMessage("not for you");
	}

	/** Fault B7: errors were returned as they were. */
	@Test
	void b7AFailureThatTheToolDoesNotMeanForTheModelIsHiddenFromIt() {
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.tools.call("throw"))
			.satisfies((ex) -> assertThat(ex.getCode()).isSameAs(ToolErrorCode.EXECUTION_FAILED))
			.withMessageNotContaining("database")
			.withMessageContaining("the log has the details");
		assertThat(this.tools.last().run().outputTail()).contains("secret of the database");
	}

	@Test
	void aResultThatIsNoJsonIsAFailureAndTheProcessLivesOn() {
		Object pid = this.tools.call("pid");

		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> this.tools.call("not_json"))
			.satisfies((ex) -> assertThat(ex.getCode()).isSameAs(ToolErrorCode.EXECUTION_FAILED));

		assertThat(this.tools.call("pid")).isEqualTo(pid);
	}

	@Test
	void filesOfOneCallAreNotThereInTheNext() {
		assertThat(this.tools.call("file", "bytes", 1 << 20)).isEqualTo(1 << 20);

		assertThat(this.tools.call("left")).isEqualTo(List.of());
	}

	@Test
	void aToolInModeNoneIsToldTheSame() {
		ToolIsolator none = Isolated.isolator(IsolationMode.NONE, Map.of(), IsolationSettings.DEFAULTS, List.of(),
				HostResolver.system());
		Isolated tools = new Isolated(none, new Caller("ann", "acme", Set.of()), Limits.NONE);

		assertThat((Map<?, ?>) tools.call("context")).extracting("values").isEqualTo(Map.of("principal", "p-ann"));
		assertThat(tools.call("output", "name", "may")).isEqualTo("may.txt 1");
		assertThat(((Number) tools.call("pid")).longValue()).isEqualTo(ProcessHandle.current().pid());
		assertThat(tools.last().run().mode()).isSameAs(IsolationMode.NONE);
		assertThat(none.children()).isZero();
	}

}
