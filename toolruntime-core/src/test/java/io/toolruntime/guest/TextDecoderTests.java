package io.toolruntime.guest;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TextDecoderTests {

	private final TextDecoder decoder = new TextDecoder();

	@Test
	void aCharacterMayBeCutAnywhere() {
		byte[] bytes = "a€b𝄞c".getBytes(StandardCharsets.UTF_8);
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < bytes.length; i++) {
			text.append(this.decoder.decode(bytes, i, 1));
		}
		text.append(this.decoder.end());
		assertThat(text).hasToString("a€b𝄞c");
	}

	@Test
	void whatIsNoUtf8BecomesReplacementCharacters() {
		byte[] bytes = { 'a', (byte) 0xFF, 'b', (byte) 0xC3, 'c' };
		assertThat(this.decoder.decode(bytes, 0, bytes.length)).isEqualTo("a\uFFFDb\uFFFDc");
	}

	@Test
	void halfACharacterAtTheEndIsAReplacementCharacter() {
		assertThat(this.decoder.decode(new byte[] { 'a', (byte) 0xE2, (byte) 0x82 }, 0, 3)).isEqualTo("a");
		assertThat(this.decoder.end()).isEqualTo("\uFFFD");
		assertThat(this.decoder.end()).isEmpty();
	}

}
