package io.toolruntime.builtin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.egress.EgressEvent;
import io.toolruntime.egress.EgressLimits;
import io.toolruntime.egress.EgressProxy;
import io.toolruntime.egress.EgressVerdict;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.ToolCallContext;

/**
 * Makes requests, each of them and each redirect through an egress proxy of its own in
 * this process: the client connects to nothing else, and looks no name up. What the proxy
 * allows it connects to at the address that it has checked.
 */
final class Fetcher implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Fetcher.class);

	private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

	private static final int LONGEST_URL = 8192;

	private final FetchSettings settings;

	private final HostResolver resolver;

	private final @Nullable SSLContext tls;

	/* The hops that are under way, so that the proxy can say why it refused one. */
	private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

	private @Nullable EgressProxy proxy;

	private @Nullable HttpClient client;

	private boolean closed;

	Fetcher(FetchSettings settings, HostResolver resolver, @Nullable SSLContext tls) {
		this.settings = settings;
		this.resolver = resolver;
		this.tls = tls;
	}

	FetchSettings settings() {
		return this.settings;
	}

	/**
	 * Reads a URL.
	 * @param text the URL, as a caller or a server wrote it
	 * @return the URL
	 * @throws Failure if it is none that can be asked
	 */
	static URI url(String text) throws Failure {
		if (text.length() > LONGEST_URL) {
			throw Failure.invalid("the URL is longer than " + LONGEST_URL + " characters", "Write a shorter one");
		}
		try {
			return checked(new URI(text.strip()));
		}
		catch (URISyntaxException ex) {
			throw Failure.invalid(new Shown(text) + " is no URL", "Write one such as https://example.com/path");
		}
	}

	private static URI checked(URI uri) throws Failure {
		String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
		if (!scheme.equals("http") && !scheme.equals("https")) {
			throw Failure.invalid(new Shown(uri.toString()) + " is not http or https",
					"Write a URL that begins with https://");
		}
		if (uri.getRawUserInfo() != null) {
			throw Failure.invalid("the URL has a user in it", "Give credentials in a header");
		}
		if (uri.getHost() == null) {
			throw Failure.denied(
					new Shown(uri.toString()) + " has no host that is a name or an address in its usual form",
					"Write a name in ASCII (xn--…), four decimal numbers, or an IPv6 address in brackets");
		}
		return withoutFragment(uri);
	}

	/* It is nothing to the server, and in a proxy's request malformed. */
	private static URI withoutFragment(URI uri) {
		String text = uri.toString();
		int fragment = text.indexOf('#');
		return (fragment < 0) ? uri : URI.create(text.substring(0, fragment));
	}

	/**
	 * Makes a request and follows its redirects.
	 * @param first the request
	 * @param time until when
	 * @param context who waits
	 * @return the answer; that of the last redirect if there are too many
	 * @throws Failure if there is none
	 * @throws InterruptedException if this thread is interrupted
	 */
	Fetched fetch(Hop first, CallTime time, ToolCallContext context) throws Failure, InterruptedException {
		if (this.settings.policy().entries().isEmpty()) {
			throw Failure.denied("no host may be reached", "Set " + FetchSettings.HOSTS
					+ " to the hosts that may be, such as api.example.com:443; * is every public address");
		}
		Hop hop = first;
		for (int followed = 0;; followed++) {
			HttpResponse<LimitedBody.Captured> response = send(hop, time, context);
			Hop next = (followed < this.settings.maxRedirects()) ? next(hop, response) : null;
			if (next == null) {
				Map<String, String> headers = new LinkedHashMap<>();
				response.headers()
					.map()
					.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", values)));
				return new Fetched(hop.uri(), followed, response.statusCode(), headers, response.body().bytes(),
						response.body().truncated());
			}
			hop = next;
		}
	}

	/* What was secret on the way must not go on in the clear. */
	private @Nullable Hop next(Hop hop, HttpResponse<?> response) throws Failure {
		String location = response.headers().firstValue("location").orElse(null);
		if (!REDIRECTS.contains(response.statusCode()) || location == null || location.length() > LONGEST_URL) {
			return null;
		}
		URI target;
		try {
			target = hop.uri().resolve(new URI(location.strip()));
		}
		catch (URISyntaxException | IllegalArgumentException ex) {
			return null;
		}
		Hop next = hop.redirected(response.statusCode(), checked(target));
		boolean allowed = this.settings.methods().contains(next.method()) && (next.isSecure() || !hop.isSecure());
		return allowed ? next : null;
	}

	private HttpResponse<LimitedBody.Captured> send(Hop hop, CallTime time, ToolCallContext context)
			throws Failure, InterruptedException {
		HttpRequest request = request(hop);
		Watched watching = new Watched(hop.target());
		this.watched.add(watching);
		CompletableFuture<HttpResponse<LimitedBody.Captured>> answer = client().sendAsync(request,
				(head) -> new LimitedBody(this.settings.maxBody()));
		try (Cancellation.Registration cancelled = context.cancellation().onCancel(() -> answer.cancel(true))) {
			HttpResponse<LimitedBody.Captured> response = answer.get(time.remaining().toNanos(), TimeUnit.NANOSECONDS);
			if (watching.refusal != null) {
				throw refused(hop, watching.refusal);
			}
			return response;
		}
		catch (ExecutionException ex) {
			if (watching.refusal != null) {
				throw refused(hop, watching.refusal);
			}
			throw failed(hop, ex.getCause());
		}
		catch (TimeoutException ex) {
			throw Failure.late(hop.target() + " did not answer in time",
					"Try again later, or raise builtin-tools.fetch.timeout (" + this.settings.timeout().toMillis()
							+ " ms)");
		}
		catch (CancellationException ex) {
			throw ex;
		}
		finally {
			answer.cancel(true);
			this.watched.remove(watching);
		}
	}

	private static HttpRequest request(Hop hop) throws Failure {
		byte[] body = hop.body();
		BodyPublisher publisher = (body != null) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody();
		try {
			HttpRequest.Builder request = HttpRequest.newBuilder(hop.uri()).method(hop.method(), publisher);
			request.setHeader("User-Agent", "toolruntime");
			hop.headers().forEach(request::setHeader);
			return request.build();
		}
		catch (IllegalArgumentException ex) {
			throw Failure.invalid("the request cannot be sent: it has a header that is for the client to write",
					"Leave that header out");
		}
	}

	private static Failure failed(Hop hop, @Nullable Throwable cause) {
		logger.debug("{} {} failed", hop.method(), hop.uri(), cause);
		String why = (cause instanceof javax.net.ssl.SSLException) ? "no trusted TLS connection could be made"
				: "the connection broke, or the answer was no HTTP";
		return Failure.internal(hop.target() + " gave no answer: " + why, "Check the URL, or try again later", cause);
	}

	/* The proxy's own reason may name addresses that callers need not know. */
	private static Failure refused(Hop hop, EgressEvent event) {
		logger.debug("{} {} was refused: {}", hop.method(), hop.uri(), event.reason());
		String target = hop.target();
		return switch (event.verdict()) {
			case NOT_ALLOWED -> Failure.denied(target + " is not among the hosts that may be reached",
					"If it should be, add '" + target + "' to " + FetchSettings.HOSTS);
			case FORBIDDEN_ADDRESS -> Failure.denied(target + " is at no public address",
					"If it should be reached, pin it in " + FetchSettings.HOSTS + " as '" + target + "=<address>'");
			case MALFORMED -> Failure.denied("the request to " + target + " cannot be passed on",
					"Use https at port 443, and a host that is a name or an address in its usual form");
			case TLS_REFUSED -> Failure.denied("what was sent to " + target + " is no TLS for that host",
					"Use a name rather than an address, or http for what is not TLS");
			case FULL -> Failure.unavailable("too many requests are under way", "Try again later", null);
			case CONNECT_TIMEOUT -> Failure.late(target + " could not be connected to in time", "Try again later");
			default -> Failure.internal(target + " cannot be reached", "Check the URL, or try again later", null);
		};
	}

	/* Nothing listens until the first request. */
	private synchronized HttpClient client() throws Failure {
		if (this.closed) {
			throw Failure.unavailable("the application is closing", "Try again later", null);
		}
		if (this.client == null) {
			EgressLimits limits = EgressLimits.DEFAULTS.withTimeouts(EgressLimits.DEFAULTS.headTimeout(),
					this.settings.timeout(), EgressLimits.DEFAULTS.idleTimeout(), EgressLimits.DEFAULTS.lifetime());
			EgressProxy starting = new EgressProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
					this.settings.policy(), limits, this.resolver, this::heard);
			InetSocketAddress address;
			try {
				address = (InetSocketAddress) starting.start();
			}
			catch (IOException ex) {
				throw Failure.unavailable("the egress proxy cannot listen", "See the application's log", ex);
			}
			this.proxy = starting;
			HttpClient.Builder builder = HttpClient.newBuilder()
				.proxy(ProxySelector.of(address))
				.followRedirects(HttpClient.Redirect.NEVER)
				.version(HttpClient.Version.HTTP_1_1);
			this.client = ((this.tls != null) ? builder.sslContext(this.tls) : builder).build();
		}
		return this.client;
	}

	/* What is refused is told before the client hears of it. */
	private void heard(EgressEvent event) {
		if (event.allowed()) {
			return;
		}
		String target = event.host() + ":" + event.port();
		boolean anybody = event.host().isEmpty() && event.verdict() != EgressVerdict.TOO_SLOW;
		this.watched.forEach((hop) -> {
			if (anybody || hop.target.equals(target)) {
				hop.refusal = event;
			}
		});
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		this.client = null;
		if (this.proxy != null) {
			this.proxy.close();
		}
	}

	/** A hop that is under way. */
	private static final class Watched {

		private final String target;

		private volatile @Nullable EgressEvent refusal;

		Watched(String target) {
			this.target = target;
		}

	}

}
