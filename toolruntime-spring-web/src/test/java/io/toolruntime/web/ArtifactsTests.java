package io.toolruntime.web;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.Artifact;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code /executions/{id}/artifacts}. */
class ArtifactsTests {

	@Test
	void anArtifactIsListedInTheResultAndCanBeHad() {
		try (Api api = Api.of((run) -> {
			run.leave("out/report.csv", "text/csv", "a,b\n");
			return null;
		})) {
			Api.Answer result = api.execute("{\"id\": \"r\", \"code\": \"1\"}");
			assertThat(result.json().get("artifacts")).isEqualTo(List
				.of(Map.of("path", "out/report.csv", "size", 4, "mediaType", "text/csv", "sha256", "0".repeat(64))));
			Api.Answer artifact = api.get("/executions/r/artifacts/out/report.csv");
			assertThat(artifact.status()).isEqualTo(200);
			assertThat(artifact.body()).isEqualTo("a,b\n");
			assertThat(artifact.header("Content-Type")).isEqualTo("text/csv");
			assertThat(artifact.header("Content-Length")).isEqualTo("4");
			assertThat(artifact.header("Content-Disposition")).startsWith("attachment;").contains("report.csv");
			assertThat(artifact.header("X-Content-Type-Options")).isEqualTo("nosniff");
			assertThat(artifact.header("Content-Security-Policy")).contains("sandbox");
		}
	}

	@Test
	void artifactsOfAStreamedExecutionCanBeHadToo() {
		try (Api api = Api.of((run) -> {
			run.leave("a.txt", "text/plain", "x");
			return null;
		})) {
			api.stream("{\"id\": \"r\", \"code\": \"1\"}");
			assertThat(api.get("/executions/r/artifacts/a.txt").body()).isEqualTo("x");
		}
	}

	@ParameterizedTest
	@CsvSource({ "text/plain,text/plain", "image/png,image/png", "text/html,application/octet-stream",
			"image/svg+xml,application/octet-stream", "application/xhtml+xml,application/octet-stream",
			"text/javascript,application/octet-stream", "'text/plain;x=\r\nSet-Cookie: a',application/octet-stream",
			"nonsense,application/octet-stream" })
	void onlyHarmlessTypesAreNamed(String guessed, String served) {
		try (Api api = Api.of((run) -> {
			run.leave("file", guessed, "x");
			return null;
		})) {
			api.execute("{\"id\": \"r\", \"code\": \"1\"}");
			assertThat(api.get("/executions/r/artifacts/file").header("Content-Type")).isEqualTo(served);
		}
	}

	@Test
	void aNameFromTheSandboxCannotBreakTheHeader() {
		try (Api api = Api.of((run) -> {
			run.leave("a\"b;é.txt", "text/plain", "x");
			return null;
		})) {
			api.execute("{\"id\": \"r\", \"code\": \"1\"}");
			Api.Answer answer = api.perform(org.springframework.test.web.servlet.request.MockMvcRequestBuilders
				.get(java.net.URI.create("/toolruntime/executions/r/artifacts/a%22b;%C3%A9.txt")));
			assertThat(answer.status()).isEqualTo(404);
			answer = api.perform(org.springframework.test.web.servlet.request.MockMvcRequestBuilders
				.get(java.net.URI.create("/toolruntime/executions/r/artifacts/a%22b%3B%C3%A9.txt")));
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("Content-Disposition")).startsWith("attachment; ")
				.contains("filename*=UTF-8''a%22b%3B%C3%A9.txt");
		}
	}

	@Test
	void whatIsNotThereOrNotOnesOwnIsNotFound() {
		try (Api api = Api.of((run) -> {
			run.leave("a.txt", "text/plain", "x");
			return null;
		})) {
			api.execute("{\"id\": \"r\", \"code\": \"1\"}", Api.as("ada"));
			assertThat(api.get("/executions/r/artifacts/a.txt", Api.as("ada")).status()).isEqualTo(200);
			assertThat(api.get("/executions/r/artifacts/a.txt", Api.as("eve")).status()).isEqualTo(404);
			assertThat(api.get("/executions/r/artifacts/a.txt").type()).isEqualTo("urn:toolruntime:not-found");
			assertThat(api.get("/executions/r/artifacts/b.txt", Api.as("ada")).status()).isEqualTo(404);
			assertThat(api.get("/executions/r/artifacts/", Api.as("ada")).status()).isEqualTo(404);
			assertThat(api.get("/executions/x/artifacts/a.txt", Api.as("ada")).status()).isEqualTo(404);
		}
	}

	@Test
	void contentThatCannotBeOpenedIsAProblem() {
		try (Api api = Api.of((run) -> {
			run.artifacts.add(new Artifact("a.txt", 1, "text/plain", "", () -> {
				throw new UncheckedIOException(new java.io.IOException("/var/lib/secret/place"));
			}));
			return null;
		})) {
			api.execute("{\"id\": \"r\", \"code\": \"1\"}");
			Api.Answer answer = api.get("/executions/r/artifacts/a.txt");
			assertThat(answer.status()).isEqualTo(500);
			assertThat(answer.body()).doesNotContain("secret");
		}
	}

	@Test
	void anEmptyArtifactIsEmpty() {
		try (Api api = Api.of((run) -> {
			run.leave("empty", "text/plain", "");
			return null;
		})) {
			api.execute("{\"id\": \"r\", \"code\": \"1\"}");
			assertThat(api.get("/executions/r/artifacts/empty").body()).isEmpty();
		}
	}

}
