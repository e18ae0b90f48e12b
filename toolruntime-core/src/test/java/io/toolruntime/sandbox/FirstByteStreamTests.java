package io.toolruntime.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Nobody sees the first byte before something was done. */
class FirstByteStreamTests {

	private final AtomicInteger done = new AtomicInteger();

	private FirstByteStream stream(String text) {
		return new FirstByteStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
				this.done::incrementAndGet);
	}

	@Test
	void itIsDoneOnceWhenTheFirstByteHasCome() throws IOException {
		FirstByteStream stream = stream("abc");
		assertThat(this.done).hasValue(0);
		assertThat(stream.read()).isEqualTo('a');
		assertThat(this.done).hasValue(1);
		assertThat(stream.readAllBytes()).asString().isEqualTo("bc");
		assertThat(this.done).hasValue(1);
	}

	@Test
	void itIsDoneWhenTheFirstBytesHaveComeTogether() throws IOException {
		assertThat(stream("abc").readAllBytes()).asString().isEqualTo("abc");
		assertThat(this.done).hasValue(1);
	}

	@Test
	void itIsNotDoneForNothing() throws IOException {
		FirstByteStream empty = stream("");
		assertThat(empty.read()).isEqualTo(-1);
		assertThat(empty.read(new byte[4])).isEqualTo(-1);
		assertThat(this.done).hasValue(0);
	}

	@Test
	void askingForNothingIsNoFirstByte() throws IOException {
		FirstByteStream stream = stream("abc");
		assertThat(stream.read(new byte[0])).isZero();
		assertThat(this.done).hasValue(0);
	}

	@Test
	void bytesThatAreSkippedHaveComeToo() throws IOException {
		FirstByteStream stream = stream("abc");
		assertThat(stream.skip(2)).isEqualTo(2);
		assertThat(this.done).hasValue(1);
	}

	@Test
	void whatItThrowsKeepsTheBytes() {
		FirstByteStream stream = new FirstByteStream(new ByteArrayInputStream(new byte[] { 1, 2 }), () -> {
			throw new IOException("not as it should be");
		});
		assertThatIOException().isThrownBy(stream::read).withMessage("not as it should be");
	}

	@Test
	void afterItHasThrownNothingIsSeen() {
		FirstByteStream stream = new FirstByteStream(new ByteArrayInputStream(new byte[] { 1, 2 }), () -> {
			throw new IOException("not as it should be");
		});
		assertThatIOException().isThrownBy(stream::read);
		assertThatIOException().isThrownBy(stream::readAllBytes);
	}

}
