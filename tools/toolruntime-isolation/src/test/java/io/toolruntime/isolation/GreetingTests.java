package io.toolruntime.isolation;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Faults B5 and B7: the token was handed to the code that it kept out. */
@Timeout(30)
class GreetingTests {

	private static final String TOKEN = "0123456789abcdef";

	private Path folder;

	private UnixDomainSocketAddress address;

	private ServerSocketChannel server;

	@BeforeEach
	void listen() throws IOException {
		this.folder = Files.createTempDirectory("greeting");
		this.address = UnixDomainSocketAddress.of(this.folder.resolve("s"));
		this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		this.server.bind(this.address);
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
		ChildFiles.delete(this.folder);
	}

	private CompletableFuture<FrameChannel> awaited(ChildUser user) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return new Greeting(TOKEN, user).await(this.server, 10_000, (socket) -> {
				});
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		});
	}

	private FrameChannel say(Map<String, Object> hello) throws IOException {
		FrameChannel channel = new FrameChannel(SocketChannel.open(this.address), 10_000);
		channel.send(hello);
		return channel;
	}

	@Test
	void whoHasTheTokenIsTheChild() throws Exception {
		CompletableFuture<FrameChannel> awaited = awaited(null);

		FrameChannel child = say(Map.of("type", "hello", "token", TOKEN));
		child.send(Map.of("type", "ready"));

		assertThat(awaited.get().receive()).isEqualTo(Map.of("type", "ready"));
	}

	@Test
	void whoHasNoTokenOrAWrongOneIsNot() throws Exception {
		CompletableFuture<FrameChannel> awaited = awaited(null);

		assertThat(say(Map.of("type", "hello")).receive()).isNull();
		assertThat(say(Map.of("type", "hello", "token", "x")).receive()).isNull();
		assertThat(say(Map.of("type", "result", "token", TOKEN)).receive()).isNull();
		assertThat(awaited).isNotDone();

		say(Map.of("type", "hello", "token", TOKEN));
		assertThat(awaited.get()).isNotNull();
	}

	@Test
	void b7WhoSaysTooMuchBeforeItIsKnownIsNotHeard() throws Exception {
		CompletableFuture<FrameChannel> awaited = awaited(null);

		assertThat(say(Map.of("type", "hello", "token", TOKEN, "more", "x".repeat(5000)))).satisfies((channel) -> {
			try {
				assertThat(channel.receive()).isNull();
			}
			catch (IOException ex) {
				assertThat(ex).hasMessageContaining("reset");
			}
		});
		assertThat(awaited).isNotDone();
		this.server.close();
	}

	@Test
	void whoIsAnotherUserIsNotTheChild() throws Exception {
		CompletableFuture<FrameChannel> awaited = awaited(new ChildUser(1_900_000_001, 1_900_000_000));

		for (int i = 0; i < 100; i++) {
			try {
				say(Map.of("type", "hello", "token", TOKEN)).receive();
			}
			catch (IOException ex) {
				// Closed before it was said
			}
		}

		assertThatExceptionOfType(ExecutionException.class).isThrownBy(awaited::get)
			.withMessageContaining("not the child");
	}

}
