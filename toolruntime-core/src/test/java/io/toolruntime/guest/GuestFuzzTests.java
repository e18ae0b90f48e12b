package io.toolruntime.guest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.ToolGatewayServer;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.Tools;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Conversations with bytes changed, lost, doubled and swapped at random. The seeds are
 * fixed, so that a failure comes again.
 */
class GuestFuzzTests {

	private static final int CONVERSATIONS = 26_000;

	private static final List<String> FRAMES = List.of(
			"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"runTool\",\"params\":{\"id\":\"test:echo\",\"args\":{\"a\":[1,null,\"é\"]}}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"output\",\"params\":{\"stream\":\"stdout\",\"text\":\"hello\\n\"}}",
			"{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"searchTools\",\"params\":{\"query\":\"echo\",\"limit\":5,\"cursor\":null}}",
			"{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"runChain\",\"params\":{\"steps\":[{\"toolId\":\"test:echo\",\"args\":{}}]}}",
			"{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"describeTool\",\"params\":{\"id\":\"test:echo\",\"detail\":\"full\"}}",
			"{\"jsonrpc\":\"2.0\",\"method\":\"artifact\",\"params\":{\"path\":\"a/b.csv\",\"data\":\"aWQ7\",\"last\":true}}",
			"{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"value\":{\"a\":[1,2.5,true]},\"exitCode\":0}}");

	private static final byte[] INTERESTING = "{}[]\",:\\\u001e\n0129eE-+.tfn\u0000 ".getBytes(StandardCharsets.UTF_8);

	/* Four seeds of 26,000 conversations, each with at least one frame mutated. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void aConversationEndsOnceWhateverTheGuestSends(int seed) {
		Random random = new Random(seed);
		CatalogToolGateway gateway = CatalogToolGateway.of(Tools.echo("test:echo"));
		int broken = 0;
		for (int i = 0; i < CONVERSATIONS; i++) {
			Ends ends = new Ends();
			converse(random, gateway, ends);
			assertThat(ends.count).as("ends of conversation %d of seed %d", i, seed).hasValue(1);
			broken += (ends.last instanceof GuestEnd.Broken) ? 1 : 0;
		}
		// The mutations hit: many conversations break, and many go on
		assertThat(broken).isBetween(CONVERSATIONS / 10, CONVERSATIONS * 9 / 10);
	}

	@Test
	void withoutMutationTheConversationIsComplete() {
		Ends ends = new Ends();
		GuestSession session = new GuestSession("fuzz", new ByteArrayOutputStream(),
				new ByteArrayInputStream(new byte[0]), new ByteArrayInputStream(new byte[0]));
		converse(session, latin(String.join("\n", FRAMES)), CatalogToolGateway.of(Tools.echo("test:echo")), ends);
		assertThat(ends.last).isInstanceOf(GuestEnd.Completed.class);
	}

	private static void converse(Random random, CatalogToolGateway gateway, Ends ends) {
		GuestSession session = new GuestSession("fuzz", new ByteArrayOutputStream(),
				new ByteArrayInputStream(new byte[0]), new ByteArrayInputStream(new byte[0]));
		int count = 1 + random.nextInt(FRAMES.size());
		StringBuilder conversation = new StringBuilder();
		for (int i = 0; i < count; i++) {
			conversation.append(FRAMES.get(random.nextInt(FRAMES.size()))).append('\n');
		}
		byte[] bytes = conversation.toString().getBytes(StandardCharsets.UTF_8);
		converse(session, new String(mutated(random, bytes), StandardCharsets.ISO_8859_1), gateway, ends);
	}

	/* Its bytes, one a character. */
	private static String latin(String text) {
		return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
	}

	private static byte[] mutated(Random random, byte[] bytes) {
		byte[] mutated = bytes;
		int mutations = 1 + random.nextInt(3);
		for (int i = 0; i < mutations; i++) {
			mutated = mutate(random, mutated);
		}
		return mutated;
	}

	private static byte[] mutate(Random random, byte[] bytes) {
		int at = random.nextInt(bytes.length);
		int end = Math.min(bytes.length, at + 1 + random.nextInt(20));
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.write(bytes, 0, at);
		switch (random.nextInt(5)) {
			case 0 -> {
				// Lost
			}
			case 1 -> {
				out.write(bytes, at, end - at);
				out.write(bytes, at, end - at);
			}
			case 2 -> {
				out.write(INTERESTING[random.nextInt(INTERESTING.length)]);
				end = Math.min(end, at + 1);
			}
			case 3 -> {
				out.write(random.nextInt(256));
				end = Math.min(end, at + 1);
			}
			default -> {
				int from = random.nextInt(bytes.length);
				out.write(bytes, from, Math.min(bytes.length - from, 1 + random.nextInt(40)));
			}
		}
		out.write(bytes, end, bytes.length - end);
		return (out.size() > 0) ? out.toByteArray() : bytes;
	}

	/* On this thread, which makes it fast, and lets nothing escape to another one. */
	private static void converse(GuestSession session, String lines, CatalogToolGateway gateway, Ends ends) {
		byte[] out = frames(session.nonce(), lines);
		session.execute(new GuestRequest("1", "null", Map.of(), List.of(), null, ArtifactBounds.DEFAULTS),
				new ToolGatewayServer(gateway), Runnable::run, ends);
		session.read(new ByteArrayInputStream(out));
	}

	private static byte[] frames(String nonce, String lines) {
		StringBuilder out = new StringBuilder();
		for (String line : lines.split("\n", -1)) {
			out.append('\u001e').append(nonce).append(line).append('\n');
		}
		return out.toString().getBytes(StandardCharsets.ISO_8859_1);
	}

	private static final class Ends implements GuestEvents {

		private final AtomicInteger count = new AtomicInteger();

		private GuestEnd last = new GuestEnd.Gone();

		@Override
		public void output(boolean error, String text) {
			assertThat(text).isNotEmpty();
		}

		@Override
		public void refused(ToolException failure) {
			assertThat(failure.getCode()).isNotNull();
		}

		@Override
		public void ended(GuestEnd end) {
			this.count.incrementAndGet();
			this.last = end;
		}

	}

}
