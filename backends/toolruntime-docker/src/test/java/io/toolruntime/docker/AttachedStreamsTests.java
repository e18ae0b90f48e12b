package io.toolruntime.docker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What an engine sends for a container's two streams, taken apart. */
@Timeout(60)
class AttachedStreamsTests {

	private static final int OUT = 1;

	private static final int ERR = 2;

	private static final int MEGABYTE = 1 << 20;

	private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

	private final AtomicInteger closings = new AtomicInteger();

	private AttachedStreamsTests frame(int stream, byte[] payload) {
		return header(stream, payload.length).raw(payload);
	}

	private AttachedStreamsTests frame(int stream, String payload) {
		return frame(stream, payload.getBytes(StandardCharsets.UTF_8));
	}

	private AttachedStreamsTests header(int stream, int length) {
		return raw(ByteBuffer.allocate(8).put((byte) stream).putInt(4, length).array());
	}

	private AttachedStreamsTests raw(byte[] bytes) {
		this.sent.writeBytes(bytes);
		return this;
	}

	private AttachedStreams streams() {
		return streams(new ByteArrayInputStream(this.sent.toByteArray()));
	}

	private AttachedStreams streams(InputStream connection) {
		return new AttachedStreams(new InputPipe(), connection, () -> {
			this.closings.incrementAndGet();
			connection.close();
		});
	}

	private static CompletableFuture<byte[]> all(InputStream stream) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new CompletionException(ex);
			}
		}, (task) -> new Thread(task, "test-reader").start());
	}

	private static String text(InputStream stream) throws IOException {
		return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
	}

	@Test
	void eachStreamHasWhatIsItsOwn() throws IOException {
		frame(OUT, "one ").frame(ERR, "first ").frame(OUT, "two ").frame(ERR, "second").frame(OUT, "three");
		AttachedStreams streams = streams();
		assertThat(text(streams.stdout())).isEqualTo("one two three");
		assertThat(text(streams.stderr())).isEqualTo("first second");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7, 8, 9, 100 })
	void framesMayBeCutAnywhere(int piece) throws IOException {
		frame(OUT, "a longer text than any piece ").frame(ERR, "err").frame(OUT, "b").frame(OUT, "the end");
		AttachedStreams streams = streams(new Pieces(new ByteArrayInputStream(this.sent.toByteArray()), piece));
		assertThat(text(streams.stdout())).isEqualTo("a longer text than any piece bthe end");
		assertThat(text(streams.stderr())).isEqualTo("err");
	}

	@Test
	void whoeverReadsLittleGetsItAll() throws IOException {
		frame(OUT, "abc").frame(ERR, "x").frame(OUT, new byte[] { (byte) 0xff });
		InputStream stdout = streams().stdout();
		assertThat(stdout.read()).isEqualTo('a');
		assertThat(stdout.read(new byte[0])).isZero();
		assertThat(stdout.readNBytes(2)).asString().isEqualTo("bc");
		assertThat(stdout.read()).isEqualTo(0xff);
		assertThat(stdout.read()).isEqualTo(-1);
		assertThat(stdout.read()).isEqualTo(-1);
	}

	@Test
	void framesWithoutAnythingAreNothing() throws IOException {
		frame(OUT, "").frame(ERR, "").frame(OUT, "a").frame(ERR, "").frame(OUT, "");
		AttachedStreams streams = streams();
		assertThat(text(streams.stdout())).isEqualTo("a");
		assertThat(text(streams.stderr())).isEmpty();
	}

	@Test
	void manySmallPiecesKeepTheirOrder() throws Exception {
		StringBuilder out = new StringBuilder();
		StringBuilder err = new StringBuilder();
		for (int i = 0; i < 20_000; i++) {
			(i % 3 == 0 ? err : out).append(i).append(' ');
			frame((i % 3 == 0) ? ERR : OUT, i + " ");
		}
		AttachedStreams streams = streams();
		CompletableFuture<byte[]> stderr = all(streams.stderr());
		assertThat(text(streams.stdout())).isEqualTo(out.toString());
		assertThat(stderr.get()).asString().isEqualTo(err.toString());
	}

	@ParameterizedTest
	@ValueSource(ints = { OUT, ERR })
	void aLengthThatLiesAllocatesNothing(int stream) throws IOException {
		header(stream, -1).raw("little".getBytes(StandardCharsets.UTF_8));
		AttachedStreams streams = streams();
		byte[] bytes = new byte[6];
		if (stream == OUT) {
			assertThat(streams.stdout().readNBytes(bytes, 0, 6)).isEqualTo(6);
			assertThat(bytes).asString().isEqualTo("little");
		}
		assertThatIOException().isThrownBy(() -> streams.stdout().read()).withMessageContaining("within a frame");
		assertThat(text(streams.stderr())).isEqualTo((stream == ERR) ? "little" : "");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 3, 'H', 255 })
	void aStreamThatThereIsNotIsAnError(int stream) throws IOException {
		frame(OUT, "a").frame(stream, "b").frame(OUT, "c");
		AttachedStreams streams = streams();
		assertThat(streams.stdout().read()).isEqualTo('a');
		assertThatIOException().isThrownBy(() -> streams.stdout().read());
		assertThat(text(streams.stderr())).isEmpty();
	}

	@Test
	void afterAnErrorNothingIsTakenForAFrame() throws IOException {
		frame(7, "").frame(OUT, "not to be read");
		InputStream stdout = streams().stdout();
		assertThatIOException().isThrownBy(stdout::read);
		assertThatIOException().isThrownBy(stdout::read);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 7, 8, 9, 11 })
	void anEndWithinAFrameIsAnError(int length) throws IOException {
		frame(OUT, "abcd");
		byte[] cut = new byte[length];
		System.arraycopy(this.sent.toByteArray(), 0, cut, 0, length);
		AttachedStreams streams = streams(new ByteArrayInputStream(cut));
		assertThatIOException().isThrownBy(() -> streams.stdout().readAllBytes()).withMessageContaining("frame");
		assertThat(text(streams.stderr())).isEmpty();
	}

	@Test
	void whoeverReadsErrorsSlowlyLosesNothingAndNoMoreThanALittleWaits() throws Exception {
		byte[] errors = new byte[8 * MEGABYTE];
		new Random(1).nextBytes(errors);
		frame(ERR, errors).frame(OUT, "end");
		AtomicInteger taken = new AtomicInteger();
		AttachedStreams streams = streams(new FilterInputStream(new ByteArrayInputStream(this.sent.toByteArray())) {
			@Override
			public int read(byte[] bytes, int offset, int length) throws IOException {
				int count = super.read(bytes, offset, length);
				taken.addAndGet(Math.max(0, count));
				return count;
			}
		});
		CompletableFuture<byte[]> stdout = all(streams.stdout());
		assertThatThrownBy(() -> stdout.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
		assertThat(taken.get()).isLessThan(2 * MEGABYTE);
		assertThat(streams.stderr().readAllBytes()).isEqualTo(errors);
		assertThat(stdout.get()).asString().isEqualTo("end");
	}

	@Test
	void closingThemEndsWhoeverWaitsForErrorsToBeRead() throws Exception {
		frame(ERR, new byte[8 * MEGABYTE]);
		AttachedStreams streams = streams();
		CompletableFuture<byte[]> stdout = all(streams.stdout());
		assertThatThrownBy(() -> stdout.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
		streams.close();
		assertThatThrownBy(stdout::get).hasCauseInstanceOf(IOException.class);
		assertThat(text(streams.stderr())).isEmpty();
	}

	@Test
	void closingThemEndsWhoeverReadsErrors() throws Exception {
		AttachedStreams streams = streams();
		CompletableFuture<byte[]> stderr = all(streams.stderr());
		streams.close();
		assertThat(stderr.get(10, TimeUnit.SECONDS)).isEmpty();
	}

	@Test
	void closingThemClosesTheConnectionAndEndsWhoeverReadsIt() throws Exception {
		try (ServerSocket engine = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket connection = new Socket(engine.getInetAddress(), engine.getLocalPort());
				Socket accepted = engine.accept()) {
			AttachedStreams streams = streams(connection.getInputStream());
			CompletableFuture<byte[]> stdout = all(streams.stdout());
			accepted.getOutputStream().write(1);
			streams.close();
			assertThatThrownBy(() -> stdout.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
			assertThat(this.closings).hasValue(1);
			assertThatIOException().isThrownBy(() -> streams.stdin().write(1));
		}
	}

	@Test
	void aConnectionThatDoesNotCloseIsClosedAllTheSame() {
		AttachedStreams streams = new AttachedStreams(new InputPipe(), InputStream.nullInputStream(), () -> {
			throw new IOException("Broken pipe");
		});
		streams.close();
		assertThatIOException().isThrownBy(() -> streams.stdin().write(1));
	}

	/** Gives no more than a few bytes at once. */
	private static final class Pieces extends FilterInputStream {

		private final int most;

		Pieces(InputStream in, int most) {
			super(in);
			this.most = most;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) throws IOException {
			return super.read(bytes, offset, Math.min(length, this.most));
		}

	}

}
