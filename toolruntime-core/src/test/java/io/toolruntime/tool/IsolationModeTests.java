package io.toolruntime.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IsolationModeTests {

	@ParameterizedTest
	@EnumSource
	void aModeIsReadAsItIsWritten(IsolationMode mode) {
		assertThat(IsolationMode.of(mode.value())).isSameAs(mode);
	}

	@Test
	void aDashIsAsGoodAsAnUnderscore() {
		assertThat(IsolationMode.of("Local-Network")).isSameAs(IsolationMode.LOCAL_NETWORK);
	}

	/** Fault B11: a typo was ignored, and the tool ran in the server. */
	@ParameterizedTest
	@ValueSource(strings = { "", "lokal", "fargate", "local network" })
	void b11AnUnknownModeIsAnErrorThatListsTheModes(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> IsolationMode.of(text))
			.withMessageContaining("'" + text + "' is not a mode of isolation")
			.withMessageContaining("none, local, local_network, docker");
	}

}
