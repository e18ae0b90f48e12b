package io.toolruntime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bytes from one thread to another: all of them, in order, and not too many at once. */
@Timeout(60)
class InputPipeTests {

	private static final int MEGABYTE = 1 << 20;

	private final InputPipe pipe = new InputPipe();

	private final OutputStream out = this.pipe.output();

	private final InputStream in = this.pipe.input();

	private static <T> CompletableFuture<T> meanwhile(Action<T> action) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return action.run();
			}
			catch (IOException ex) {
				throw new java.io.UncheckedIOException(ex);
			}
		});
	}

	private static void assertBlocked(CompletableFuture<?> action) {
		assertThatThrownBy(() -> action.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
	}

	private CompletableFuture<Boolean> fillAndWriteOn() throws IOException {
		this.out.write(new byte[MEGABYTE]);
		CompletableFuture<Boolean> writer = meanwhile(() -> {
			this.out.write(1);
			return true;
		});
		assertBlocked(writer);
		return writer;
	}

	@Test
	void whatIsWrittenIsReadInItsOrder() throws Exception {
		byte[] written = new byte[16 * MEGABYTE];
		new Random(7).nextBytes(written);
		CompletableFuture<Boolean> writer = meanwhile(() -> {
			Random sizes = new Random(8);
			for (int at = 0; at < written.length;) {
				int length = Math.min(1 + sizes.nextInt(100_000), written.length - at);
				this.out.write(written, at, length);
				at += length;
			}
			this.out.close();
			return true;
		});
		assertThat(this.in.readAllBytes()).isEqualTo(written);
		assertThat(writer.get()).isTrue();
	}

	@Test
	void oneByteIsReadAsSoonAsItIsWritten() throws IOException {
		this.out.write(0xff);
		assertThat(this.in.read()).isEqualTo(0xff);
		this.out.write("ab".getBytes(StandardCharsets.UTF_8));
		assertThat(this.in.read(new byte[10], 3, 1)).isOne();
		assertThat(this.in.read()).isEqualTo('b');
	}

	@Test
	void whatWasGivenMayBeChangedAfterwards() throws IOException {
		byte[] bytes = { 1, 2, 3 };
		this.out.write(bytes);
		bytes[0] = 9;
		assertThat(this.in.readNBytes(3)).containsExactly(1, 2, 3);
	}

	@Test
	void nothingIsNoPiece() throws IOException {
		this.out.write(new byte[0]);
		this.out.write(5);
		assertThat(this.in.read(new byte[0])).isZero();
		assertThat(this.in.read()).isEqualTo(5);
	}

	@Test
	void whoeverReadsWaitsForSomebodyWhoWrites() throws Exception {
		CompletableFuture<Integer> reader = meanwhile(this.in::read);
		assertBlocked(reader);
		this.out.write(7);
		assertThat(reader.get()).isEqualTo(7);
	}

	@Test
	void whoeverWritesWaitsWhileTooMuchHasNotBeenRead() throws Exception {
		CompletableFuture<Boolean> writer = fillAndWriteOn();
		assertThat(this.in.read(new byte[1000])).isEqualTo(1000);
		assertThat(writer.get()).isTrue();
	}

	@Test
	void onePieceMayBeLargerThanAllThatMayWait() throws Exception {
		byte[] large = new byte[3 * MEGABYTE];
		large[large.length - 1] = 1;
		this.out.write(large);
		this.out.close();
		assertThat(this.in.readAllBytes()).isEqualTo(large);
	}

	@Test
	void closingItEndsWhoeverReads() throws Exception {
		CompletableFuture<Integer> reader = meanwhile(this.in::read);
		assertBlocked(reader);
		this.pipe.close();
		assertThat(reader.get()).isEqualTo(-1);
	}

	@Test
	void closingItEndsWhoeverWrites() throws Exception {
		CompletableFuture<Boolean> writer = fillAndWriteOn();
		this.pipe.close();
		assertThatThrownBy(writer::get).hasRootCauseInstanceOf(IOException.class);
		assertThat(this.in.read()).isEqualTo(-1);
	}

	@Test
	void finishingItEndsWhoeverWrites() throws Exception {
		CompletableFuture<Boolean> writer = fillAndWriteOn();
		this.pipe.finish();
		assertThatThrownBy(writer::get).hasRootCauseInstanceOf(IOException.class);
		assertThat(this.in.readAllBytes()).hasSize(MEGABYTE);
	}

	@Test
	void whatWasWrittenBeforeItsEndCanStillBeRead() throws IOException {
		this.out.write("last words".getBytes(StandardCharsets.UTF_8));
		this.out.close();
		assertThat(this.in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("last words");
		assertThatIOException().isThrownBy(() -> this.out.write(1));
	}

	@Test
	void afterItIsClosedNothingIsTaken() {
		this.pipe.close();
		this.pipe.close();
		assertThatIOException().isThrownBy(() -> this.out.write(1));
	}

	private interface Action<T> {

		T run() throws IOException;

	}

}
