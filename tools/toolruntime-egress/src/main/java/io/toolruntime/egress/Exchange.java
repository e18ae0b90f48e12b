package io.toolruntime.egress;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request over plain HTTP and its answer. */
final class Exchange {

	private static final Logger logger = LoggerFactory.getLogger(Exchange.class);

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-9]\\d\\d)( .*)?");

	private static final String VERSION = "HTTP/1.1";

	/** Answers before the answer, RFC 9110 section 15.2, that are passed on. */
	private static final int MOST_INTERIM = 16;

	private static final int SWITCHING_PROTOCOLS = 101;

	private static final int NO_CONTENT = 204;

	private static final int NOT_MODIFIED = 304;

	private final ProxyRequest request;

	private final Wire client;

	private final Wire server;

	private final int headBytes;

	/** Why the body of the request was refused, while the answer was waited for. */
	private volatile @Nullable Refusal refused;

	/**
	 * Creates it.
	 * @param request what the client asks
	 * @param client the client, with the body of the request still to come
	 * @param server the host that it asks
	 * @param headBytes bytes that the head of the answer may have
	 */
	Exchange(ProxyRequest request, Wire client, Wire server, int headBytes) {
		this.request = request;
		this.client = client;
		this.server = server;
		this.headBytes = headBytes;
	}

	/**
	 * Passes the request on, and its answer back as it comes.
	 * @param threads where the body of the request is carried, because the answer may
	 * come before its end
	 * @param giveUp ends the connection to the server
	 * @throws Refusal if the request or the answer is malformed, and the client has been
	 * told nothing yet
	 * @throws IOException if it cannot be carried on
	 */
	void run(Executor threads, Runnable giveUp) throws Refusal, IOException {
		sendHead();
		if (this.request.body().form() != Body.Form.NONE) {
			threads.execute(() -> sendBody(giveUp));
		}
		MessageHead answer;
		Body body;
		int status;
		int interim = 0;
		do {
			if (interim++ == MOST_INTERIM) {
				throw badAnswer("it never comes to its point");
			}
			answer = answerHead();
			status = status(answer);
			boolean none = status < 200 || status == NO_CONTENT || status == NOT_MODIFIED
					|| this.request.method().equals("HEAD");
			Body said = Body.of(answer, Body.Form.UNTIL_CLOSED, this::badAnswer);
			body = none ? new Body(Body.Form.NONE, 0) : said;
			this.client.write(head(VERSION + answer.start().substring(VERSION.length()), answer.endToEnd(), null,
					(status < 200) ? null : said));
		}
		while (status < 200);
		body.carry(this.server, this.client, IOException::new);
	}

	private void sendHead() throws Refusal {
		try {
			this.server.write(requestHead());
		}
		catch (IOException ex) {
			throw badAnswer("the connection broke before it");
		}
	}

	private void sendBody(Runnable giveUp) {
		try {
			this.request.body().carry(this.client, this.server, ProxyRequest::malformed);
		}
		catch (Refusal ex) {
			this.refused = ex;
			giveUp.run();
		}
		catch (EOFException ex) {
			logger.trace("A client went before it had sent the whole body of its request", ex);
			giveUp.run();
		}
		catch (IOException ex) {
			/* A server may answer without having read everything */
			logger.trace("The body of a request was not carried to its end", ex);
		}
	}

	private MessageHead answerHead() throws Refusal {
		try {
			return MessageHead.read(this.server, this.headBytes, this::badAnswer);
		}
		catch (IOException | Refusal ex) {
			Refusal cause = this.refused;
			if (cause != null) {
				throw cause;
			}
			throw (ex instanceof Refusal refusal) ? refusal : badAnswer("the connection broke before it");
		}
	}

	private int status(MessageHead answer) throws Refusal {
		Matcher status = STATUS.matcher(answer.start());
		if (!status.matches()) {
			throw badAnswer("it does not begin with a status");
		}
		int number = Integer.parseInt(status.group(1));
		if (number == SWITCHING_PROTOCOLS) {
			throw badAnswer("it switches to another protocol");
		}
		return number;
	}

	private Refusal badAnswer(String what) {
		return Refusal.unreachable(this.request.target(), "gave an answer that cannot be passed on: " + what);
	}

	private byte[] requestHead() {
		return head(this.request.method() + " " + this.request.path() + " " + VERSION, this.request.head().endToEnd(),
				new HeaderField("Host", this.request.target().authority(ProxyRequest.HTTP_PORT)), this.request.body());
	}

	private static byte[] head(String start, List<HeaderField> fields, @Nullable HeaderField host,
			@Nullable Body body) {
		StringBuilder head = new StringBuilder(start).append("\r\n");
		if (host != null) {
			append(head, host);
		}
		fields.forEach((field) -> append(head, field));
		if (body != null) {
			HeaderField length = body.field();
			if (length != null) {
				append(head, length);
			}
			append(head, new HeaderField("Connection", "close"));
		}
		return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	private static void append(StringBuilder head, HeaderField field) {
		head.append(field.name()).append(": ").append(field.value()).append("\r\n");
	}

}
