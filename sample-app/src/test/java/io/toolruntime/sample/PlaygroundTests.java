package io.toolruntime.sample;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/** The page, as far as it can be seen without a browser. */
@SampleTest
class PlaygroundTests {

	@LocalServerPort
	int port;

	SampleClient sample;

	@BeforeEach
	void connect() {
		this.sample = new SampleClient(this.port);
	}

	@Test
	void browsersMayRunOnlyThePagesOwnFiles() {
		SampleClient.Answer page = this.sample.get("/");

		assertThat(page.status()).isEqualTo(200);
		assertThat(page.header("Content-Type")).startsWith("text/html");
		assertThat(page.header("Content-Security-Policy"))
			.contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
			.doesNotContain("unsafe");
		assertThat(page.body()).doesNotContainPattern("<script(?![^>]*\\bsrc=)|<style|\\sstyle=|\\son[a-z]+=|https?:");
	}

	@ParameterizedTest
	@ValueSource(strings = { "api", "catalog-view", "dom", "editor", "event-stream", "json-view", "playground",
			"result-view" })
	void scriptsNeverParseMarkup(String script) {
		SampleClient.Answer answer = this.sample.get("/js/" + script + ".js");

		assertThat(answer.header("Content-Type")).contains("javascript");
		assertThat(answer.body()).doesNotContainPattern(
				"innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|\\beval\\b|new Function");
	}

	@ParameterizedTest
	@CsvSource({ "revenue.js, memory, 256MB, ok", "best-days.js, memory, 256MB, ok", "find-tools.js, memory, 256MB, ok",
			"tool-errors.js, memory, 256MB, ok", "endless-loop.js, timeout, 2s, timeout",
			"too-much-memory.js, memory, 64MB, memory_limit" })
	void everyExampleOfThePageEndsAsItSays(String example, String limit, String value, String outcome) {
		assertThat(this.sample.get("/js/playground.js").body()).contains('"' + example + '"');

		JsonNode result = this.sample
			.execute(Map.of("code", ExecutionTests.example(example), "limits", Map.of(limit, value)));

		assertThat(result.path("outcome").asString()).as(result.toString()).isEqualTo(outcome);
	}

}
