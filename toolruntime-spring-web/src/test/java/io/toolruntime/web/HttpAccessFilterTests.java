package io.toolruntime.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Tests for {@link HttpAccessFilter}. */
class HttpAccessFilterTests {

	private final HttpAccessFilter filter = new HttpAccessFilter(HttpApiSettings.DEFAULTS);

	@Test
	void whatTheApiLetsInGoesOn() throws Exception {
		assertThat(answer("localhost:8080").statusCode().value()).isEqualTo(204);
	}

	@Test
	void whatItDoesNotLetInIsAnsweredWithItsProblemAndGoesNoFurther() throws Exception {
		ServerResponse answer = answer("rebound.example");
		assertThat(answer.statusCode().value()).isEqualTo(403);
		assertThat(answer.headers().getContentType()).hasToString("application/problem+json");
	}

	@Test
	void whatFailsBehindItIsNotItsBusiness() {
		assertThatIllegalStateException().isThrownBy(() -> this.filter.filter(request("localhost"), (request) -> {
			throw new IllegalStateException("theirs");
		}));
	}

	private ServerResponse answer(String host) throws Exception {
		return this.filter.filter(request(host), (request) -> ServerResponse.noContent().build());
	}

	private static ServerRequest request(String host) {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/mcp");
		request.setRemoteAddr("127.0.0.1");
		request.addHeader("Host", host);
		return ServerRequest.create(request, List.of());
	}

}
