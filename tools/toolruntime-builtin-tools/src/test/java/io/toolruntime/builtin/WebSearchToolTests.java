package io.toolruntime.builtin;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.builtin.BuiltinToolsProperties.WebSearchKeys;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class WebSearchToolTests {

	private static TestTools searching(WebSearchProvider provider) {
		return TestTools.in(null).search(provider).with("web_search");
	}

	@Test
	void withoutAProviderItIsNotOffered() {
		try (TestTools tools = TestTools.in(null).with("web_search")) {
			assertThat(tools.catalog().tools()).isEmpty();
		}
	}

	@Test
	void theProviderIsAsked() {
		AtomicReference<WebSearchRequest> asked = new AtomicReference<>();
		try (TestTools tools = searching((request) -> {
			asked.set(request);
			return List.of(new WebSearchResult(" A page ", "https://example.com/a", "about it"));
		})) {
			TestTools.Result result = tools.call("web_search", "query", " words ", "max_results", 3);
			assertThat(result.each("results", "id")).containsExactly(1);
			assertThat(result.each("results", "title")).containsExactly("A page");
			assertThat(result.each("results", "url")).containsExactly("https://example.com/a");
			assertThat(result.each("results", "snippet")).containsExactly("about it");
			assertThat(asked.get().query()).isEqualTo("words");
			assertThat(asked.get().maxResults()).isEqualTo(3);
			assertThat(asked.get().timeout()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
		}
	}

	@Test
	void aPageIsGivenOnceWithTheMoreThatIsKnown() {
		try (TestTools tools = searching(
				(request) -> List.of(new WebSearchResult("A", "https://Example.com:443/a/#part", "short"),
						new WebSearchResult("B", "https://example.com/b", ""),
						new WebSearchResult("A page", "http://example.com/a", "much longer")))) {
			TestTools.Result result = tools.call("web_search", "query", "x");
			assertThat(result.each("results", "url")).containsExactly("https://Example.com:443/a/#part",
					"https://example.com/b");
			assertThat(result.each("results", "title")).containsExactly("A page", "B");
			assertThat(result.each("results", "snippet")).containsExactly("much longer", "");
		}
	}

	@Test
	void whatIsNoAddressOfTheWebIsNoResult() {
		try (TestTools tools = searching((request) -> List.of(new WebSearchResult("A", "javascript:alert(1)", ""),
				new WebSearchResult("B", "file:///etc/passwd", ""), new WebSearchResult("C", "not a url", "")))) {
			assertThat(tools.call("web_search", "query", "x").list("results")).isEmpty();
		}
	}

	@Test
	void thereAreNoMoreThanAreWanted() {
		WebSearchProvider many = (request) -> IntStream.range(0, 100)
			.mapToObj((i) -> new WebSearchResult("t", "https://example.com/" + i, "s".repeat(10_000)))
			.toList();
		try (TestTools tools = searching(many);
				TestTools few = TestTools.in(null).search(many).search(new WebSearchKeys(2, null)).with("web_search")) {
			assertThat(tools.call("web_search", "query", "x").list("results")).hasSize(10);
			assertThat(tools.call("web_search", "query", "x", "max_results", 99).list("results")).hasSize(10);
			assertThat(few.call("web_search", "query", "x").list("results")).hasSize(2);
			assertThat((String) few.call("web_search", "query", "x").each("results", "snippet").get(0)).hasSize(2000);
		}
	}

	@Test
	void whatTheProviderDidNotMeanForTheModelIsHidden() {
		try (TestTools tools = searching((request) -> {
			throw new IllegalStateException("key sk-123 is not valid");
		}); TestTools frank = searching((request) -> {
			throw new ToolException("The quota is used up");
		})) {
			assertThat(tools.failure("web_search", "query", "x")).hasMessageNotContaining("sk-123");
			assertThat(frank.failure("web_search", "query", "x")).hasMessage("The quota is used up");
		}
	}

	@Test
	void aProviderThatHangsIsNotWaitedFor() {
		try (TestTools tools = TestTools.in(null).search((request) -> {
			Thread.sleep(30_000);
			return List.of();
		}).search(new WebSearchKeys(null, Duration.ofMillis(300))).with("web_search")) {
			assertThat(tools.failure("web_search", "query", "x").getCode()).isEqualTo(ToolErrorCode.TIMEOUT);
		}
	}

}
