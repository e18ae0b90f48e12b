package io.toolruntime.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers with JSON, written by a mapper of its own: the application may set up its
 * mapper as it likes without changing the API.
 */
final class JsonAnswers {

	private final JsonMapper mapper = JsonMapper.builder().build();

	ServerResponse ok(Object json) {
		return answer(200, MediaType.APPLICATION_JSON, json, Map.of());
	}

	ServerResponse problem(Problem problem) {
		return answer(problem.type().status(), MediaType.APPLICATION_PROBLEM_JSON, problem.toJson(), problem.headers());
	}

	private ServerResponse answer(int status, MediaType type, Object json, Map<String, String> headers) {
		// By way of text: half a surrogate pair, which a sandbox can give, becomes a
		// question
		// mark there and is refused by the writer of bytes
		byte[] body = line(json).getBytes(StandardCharsets.UTF_8);
		ServerResponse.BodyBuilder answer = ServerResponse.status(status)
			.contentType(type)
			.contentLength(body.length)
			.header("Cache-Control", "no-store")
			.header("X-Content-Type-Options", "nosniff");
		headers.forEach((name, value) -> answer.header(name, value));
		return answer.build((request, response) -> {
			response.getOutputStream().write(body);
			// Now: a server that shuts down waits for the handler, not for its buffers
			response.flushBuffer();
			return null;
		});
	}

	/**
	 * Writes JSON on one line.
	 * @param json maps, lists, strings, numbers, booleans and {@code null}
	 * @return the text, without line breaks
	 */
	String line(@Nullable Object json) {
		return this.mapper.writeValueAsString(json);
	}

}
