package io.toolruntime.isolation;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

@Timeout(30)
class FrameChannelTests {

	private Path folder;

	private SocketChannel other;

	private FrameChannel channel;

	@BeforeEach
	void connect() throws IOException {
		this.folder = Files.createTempDirectory("frames");
		UnixDomainSocketAddress address = UnixDomainSocketAddress.of(this.folder.resolve("s"));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(address);
			this.other = SocketChannel.open(address);
			this.channel = new FrameChannel(server.accept(), 1000);
		}
	}

	@AfterEach
	void close() throws IOException {
		this.channel.close();
		this.other.close();
		ChildFiles.delete(this.folder);
	}

	private void write(int length, String text) throws IOException {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.other.write(ByteBuffer.allocate(4 + bytes.length).putInt(length).put(bytes).flip());
	}

	@Test
	void aMessageComesAsItWasSent() throws IOException {
		FrameChannel sender = new FrameChannel(this.other, 1000);
		Map<String, Object> message = Map.of("text", "ä\n\u0000", "list", List.of(1, 2.5, true, Map.of()), "large",
				1L << 60);

		sender.send(message);

		assertThat(this.channel.receive()).isEqualTo(message);
	}

	record Bean(String name, List<Integer> numbers) {
	}

	@Test
	void whatIsNoPlainValueIsWrittenAsAMapperDoes() throws IOException {
		FrameChannel sender = new FrameChannel(this.other, 1000);

		sender.send(Map.of("value", new Bean("b", List.of(1)), "array", new int[] { 1, 2 }, "keys", Map.of(1, "one")));

		assertThat(this.channel.receive()).isEqualTo(Map.of("value", Map.of("name", "b", "numbers", List.of(1)),
				"array", List.of(1, 2), "keys", Map.of("1", "one")));
	}

	/** Fault B5: nothing bounded the size of a request. */
	@Test
	void b5AMessageThatIsTooLongIsRefusedBeforeItIsRead() throws IOException {
		write(1001, "");

		assertThatExceptionOfType(FrameChannel.TooLongException.class).isThrownBy(() -> this.channel.receive());
	}

	@Test
	void aLengthThatIsNegativeIsRefused() throws IOException {
		write(-1, "");

		assertThatExceptionOfType(FrameChannel.TooLongException.class).isThrownBy(() -> this.channel.receive())
			.withMessageContaining("4294967295 bytes");
	}

	/** Fault B7: who asks was looked at only when all of the request had been read. */
	@Test
	void b7BeforeItIsKnownWhoAsksLittleIsRead() throws IOException {
		write(900, "");

		assertThatExceptionOfType(FrameChannel.TooLongException.class).isThrownBy(() -> this.channel.receive(100));
	}

	@ParameterizedTest
	@ValueSource(strings = { "[]", "1", "", "{", "{\"a\":1,\"a\":2}", "{} {}", "nul", "{\"a\":NaN}" })
	void whatIsNoObjectIsRefused(String text) throws IOException {
		write(text.length(), text);

		assertThatIOException().isThrownBy(() -> this.channel.receive());
	}

	@Test
	void whatIsNestedTooDeeplyIsRefused() throws IOException {
		String text = "{\"a\":" + "[".repeat(300) + "]".repeat(300) + "}";
		write(text.length(), text);

		assertThatIOException().isThrownBy(() -> this.channel.receive());
	}

	@Test
	void theEndIsNoMessage() throws IOException {
		this.other.close();

		assertThat(this.channel.receive()).isNull();
	}

	@Test
	void theEndWithinAMessageIsAnError() throws IOException {
		write(10, "{");
		this.other.close();

		assertThatIOException().isThrownBy(() -> this.channel.receive());
	}

	@Test
	void aThreadThatWasInterruptedCanSend() throws IOException {
		FrameChannel sender = new FrameChannel(this.other, 1000);

		Thread.currentThread().interrupt();
		sender.send(Map.of("a", 1));

		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.channel.receive()).isEqualTo(Map.of("a", 1));
	}

}
