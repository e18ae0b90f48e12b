package io.toolruntime.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.ToolRuntime;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;
import io.toolruntime.tool.ToolFilter;

/** The API with the real router over a scripted guest, asked through Spring MVC. */
final class Api implements AutoCloseable {

	static final JsonMapper JSON = JsonMapper.builder().build();

	final ScriptedBackend backend;

	final DefaultRuntime router;

	private final MockMvc mvc;

	private Api(HttpApiSettings settings, ScriptedBackend backend, DefaultRuntime router, ToolRuntime runtime) {
		this.backend = backend;
		this.router = router;
		ToolRuntimeHttpApi api = new ToolRuntimeHttpApi(settings, runtime, router.gateways(),
				new PrincipalCallerResolver(CallerResolver.ANONYMOUS), Duration.ofMillis(50), EventQueue.MAX_WAITING);
		this.mvc = MockMvcBuilders.routerFunctions(api.routes()).build();
	}

	/** The API over a guest that gives a value. */
	static Api returning(Object value) {
		return of((run) -> value);
	}

	/** The API over a guest. */
	static Api of(ScriptedBackend.Guest guest) {
		return of(HttpApiSettings.DEFAULTS, guest);
	}

	static Api of(HttpApiSettings settings, ScriptedBackend.Guest guest) {
		ScriptedBackend backend = new ScriptedBackend(guest);
		DefaultRuntime router = router(backend);
		return new Api(settings, backend, router, router);
	}

	/** The API over a runtime that does only what the test says. */
	static Api over(ToolRuntime runtime) {
		ScriptedBackend backend = new ScriptedBackend((run) -> null);
		return new Api(HttpApiSettings.DEFAULTS, backend, router(backend), runtime);
	}

	static DefaultRuntime router(ScriptedBackend backend) {
		DefaultRuntime router = new DefaultRuntime(
				new RuntimeSettings("javascript", "standard", Set.of(), Duration.ofSeconds(1)), Shop.gateway(),
				ObservationRegistry.NOOP, List.of());
		Limits limits = Limits.parse(Map.of("output", "1GB", "timeout", "5m"));
		router.register(SecurityProfile.named("standard").withLimits(limits), backend);
		router.register(SecurityProfile.named("readonly")
			.withTools(new ToolFilter(List.of("orders:*"), List.of("orders:refund_order"))), backend);
		return router;
	}

	static HttpApiSettings settings(String token, Set<String> hosts, Set<String> origins) {
		HttpApiSettings defaults = HttpApiSettings.DEFAULTS;
		return new HttpApiSettings(defaults.path(), token, hosts, origins, defaults.maxBodyBytes(),
				defaults.artifacts());
	}

	Answer execute(String body, RequestPostProcessor... with) {
		return post("/executions", body, with);
	}

	/** Runs code and gives the events. */
	Answer stream(String body) {
		return post("/executions", body, header("Accept", "text/event-stream"));
	}

	Answer post(String path, String body, RequestPostProcessor... with) {
		return perform(MockMvcRequestBuilders.post("/toolruntime" + path).contentType("application/json").content(body),
				with);
	}

	Answer get(String path, RequestPostProcessor... with) {
		return perform(MockMvcRequestBuilders.get("/toolruntime" + path), with);
	}

	Answer delete(String path, RequestPostProcessor... with) {
		return perform(MockMvcRequestBuilders.delete("/toolruntime" + path), with);
	}

	Answer request(HttpMethod method, String path) {
		return perform(MockMvcRequestBuilders.request(method, "/toolruntime" + path));
	}

	Answer perform(MockHttpServletRequestBuilder request, RequestPostProcessor... with) {
		try {
			request.with((raw) -> {
				raw.addHeader("Host", "localhost:8080");
				return raw;
			});
			for (RequestPostProcessor processor : with) {
				request.with(processor);
			}
			MockHttpServletResponse response = this.mvc.perform(request).andReturn().getResponse();
			return new Answer(response);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static RequestPostProcessor header(String name, String value) {
		return (request) -> {
			request.removeHeader(name);
			request.addHeader(name, value);
			return request;
		};
	}

	static RequestPostProcessor from(String address) {
		return (request) -> {
			request.setRemoteAddr(address);
			return request;
		};
	}

	static RequestPostProcessor as(String name) {
		return (request) -> {
			request.setUserPrincipal(() -> name);
			return request;
		};
	}

	@Override
	public void close() {
		this.router.close();
	}

	/** What came back. */
	record Answer(MockHttpServletResponse response) {

		int status() {
			return this.response.getStatus();
		}

		String header(String name) {
			return this.response.getHeader(name);
		}

		String body() {
			try {
				return this.response.getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
			}
			catch (java.io.UnsupportedEncodingException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@SuppressWarnings("unchecked")
		Map<String, Object> json() {
			return JSON.readValue(body(), Map.class);
		}

		String type() {
			return (String) json().get("type");
		}

		String detail() {
			return (String) json().get("detail");
		}

		List<Event> events() {
			return Event.parse(body());
		}

	}

	/** An event as a client reads it. */
	record Event(String name, Map<String, Object> data) {

		@SuppressWarnings("unchecked")
		static List<Event> parse(String text) {
			List<Event> events = new ArrayList<>();
			for (String block : text.split("\n\n")) {
				if (block.startsWith("event: ")) {
					String[] lines = block.split("\n");
					events.add(new Event(lines[0].substring(7), JSON.readValue(lines[1].substring(6), Map.class)));
				}
			}
			return events;
		}

	}

}
