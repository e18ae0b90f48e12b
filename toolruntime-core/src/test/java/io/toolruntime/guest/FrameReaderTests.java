package io.toolruntime.guest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FrameReaderTests {

	private static final String NONCE = "0123456789abcdef0123456789abcdef";

	private static final String MARKER = "\u001e" + NONCE;

	private static final int MAX_FRAME = 1 << 20;

	private final StringBuilder output = new StringBuilder();

	private final List<String> frames = new ArrayList<>();

	@Test
	void whatIsNoFrameIsOutput() throws IOException {
		read("hello\nworld");
		assertThat(this.output).hasToString("hello\nworld");
		assertThat(this.frames).isEmpty();
	}

	@Test
	void aFrameEndsWithItsLine() throws IOException {
		read(MARKER + "{\"a\":1}\n" + MARKER + "{\"b\":2}\n");
		assertThat(this.frames).containsExactly("{\"a\":1}", "{\"b\":2}");
		assertThat(this.output).isEmpty();
	}

	@Test
	void aFrameBeginsInTheMiddleOfALine() throws IOException {
		read("no end of line" + MARKER + "{}\n and on\n");
		assertThat(this.output).hasToString("no end of line and on\n");
		assertThat(this.frames).containsExactly("{}");
	}

	@Test
	void whatLooksLikeAMarkerAndIsNoneIsOutput() throws IOException {
		String almost = "\u001e" + NONCE.substring(0, 31) + "x";
		read(almost + "{}\n\u001e\u001e" + MARKER + "{}\n\u001e");
		assertThat(this.output).hasToString(almost + "{}\n\u001e\u001e\u001e");
		assertThat(this.frames).containsExactly("{}");
	}

	@Test
	void halfAFrameAtTheEndIsDropped() throws IOException {
		read("out" + MARKER + "{\"half\":");
		assertThat(this.frames).isEmpty();
		assertThat(this.output).hasToString("out");
	}

	@Test
	void aFrameThatIsTooLargeBreaksTheProtocolBeforeItIsHeld() {
		InputStream endless = new InputStream() {

			private long given;

			@Override
			public int read() {
				return 'x';
			}

			@Override
			public int read(byte[] bytes, int offset, int length) {
				this.given += length;
				assertThat(this.given).isLessThan(2L * MAX_FRAME);
				Arrays.fill(bytes, offset, offset + length, (byte) 'x');
				return length;
			}

		};
		InputStream in = new SequenceInputStream(new ByteArrayInputStream(MARKER.getBytes(StandardCharsets.UTF_8)),
				endless);
		assertThatThrownBy(() -> reader(in).readAll()).isInstanceOf(GuestProtocolException.class)
			.hasMessageContaining("larger than 1 MB");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 7, 33, 64 })
	void piecesOfAnySizeGiveTheSame(int size) throws IOException {
		String text = "início" + MARKER + "{\"ü\":\"€\"}\nmid\u001edle" + MARKER + "{}\nend";
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		List<InputStream> pieces = new ArrayList<>();
		for (int at = 0; at < bytes.length; at += size) {
			pieces.add(new ByteArrayInputStream(bytes, at, Math.min(size, bytes.length - at)));
		}
		reader(new SequenceInputStream(Collections.enumeration(pieces))).readAll();
		assertThat(this.frames).containsExactly("{\"ü\":\"€\"}", "{}");
	}

	@Test
	void randomOutputIsNeverLostAndNeverAFrame() throws IOException {
		Random random = new Random(42);
		byte[] bytes = new byte[1 << 20];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) ((random.nextInt(4) == 0) ? FrameReader.MARK : NONCE.charAt(random.nextInt(32)));
		}
		read(new String(bytes, StandardCharsets.ISO_8859_1));
		assertThat(this.output.toString()).isEqualTo(new String(bytes, StandardCharsets.ISO_8859_1));
		assertThat(this.frames).isEmpty();
	}

	private void read(String text) throws IOException {
		reader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))).readAll();
	}

	private FrameReader reader(InputStream in) {
		return new FrameReader(in, NONCE, MAX_FRAME, new FrameReader.Sink() {

			@Override
			public void output(byte[] bytes, int offset, int length) {
				FrameReaderTests.this.output.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
			}

			@Override
			public void frame(byte[] json, int length) {
				FrameReaderTests.this.frames.add(new String(json, 0, length, StandardCharsets.UTF_8));
			}

		});
	}

}
