package io.toolruntime.builtin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

/** Makes an HTTP request to a host that is allowed. */
final class FetchTool implements BuiltinTool {

	static final String NAME = "fetch";

	private static final int MOST_HEADERS = 50;

	private static final int LONGEST_HEADER = 8192;

	private static final int LARGEST_BODY = 2 << 20;

	/* RFC 9110 section 5.6.2, and section 5.5 without what is obsolete. */
	private static final Pattern NAME_OF_HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");

	private static final Pattern VALUE_OF_HEADER = Pattern.compile("[\\t\\x20-\\x7e]*");

	/* What the client writes itself, and what is for the proxy. */
	private static final Set<String> OWN = Set.of("host", "connection", "content-length", "transfer-encoding",
			"upgrade", "expect", "te", "trailer", "keep-alive");

	private final Fetcher fetcher;

	private final JsonMapper json = new JsonMapper();

	FetchTool(Fetcher fetcher) {
		this.fetcher = fetcher;
	}

	@Override
	public ToolDescriptor descriptor() {
		FetchSettings settings = this.fetcher.settings();
		boolean reads = Set.of("GET", "HEAD").containsAll(settings.methods());
		return BuiltinTool.describe(NAME, "Make an HTTP request",
				"Makes an HTTP request and gives status, headers and body. May reach "
						+ (settings.policy().entries().isEmpty() ? "nothing" : settings.policy().entries()),
				Schema.object()
					.required("url", Schema.text("URL, http or https"))
					.optional("method", Schema.text("One of " + settings.methods() + " (default GET)", 10))
					.optional("headers", Schema.mapOfText("Headers of the request"))
					.optional("body", Map.<String, Object>of("description",
							"Body of the request: text as it is, an object or list as JSON; none for GET and HEAD"))
					.optional("timeout_ms", Schema.positive("Milliseconds that it may take; can only lower the limit")),
				Schema.object()
					.required("status_code", Schema.number("HTTP status"))
					.required("headers", Schema.mapOfText("Headers of the answer, names in lower case"))
					.required("body", Schema.text("Body of the answer"))
					.required("body_encoding", Schema.text("text, or base64 where the body is no text"))
					.required("body_truncated", Schema.flag("Whether there is more than is kept"))
					.required("url", Schema.text("Where the answer came from"))
					.required("redirects", Schema.number("Redirects that were followed"))
					.required("duration_ms", Schema.number("How long it took")),
				new ToolAnnotations(reads, !reads, reads, true), Set.of("http", "web", "network"),
				"At most " + settings.maxRedirects()
						+ " redirects are followed; after that the redirect itself is the answer."
						+ " To another origin only Accept, Accept-Language, Content-Type and User-Agent go along.",
				BuiltinTool.example("Get JSON", Map.<String, Object>of("url", "https://api.example.com/items"),
						"status_code 200, body"));
	}

	@Override
	public Map<String, Object> call(Arguments arguments, ToolCallContext context) throws Exception {
		FetchSettings settings = this.fetcher.settings();
		CallTime time = CallTime.of(CallTime.lowered(settings.timeout(), arguments.value("timeout_ms")), context);
		String method = method(arguments.optionalText("method"));
		URI url = Fetcher.url(arguments.text("url"));
		Map<String, String> headers = headers(arguments.map("headers"));
		Object content = arguments.value("body");
		byte[] body = body(method, content, headers);
		long begun = System.nanoTime();
		Fetched fetched = this.fetcher.fetch(new Hop(url, method, headers, body), time, context);
		String text = fetched.text();
		return Map.<String, Object>of("status_code", fetched.status(), "headers", fetched.headers(), "body",
				(text != null) ? text : Base64.getEncoder().encodeToString(fetched.body()), "body_encoding",
				(text != null) ? "text" : "base64", "body_truncated", fetched.truncated(), "url",
				fetched.uri().toString(), "redirects", fetched.redirects(), "duration_ms",
				TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
	}

	private String method(@Nullable String text) throws Failure {
		String method = (text == null || text.isBlank()) ? "GET" : text.strip().toUpperCase(Locale.ROOT);
		if (!this.fetcher.settings().methods().contains(method)) {
			throw Failure.invalid("method " + new Shown(method) + " may not be used",
					"Use one of " + this.fetcher.settings().methods() + " (builtin-tools.fetch.methods)");
		}
		return method;
	}

	private static Map<String, String> headers(Map<String, Object> given) throws Failure {
		if (given.size() > MOST_HEADERS) {
			throw Failure.invalid("there are more than " + MOST_HEADERS + " headers", "Leave some out");
		}
		Map<String, String> headers = new LinkedHashMap<>();
		for (Map.Entry<String, Object> header : given.entrySet()) {
			String lower = header.getKey().toLowerCase(Locale.ROOT);
			String value = String.valueOf(header.getValue());
			if (!NAME_OF_HEADER.matcher(lower).matches() || !VALUE_OF_HEADER.matcher(value).matches()) {
				throw Failure.invalid(
						"header " + new Shown(header.getKey()) + " has characters that headers cannot have",
						"Write a name of letters, digits and dashes, and a value in one line");
			}
			if (OWN.contains(lower) || lower.startsWith("proxy-")) {
				throw Failure.invalid("header " + new Shown(header.getKey()) + " cannot be set",
						"Leave it out; it is written by itself");
			}
			if (lower.length() + value.length() > LONGEST_HEADER) {
				throw Failure.invalid("header " + new Shown(header.getKey()) + " is too long", "Write a shorter one");
			}
			headers.put(header.getKey(), value);
		}
		return headers;
	}

	private byte @Nullable [] body(String method, @Nullable Object content, Map<String, String> headers)
			throws Failure {
		if (content == null) {
			return null;
		}
		if (List.of("GET", "HEAD").contains(method)) {
			throw Failure.invalid("a " + method + " has no body", "Leave body out, or use POST");
		}
		byte[] body;
		if (content instanceof String text) {
			body = text.getBytes(StandardCharsets.UTF_8);
		}
		else {
			body = this.json.writeValueAsBytes(content);
			if (headers.keySet().stream().noneMatch("content-type"::equalsIgnoreCase)) {
				headers.put("Content-Type", "application/json");
			}
		}
		if (body.length > LARGEST_BODY) {
			throw Failure.invalid("the body has " + body.length + " bytes, and may have " + LARGEST_BODY,
					"Send less at once");
		}
		return body;
	}

}
