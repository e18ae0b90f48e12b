package io.toolruntime.gateway;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.Artifact;
import io.toolruntime.ExecutionListener;
import io.toolruntime.JsonView;
import io.toolruntime.Source;
import io.toolruntime.ToolCallEvent;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.caller.Caller;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.Citation;
import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolCallOutput;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolRun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class ToolOutputTests {

	private final List<ToolCallEvent> heard = Collections.synchronizedList(new ArrayList<>());

	private MeteredToolGateway gateway(Tool... tools) {
		ToolCallContext context = new ToolCallContext(Caller.named("ann"), "e1", "standard", null, new Cancellation());
		return new MeteredToolGateway(CatalogToolGateway.of(tools), context,
				Limits.DEFAULTS.with(io.toolruntime.limit.Limit.TOOL_CALLS, 0), new ExecutionListener() {
					@Override
					public void onToolEvent(ToolCallEvent event) {
						ToolOutputTests.this.heard.add(event);
					}
				}, ObservationRegistry.NOOP);
	}

	private static Tool tool(String id, Tool.ToolFunction function) {
		return Tool.of(ToolDescriptor.of(id, "", ToolDescriptor.ANY_OBJECT), function);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void filesLogsAndSourcesOfACallAreInItsRecordAndInTheResult() {
		MeteredToolGateway gateway = gateway(tool("web:search", (arguments, context) -> {
			context.output().log("info", "asked");
			String source = context.output().source(Citation.of("Title", "https://example.org/a", "text"));
			return context.output().artifact("found.csv", null, bytes("a,b")) + " " + source;
		}));

		assertThat(gateway.runTool("web:search", Map.of())).isEqualTo("found.csv 1");

		ToolCallRecord.Output output = gateway.records().get(0).output();
		assertThat(output.artifacts()).containsExactly("found.csv");
		assertThat(output.sources()).containsExactly("1");
		assertThat(output.logs()).containsExactly(new ToolCallRecord.Log("info", "asked"));
		assertThat(gateway.sources()).containsExactly(new Source("1", "Title", "https://example.org/a", "text"));
		assertThat(gateway.artifacts(List.of())).singleElement().satisfies((file) -> {
			assertThat(file.mediaType()).isEqualTo("text/csv");
			assertThat(file.content().get()).hasContent("a,b");
		});
	}

	@Test
	void twoFilesWithOnePathAreBothKept() {
		MeteredToolGateway gateway = gateway(tool("a:b",
				(arguments, context) -> context.output().artifact("out/r.pdf", null, bytes("x" + arguments.get("n")))));

		assertThat(gateway.runTool("a:b", Map.of("n", 1))).isEqualTo("out/r.pdf");
		assertThat(gateway.runTool("a:b", Map.of("n", 2))).isEqualTo("out/r-2.pdf");

		Artifact guest = gateway.artifacts(List.of()).get(0);
		assertThat(gateway.artifacts(List.of(guest))).extracting(Artifact::path)
			.containsExactly("out/r.pdf", "out/r-2.pdf", "out/r-3.pdf");
	}

	@Test
	void aFileOutsideTheWorkspaceIsNone() {
		MeteredToolGateway gateway = gateway(
				tool("a:b", (arguments, context) -> context.output().artifact("../x", null, bytes("x"))));

		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> gateway.runTool("a:b", Map.of()))
			.withMessageContaining("write it relative");
		assertThat(gateway.artifacts(List.of())).isEmpty();
	}

	@Test
	void filesAreBoundedTogether() {
		MeteredToolGateway gateway = gateway(tool("a:b", (arguments, context) -> context.output()
			.artifact("x", null, new byte[(int) ToolCallOutput.MAX_ARTIFACT_BYTES / 2])));

		gateway.runTool("a:b", Map.of());
		gateway.runTool("a:b", Map.of());

		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> gateway.runTool("a:b", Map.of()))
			.withMessageContaining("32MB");
	}

	@Test
	void equalSourcesShareAnIdAndTheLongestTextWins() {
		CitedSources sources = new CitedSources();

		String first = sources.add(Citation.of("A", "https://Example.org:443/a/#part", "short"));
		String same = sources.add(Citation.of("A longer title", "https://example.org/a", "a longer text"));
		String third = sources.add(Citation.of(null, "https://example.org/a", null));
		String other = sources.add(Citation.of(null, "https://example.org/a?q=1", null));

		assertThat(List.of(first, same, third, other)).containsExactly("1", "1", "1", "2");
		assertThat(sources.list().get(0))
			.isEqualTo(new Source("1", "A longer title", "https://Example.org:443/a/#part", "a longer text"));
	}

	@Test
	void localFilesAreToldApartByTheirPaths() {
		CitedSources sources = new CitedSources();

		assertThat(sources.add(Citation.of(null, "docs/../docs/a.md", null))).isEqualTo("1");
		assertThat(sources.add(Citation.of(null, "docs/a.md", null))).isEqualTo("1");
		assertThat(sources.add(Citation.of(null, "docs/b.md", null))).isEqualTo("2");
	}

	@Test
	void aSourceWhoseIdIsTakenGetsTheNextAndAllAreSorted() {
		CitedSources sources = new CitedSources();

		assertThat(sources.add(new Citation(7, null, "https://example.org/7", null))).isEqualTo("7");
		assertThat(sources.add(new Citation(7, null, "https://example.org/8", null))).isEqualTo("8");
		assertThat(sources.add(new Citation(2, null, "https://example.org/2", null))).isEqualTo("2");
		assertThat(sources.add(Citation.of(null, "https://example.org/9", null))).isEqualTo("9");

		assertThat(sources.list()).extracting(Source::id).containsExactly("2", "7", "8", "9");
	}

	@Test
	void callsThatRunAtOnceDoNotMixTheirSources() throws Exception {
		MeteredToolGateway gateway = gateway(tool("web:search", (arguments, context) -> {
			int n = (Integer) arguments.get("n");
			context.output().log("info", "call " + n);
			// Every second one is the same as another's
			return context.output().source(Citation.of("s" + n / 2, "https://example.org/" + n / 2, null));
		}));
		ExecutorService threads = Executors.newFixedThreadPool(16);
		List<Future<Object>> ids;
		try {
			ids = threads.invokeAll(IntStream.range(0, 200)
				.<Callable<Object>>mapToObj((n) -> () -> gateway.runTool("web:search", Map.of("n", n)))
				.toList());
		}
		finally {
			threads.shutdown();
		}

		assertThat(gateway.sources()).hasSize(100);
		for (int n = 0; n < ids.size(); n++) {
			String id = (String) ids.get(n).get();
			assertThat(gateway.sources().get(Integer.parseInt(id) - 1).title()).isEqualTo("s" + n / 2);
		}
		assertThat(gateway.records()).allSatisfy((call) -> {
			assertThat(call.output().sources()).hasSize(1);
			assertThat(call.output().logs()).extracting(ToolCallRecord.Log::text)
				.containsExactly("call " + call.arguments().get("n"));
		});
	}

	@Test
	void whatAToolSaysIsHeardInOrderAndOnce() {
		MeteredToolGateway gateway = gateway(tool("a:b", (arguments, context) -> {
			for (int i = 0; i < 100; i++) {
				context.output().progress(i, 100.0, null);
			}
			context.output().log("info", "done");
			return null;
		}));

		gateway.runTool("a:b", Map.of());

		assertThat(this.heard).extracting(ToolCallEvent::number)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, 101).boxed().toList());
		assertThat(JsonView.of(this.heard.get(100))).containsEntry("log", Map.of("level", "info", "text", "done"));
	}

	@Test
	void nothingIsTakenAfterTheCallHasEnded() {
		ToolCallOutput[] kept = new ToolCallOutput[1];
		MeteredToolGateway gateway = gateway(tool("a:b", (arguments, context) -> {
			kept[0] = context.output();
			return null;
		}));
		gateway.runTool("a:b", Map.of());

		kept[0].log("info", "late");
		kept[0].source(Citation.of(null, "https://example.org", null));
		kept[0].artifact("late.txt", null, bytes("late"));
		kept[0].progress(1, null, null);

		assertThat(gateway.sources()).isEmpty();
		assertThat(gateway.artifacts(List.of())).isEmpty();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void aLogIsBounded() {
		MeteredToolGateway gateway = gateway(tool("a:b", (arguments, context) -> {
			for (int i = 0; i < 100_000; i++) {
				context.output().log("info", "line\u0007 of a long log");
			}
			return null;
		}));

		gateway.runTool("a:b", Map.of());

		ToolCallRecord.Output output = gateway.records().get(0).output();
		assertThat(output.logs()).hasSize(1000).first().isEqualTo(new ToolCallRecord.Log("info", "line of a long log"));
		assertThat(output.logsTruncated()).isTrue();
		assertThat(this.heard).hasSize(10_000);
	}

	@Test
	void aRecordSaysWhereTheToolRan() {
		MeteredToolGateway gateway = gateway(tool("a:here", (arguments, context) -> null),
				tool("a:there", (arguments, context) -> {
					context.output().ran(new ToolRun(IsolationMode.LOCAL, null, "SIGSEGV", "oh"));
					throw new ToolException("crashed");
				}));

		gateway.runTool("a:here", Map.of());
		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> gateway.runTool("a:there", Map.of()));

		assertThat(JsonView.of(gateway.records().get(0))).containsEntry("isolation", "none")
			.doesNotContainKey("signal");
		assertThat(JsonView.of(gateway.records().get(1))).containsEntry("isolation", "local")
			.containsEntry("signal", "SIGSEGV")
			.containsEntry("outputTail", "oh");
	}

	@Test
	void aToolCallsOthersOnTheAccountOfTheSameExecution() {
		MeteredToolGateway gateway = gateway(
				tool("a:outer", (arguments, context) -> context.tools().runTool("a:inner", Map.of())),
				tool("a:inner", (arguments, context) -> context.caller().name()));

		assertThat(gateway.runTool("a:outer", Map.of())).isEqualTo("ann");

		assertThat(gateway.records()).extracting(ToolCallRecord::toolId).containsExactly("a:outer", "a:inner");
		assertThat(gateway.callsAccepted()).isEqualTo(2);
	}

	@Test
	void aToolOutsideAnyGatewayCallsNoOthers() {
		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> ToolCallContext.anonymous().tools().runTool("a:b", Map.of()))
			.withMessageContaining("can call no other tools");
		assertThat(Set.copyOf(ToolCallContext.anonymous().values().keySet())).isEmpty();
	}

}
