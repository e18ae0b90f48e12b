package io.toolruntime.web;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

import io.toolruntime.BackendDeniedException;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.backend.Execution;
import io.toolruntime.caller.Caller;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code /executions} in its plain form. */
class ExecutionsTests {

	@Test
	void codeThatEndsByItselfIsAnsweredWithItsResult() {
		try (Api api = Api.returning(42)) {
			Api.Answer answer = api.execute("{\"id\": \"run-1\", \"code\": \"return 42\"}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("Content-Type")).isEqualTo("application/json");
			assertThat(answer.json()).containsEntry("id", "run-1")
				.containsEntry("outcome", "ok")
				.containsEntry("value", 42)
				.containsEntry("error", null)
				.containsEntry("exitCode", 0)
				.containsEntry("durationMs", 1.5)
				.containsEntry("timings", Map.of("acquireMs", 0.5, "runMs", 1.0))
				.containsEntry("truncated", false);
		}
	}

	@Test
	void everyAnswerForbidsCachingAndGuessingOfTypes() {
		try (Api api = Api.returning(42)) {
			assertThat(api.execute("{\"code\": \"1\"}").header("X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(api.execute("{}").header("X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(api.execute("{\"code\": \"1\"}").header("Cache-Control")).isEqualTo("no-store");
		}
	}

	@Test
	void everyFieldOfTheBodyReachesTheBackend() {
		try (Api api = Api.returning(null)) {
			api.execute(
					"""
							{"id": "run-1", "language": "python", "code": "1", "profile": "readonly", "input": {"a": [1, null]},
							 "env": {"MODE": "fast"}, "limits": {"timeout": "2s", "tool-calls": 3}, "metadata": {"trace": "t-1"},
							 "files": [{"path": "a.txt", "content": "é"}, {"path": "d/b.bin", "base64": "AAE="}]}""");
			ExecuteRequest request = api.backend.requests.get(0);
			assertThat(request.id()).isEqualTo("run-1");
			assertThat(request.language()).isEqualTo("python");
			assertThat(request.profile()).isEqualTo("readonly");
			assertThat(request.env()).isEqualTo(Map.of("MODE", "fast"));
			assertThat(request.limits().timeout()).isEqualTo(Duration.ofSeconds(2));
			assertThat(request.limits().toolCalls()).isEqualTo(3);
			assertThat(request.metadata()).isEqualTo(Map.of("trace", "t-1"));
			assertThat(request.files()).extracting("path").containsExactly("a.txt", "d/b.bin");
			assertThat(request.files().get(0).content()).containsExactly(0xC3, 0xA9);
			assertThat(request.files().get(1).content()).isEqualTo(Base64.getDecoder().decode("AAE="));
			assertThat(Api.JSON.writeValueAsString(request.input())).isEqualTo("{\"a\":[1,null]}");
		}
	}

	@Test
	void theResolvedDefaultsAreWhatRuns() {
		try (Api api = Api.returning(null)) {
			api.execute("{\"code\": \"1\", \"id\": null, \"limits\": {\"memory\": null}}");
			ExecuteRequest request = api.backend.requests.get(0);
			assertThat(request.language()).isEqualTo("javascript");
			assertThat(request.profile()).isEqualTo("standard");
			assertThat(request.id()).isNotEmpty();
		}
	}

	@Test
	void whatHappensInsideTheSandboxIsAResultNotAProblem() {
		try (Api api = Api.of((run) -> {
			run.outcome = ExecutionOutcome.CODE_ERROR;
			run.error = new ExecutionError("TypeError", "x is not a function", "at line 3", 3, 7);
			run.print("before");
			return null;
		})) {
			Api.Answer answer = api.execute("{\"code\": \"x()\"}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.json()).containsEntry("outcome", "code_error").containsEntry("stdout", "before");
			assertThat(answer.json().get("error")).isEqualTo(Map.of("name", "TypeError", "message",
					"x is not a function", "stack", "at line 3", "line", 3, "column", 7));
		}
	}

	@Test
	void halfACharacterFromTheSandboxIsAnsweredToo() {
		try (Api api = Api.returning("a\ud800b")) {
			assertThat(api.execute("{\"code\": \"1\"}").json()).containsEntry("value", "a?b");
			assertThat(api.stream("{\"code\": \"1\"}").events().get(1).data()).containsEntry("value", "a?b");
		}
	}

	@Test
	void toolCallsAreListedBySequence() {
		try (Api api = Api.of((run) -> run.call(Shop.FIND, Map.of("id", 7)))) {
			Api.Answer answer = api.execute("{\"code\": \"tools.orders.find_order({id: 7})\"}");
			assertThat((List<?>) answer.json().get("toolCalls")).singleElement().satisfies((call) -> {
				Map<?, ?> record = (Map<?, ?>) call;
				assertThat(record.get("sequence")).isEqualTo(1);
				assertThat(record.get("toolId")).isEqualTo(Shop.FIND);
				assertThat(record.get("arguments")).isEqualTo(Map.of("id", 7));
				assertThat(record.get("outcome")).isEqualTo("ok");
				assertThat(record.get("error")).isNull();
			});
		}
	}

	@Test
	void metadataComesBack() {
		try (Api api = Api.returning(null)) {
			assertThat(api.execute("{\"code\": \"1\", \"metadata\": {\"a\": {\"b\": null}}}").body())
				.contains("\"metadata\":{\"a\":{\"b\":null}}");
		}
	}

	@Test
	void theCallerIsThePrincipalAndNothingInTheBody() {
		try (Api api = Api.returning(null)) {
			api.execute("{\"code\": \"1\"}", Api.as("ada"));
			assertThat(api.backend.requests.get(0).caller()).isEqualTo(Caller.named("ada"));
			assertThat(api.execute("{\"code\": \"1\", \"caller\": {\"name\": \"root\"}}").status()).isEqualTo(400);
		}
	}

	@Test
	void withoutPrincipalTheCallerIsAnonymous() {
		try (Api api = Api.returning(null)) {
			api.execute("{\"code\": \"1\"}");
			assertThat(api.backend.requests.get(0).caller()).isEqualTo(Caller.ANONYMOUS);
		}
	}

	@Test
	void aClientThatAcceptsAnythingGetsThePlainResult() {
		try (Api api = Api.returning(1)) {
			assertThat(api.execute("{\"code\": \"1\"}", Api.header("Accept", "*/*")).json()).containsEntry("value", 1);
			assertThat(
					api.execute("{\"code\": \"1\"}", Api.header("Accept", "text/event-stream;q=0.5, application/json"))
						.json())
				.containsEntry("value", 1);
			assertThat(api.execute("{\"code\": \"1\"}", Api.header("Accept", "text/event-stream;q=0")).json())
				.containsEntry("value", 1);
		}
	}

	@Test
	void anAcceptHeaderThatIsNoneIsRefused() {
		try (Api api = Api.returning(1)) {
			Api.Answer answer = api.execute("{\"code\": \"1\"}", Api.header("Accept", "text"));
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.detail()).startsWith("Accept:");
		}
	}

	@Test
	void noCodeIsAnInvalidRequest() {
		try (Api api = Api.returning(1)) {
			Api.Answer answer = api.execute("{\"language\": \"python\", \"profile\": \"standard\"}");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
			assertThat(answer.type()).isEqualTo("urn:toolruntime:invalid-request");
			assertThat(answer.json()).containsEntry("status", 400).containsKey("title");
			assertThat(answer.detail()).startsWith("code:");
		}
	}

	@Test
	void anUnknownLanguageNamesThoseThereAre() {
		try (Api api = Api.returning(1)) {
			Api.Answer answer = api.execute("{\"code\": \"1\", \"language\": \"cobol\"}");
			assertThat(answer.type()).isEqualTo("urn:toolruntime:invalid-request");
			assertThat(answer.detail()).contains("language").contains("javascript").contains("python");
		}
	}

	@Test
	void anUnknownProfileIsAnInvalidRequest() {
		try (Api api = Api.returning(1)) {
			Api.Answer answer = api.execute("{\"code\": \"1\", \"profile\": \"none-such\"}");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.detail()).contains("none-such");
		}
	}

	@Test
	void aNegativeLimitIsAnInvalidRequest() {
		try (Api api = Api.returning(1)) {
			Api.Answer answer = api.execute("{\"code\": \"1\", \"limits\": {\"pids\": -1}}");
			assertThat(answer.status()).isEqualTo(400);
			assertThat(answer.detail()).contains("limits.pids");
		}
	}

	@Test
	void anIdThatIsRunningIsAConflict() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		try (Api api = Api.of((run) -> {
			running.countDown();
			return run.untilCancelled();
		})) {
			CompletableFuture<Api.Answer> first = Background
				.run(() -> api.execute("{\"id\": \"same\", \"code\": \"1\"}"));
			assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
			Api.Answer second = api.execute("{\"id\": \"same\", \"code\": \"1\"}");
			assertThat(second.status()).isEqualTo(409);
			assertThat(second.type()).isEqualTo("urn:toolruntime:conflict");
			assertThat(api.delete("/executions/same").status()).isEqualTo(204);
			first.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void oneCancelsOnesOwnExecution() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		try (Api api = Api.of((run) -> {
			run.print("so far");
			running.countDown();
			return run.untilCancelled();
		})) {
			CompletableFuture<Api.Answer> answer = Background
				.run(() -> api.execute("{\"id\": \"mine\", \"code\": \"1\"}", Api.as("ada")));
			assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
			assertThat(api.delete("/executions/mine", Api.as("ada")).status()).isEqualTo(204);
			assertThat(answer.get(20, TimeUnit.SECONDS).json()).containsEntry("outcome", "cancelled")
				.containsEntry("stdout", "so far");
		}
	}

	@Test
	void someoneElsesExecutionDoesNotExist() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		try (Api api = Api.of((run) -> {
			running.countDown();
			return run.untilCancelled();
		})) {
			CompletableFuture<Api.Answer> answer = Background
				.run(() -> api.execute("{\"id\": \"mine\", \"code\": \"1\"}", Api.as("ada")));
			assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
			Api.Answer refused = api.delete("/executions/mine", Api.as("eve"));
			assertThat(refused.status()).isEqualTo(404);
			assertThat(refused.type()).isEqualTo("urn:toolruntime:not-found");
			assertThat(refused.detail())
				.isEqualTo(api.delete("/executions/mine2", Api.as("eve")).detail().replace("mine2", "mine"));
			assertThat(answer).isNotDone();
			api.delete("/executions/mine", Api.as("ada"));
			answer.get(20, TimeUnit.SECONDS);
		}
	}

	@Test
	void anExecutionThatHasEndedCannotBeCancelled() {
		try (Api api = Api.returning(1)) {
			api.execute("{\"id\": \"done\", \"code\": \"1\"}");
			assertThat(api.delete("/executions/done").status()).isEqualTo(404);
		}
	}

	@Test
	void whatPolicyRefusesIsForbidden() {
		try (Api api = Api.over(new FakeRuntime((request) -> {
			throw new BackendDeniedException("Profile 'standard' must not run on unsafe", "unsafe");
		}))) {
			Api.Answer answer = api.execute("{\"code\": \"1\"}");
			assertThat(answer.status()).isEqualTo(403);
			assertThat(answer.type()).isEqualTo("urn:toolruntime:backend-denied");
			assertThat(answer.detail()).contains("must not run on unsafe");
		}
	}

	@Test
	void aFullRuntimeSaysWhenToComeBack() {
		try (Api api = Api.over(new FakeRuntime((request) -> {
			throw new RuntimeUnavailableException("Profile 'standard' is full", "wasm", Duration.ofMillis(2100));
		}))) {
			Api.Answer answer = api.execute("{\"code\": \"1\"}");
			assertThat(answer.status()).isEqualTo(503);
			assertThat(answer.type()).isEqualTo("urn:toolruntime:runtime-unavailable");
			assertThat(answer.header("Retry-After")).isEqualTo("3");
			assertThat(answer.json()).containsEntry("retryable", true);
		}
	}

	@Test
	void retryAfterIsAtLeastASecond() {
		try (Api api = Api.over(new FakeRuntime((request) -> {
			throw new RuntimeUnavailableException("full", "wasm", Duration.ZERO);
		}))) {
			assertThat(api.execute("{\"code\": \"1\"}").header("Retry-After")).isEqualTo("1");
		}
	}

	@Test
	void aBackendThatIsDownHasARetryAfterToo() {
		try (Api api = Api.over(new FakeRuntime((request) -> {
			throw new RuntimeUnavailableException("down", null, null);
		}))) {
			assertThat(Integer.parseInt(api.execute("{\"code\": \"1\"}").header("Retry-After"))).isPositive();
		}
	}

	@Test
	void anEngineThatFailedIsABadGatewayWithWhatHadCome() {
		try (Api api = Api.of((run) -> {
			run.print("so far");
			throw failed(run.execution);
		})) {
			Api.Answer answer = api.execute("{\"code\": \"1\"}");
			assertThat(answer.status()).isEqualTo(502);
			assertThat(answer.type()).isEqualTo("urn:toolruntime:sandbox-failed");
			assertThat(answer.json()).containsEntry("retryable", false);
			assertThat((Map<?, ?>) answer.json().get("result")).extracting("stdout").isEqualTo("so far");
		}
	}

	static SandboxFailedException failed(Execution execution) {
		ScriptedBackend backend = new ScriptedBackend((run) -> null);
		return new SandboxFailedException("The engine went away", "wasm", false,
				execution.partialResult(backend.info(), "The engine went away"), null);
	}

	@Test
	void aFaultOfOursTellsANumberAndNoSecrets() {
		try (Api api = Api.over(new FakeRuntime((request) -> {
			throw new IllegalStateException("password=hunter2");
		}))) {
			Api.Answer answer = api.execute("{\"code\": \"1\"}");
			assertThat(answer.status()).isEqualTo(500);
			assertThat(answer.type()).isEqualTo("urn:toolruntime:internal");
			assertThat(answer.body()).doesNotContain("hunter2");
			assertThat(answer.detail()).containsPattern("[0-9a-f-]{36}");
		}
	}

	@Test
	void aValueThatIsLargerThanADoubleKeepsItsDigits() {
		try (Api api = Api.returning(null)) {
			api.execute("{\"code\": \"1\", \"input\": [123456789012345678901234567890, 9007199254740993, 0.1]}");
			assertThat(api.backend.requests.get(0).input())
				.hasToString("[123456789012345678901234567890, 9007199254740993, 0.1]");
		}
	}

	@Test
	void aMethodThatIsNotOfferedNamesThoseThatAre() {
		try (Api api = Api.returning(1)) {
			Api.Answer answer = api.request(HttpMethod.PUT, "/executions");
			assertThat(answer.status()).isEqualTo(405);
			assertThat(answer.header("Allow")).isEqualTo("POST");
			assertThat(api.request(HttpMethod.PUT, "/tools/a:b").header("Allow")).isEqualTo("GET, POST");
			assertThat(answer.type()).isEqualTo("urn:toolruntime:method-not-allowed");
		}
	}

	@Test
	void anUnknownPathIsAProblemToo() {
		try (Api api = Api.returning(1)) {
			for (String path : List.of("", "/", "/none", "/executions/a/b", "/executions/")) {
				Api.Answer answer = api.get(path);
				assertThat(answer.status()).as(path).isEqualTo(404);
				assertThat(answer.type()).as(path).isEqualTo("urn:toolruntime:not-found");
			}
		}
	}

}
