package io.toolruntime.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a running sample as any HTTP client would. */
class SampleClient {

	private static final Duration PATIENCE = Duration.ofSeconds(180);

	private final HttpClient http = HttpClient.newHttpClient();

	private final JsonMapper json = JsonMapper.builder().build();

	private final String base;

	SampleClient(int port) {
		this.base = "http://127.0.0.1:" + port;
	}

	Answer get(String path) {
		return send(request(path).GET());
	}

	Answer post(String path, Map<String, ?> body) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(this.json.writeValueAsString(body))));
	}

	Answer delete(String path) {
		return send(request(path).DELETE());
	}

	/** Runs code; the server must have answered with a result. */
	JsonNode execute(Map<String, ?> execution) {
		Answer answer = post("/toolruntime/executions", execution);
		if (answer.status() != 200) {
			throw new AssertionError("No result but " + answer.status() + ": " + answer.body());
		}
		return answer.json();
	}

	JsonNode execute(String code) {
		return execute(Map.of("code", code));
	}

	/** Runs code and reads its events to the end. */
	List<Event> events(Map<String, ?> execution, Consumer<Event> onEvent) {
		HttpRequest request = request("/toolruntime/executions").header("Content-Type", "application/json")
			.header("Accept", "text/event-stream")
			.POST(BodyPublishers.ofString(this.json.writeValueAsString(execution)))
			.build();
		List<Event> events = new ArrayList<>();
		try {
			HttpResponse<java.util.stream.Stream<String>> response = this.http.send(request, BodyHandlers.ofLines());
			String[] name = { "" };
			response.body().forEach((line) -> {
				if (line.startsWith("event:")) {
					name[0] = line.substring(6).strip();
				}
				else if (line.startsWith("data:")) {
					Event event = new Event(name[0], this.json.readTree(line.substring(5)));
					events.add(event);
					onEvent.accept(event);
				}
			});
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
		return events;
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create(this.base + path)).timeout(PATIENCE);
	}

	private Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.http.send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.headers(), response.body());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	record Answer(int status, java.net.http.HttpHeaders headers, String body) {

		JsonNode json() {
			return JsonMapper.builder().build().readTree(this.body);
		}

		String header(String name) {
			return this.headers.firstValue(name).orElse("");
		}

	}

	record Event(String name, JsonNode data) {
	}

}
