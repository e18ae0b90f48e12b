package io.toolruntime.isolation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.ToolCallRecord;
import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("once")
@Timeout(300)
class ManyCallsTests {

	private static final int CALLS = 1000;

	/** Fault B9: the results of two calls of one tool at once could be swapped. */
	@Test
	void b9AThousandMixedCallsLoseAndMixNone() throws Exception {
		try (Isolated tools = new Isolated(IsolationMode.LOCAL, Map.of("memory", "192MB", "timeout", "120s"),
				IsolationSettings.DEFAULTS.withMaxChildren(6))) {
			ExecutorService threads = Executors.newFixedThreadPool(16);
			List<Future<String>> outcomes;
			try {
				List<Callable<String>> calls = new ArrayList<>();
				for (int i = 0; i < CALLS; i++) {
					int n = i;
					calls.add(() -> call(tools, n));
				}
				outcomes = threads.invokeAll(calls);
			}
			finally {
				threads.shutdown();
			}

			for (int i = 0; i < CALLS; i++) {
				assertThat(outcomes.get(i).get()).as("call %d", i).isEqualTo(expected(i));
			}
			assertThat(tools.gateway().records()).hasSize(CALLS);
			assertThat(tools.gateway().records()).filteredOn((call) -> "output".equals(call.arguments().get("do")))
				.allSatisfy((call) -> {
					String name = String.valueOf(call.arguments().get("name"));
					assertThat(call.output().logs()).extracting(ToolCallRecord.Log::text)
						.containsExactly("begin " + name, "end " + name);
					assertThat(call.output().artifacts()).containsExactly(name + ".txt");
					assertThat(call.output().sources()).hasSize(1);
				});
			assertThat(tools.isolator().children()).isLessThanOrEqualTo(6);
		}
	}

	/* Most return, some make files, some fail, and some kill their process. */
	private static String call(Isolated tools, int n) {
		try {
			if (n % 50 == 49) {
				return String.valueOf(tools.call("halt", "code", 1 + n % 100));
			}
			if (n % 10 == 3) {
				return String.valueOf(tools.call("refuse"));
			}
			if (n % 10 == 5) {
				return String.valueOf(tools.call("output", "name", "n" + n)).replaceAll(" \\d+$", "");
			}
			return String.valueOf(tools.call("echo", "value", List.of(n, "x".repeat(n % 3000))));
		}
		catch (ToolException ex) {
			String code = ex.getCode().value();
			return (ex instanceof IsolatedToolException isolated) ? code + " " + isolated.getRun().exitCode() : code;
		}
	}

	private static String expected(int n) {
		if (n % 50 == 49) {
			return ToolErrorCode.CRASHED.value() + " " + (1 + n % 100);
		}
		if (n % 10 == 3) {
			return ToolErrorCode.DENIED.value();
		}
		if (n % 10 == 5) {
			return "n" + n + ".txt";
		}
		return List.of(n, "x".repeat(n % 3000)).toString();
	}

}
