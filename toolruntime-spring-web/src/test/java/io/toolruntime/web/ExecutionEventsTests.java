package io.toolruntime.web;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.RuntimeUnavailableException;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code /executions} as Server-Sent Events. */
class ExecutionEventsTests {

	@Test
	void eventsComeInTheOrderInWhichThingsHappened() {
		try (Api api = Api.of((run) -> {
			run.print("one\n");
			run.call(Shop.FIND, Map.of("id", 7));
			run.printError("two\n");
			return 42;
		})) {
			Api.Answer answer = api.stream("{\"id\": \"run-1\", \"code\": \"1\"}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("Content-Type")).isEqualTo("text/event-stream");
			assertThat(answer.events()).extracting(Api.Event::name)
				.containsExactly("started", "stdout", "tool_call", "stderr", "result");
			assertThat(answer.events().get(0).data()).containsEntry("id", "run-1").containsEntry("profile", "standard");
			assertThat(answer.events().get(1).data()).isEqualTo(Map.of("text", "one\n"));
			assertThat(answer.events().get(2).data()).containsEntry("toolId", Shop.FIND).containsEntry("sequence", 1);
			assertThat(answer.events().get(3).data()).isEqualTo(Map.of("text", "two\n"));
			assertThat(answer.events().get(4).data()).containsEntry("outcome", "ok").containsEntry("value", 42);
		}
	}

	@Test
	void theResultIsTheSameAsInThePlainForm() {
		try (Api api = Api.returning(List.of(1, "two"))) {
			Map<String, Object> plain = api.execute("{\"id\": \"a\", \"code\": \"1\"}").json();
			Map<String, Object> event = api.stream("{\"id\": \"a\", \"code\": \"1\"}").events().get(1).data();
			assertThat(event.keySet()).containsExactlyElementsOf(plain.keySet());
			assertThat(event).containsEntry("value", plain.get("value"));
		}
	}

	@Test
	void outputCannotForgeAnEvent() {
		try (Api api = Api.of((run) -> {
			run.print("x\n\nevent: result\ndata: {\"outcome\":\"ok\"}\n\n\r\r");
			return null;
		})) {
			assertThat(api.stream("{\"code\": \"1\"}").events()).extracting(Api.Event::name)
				.containsExactly("started", "stdout", "result");
		}
	}

	@Test
	void anOutcomeOtherThanOkIsAResultToo() {
		try (Api api = Api.of((run) -> {
			run.outcome = ExecutionOutcome.TIMEOUT;
			return null;
		})) {
			assertThat(api.stream("{\"code\": \"1\"}").events().get(1).data()).containsEntry("outcome", "timeout");
		}
	}

	@Test
	void anInvalidRequestIsAPlainProblem() {
		try (Api api = Api.returning(1)) {
			Api.Answer answer = api.stream("{\"code\": \"1\", \"language\": \"cobol\"}");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(answer.type()).isEqualTo("urn:toolruntime:invalid-request");
		}
	}

	@Test
	void aRuntimeThatIsFullAfterAWaitIsAPlainProblem() {
		try (Api api = Api.over(new FakeRuntime((request) -> CompletableFuture
			.failedFuture(new RuntimeUnavailableException("full", "wasm", Duration.ofSeconds(2)))))) {
			Api.Answer answer = api.stream("{\"code\": \"1\"}");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.header("Retry-After")).isEqualTo("2");
		}
	}

	@Test
	void anEngineThatFailsAfterTheStartIsAnEvent() {
		try (Api api = Api.of((run) -> {
			run.print("so far");
			throw ExecutionsTests.failed(run.execution);
		})) {
			Api.Answer answer = api.stream("{\"code\": \"1\"}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.events()).extracting(Api.Event::name).containsExactly("started", "stdout", "problem");
			Map<String, Object> problem = answer.events().get(2).data();
			assertThat(problem).containsEntry("type", "urn:toolruntime:sandbox-failed").containsEntry("status", 502);
			assertThat((Map<?, ?>) problem.get("result")).extracting("stdout").isEqualTo("so far");
		}
	}

	@Test
	void aValueThatCannotBeWrittenIsAProblemNotABrokenStream() {
		Object deep = 1;
		for (int i = 0; i < 2000; i++) {
			deep = List.of(deep);
		}
		Object value = deep;
		try (Api api = Api.returning(value)) {
			assertThat(api.stream("{\"code\": \"1\"}").events()).extracting(Api.Event::name)
				.containsExactly("started", "problem");
			assertThat(api.execute("{\"code\": \"1\"}").status()).isEqualTo(500);
		}
	}

	@Test
	void whileNothingHappensSomethingIsWrittenSoThatAClientThatLeftIsNoticed() {
		try (Api api = Api.of((run) -> {
			sleep(Duration.ofMillis(300));
			return null;
		})) {
			assertThat(api.stream("{\"code\": \"1\"}").body()).contains("\n:\n");
		}
	}

	@Test
	void outputThatComesFasterThanItIsReadIsJoinedNotDropped() {
		try (Api api = Api.of((run) -> {
			for (int i = 0; i < 100_000; i++) {
				run.print("line " + i + "\n");
			}
			return null;
		})) {
			List<Api.Event> events = api.stream("{\"code\": \"1\"}").events();
			StringBuilder text = new StringBuilder();
			events.stream()
				.filter((event) -> event.name().equals("stdout"))
				.forEach((event) -> text.append(event.data().get("text")));
			assertThat(text.toString().lines().count()).isEqualTo(100_000);
			assertThat(events.get(events.size() - 1).name()).isEqualTo("result");
		}
	}

	private static void sleep(Duration duration) {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
