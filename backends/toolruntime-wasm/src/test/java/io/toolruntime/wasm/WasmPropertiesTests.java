package io.toolruntime.wasm;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WasmPropertiesTests {

	@Test
	void withoutTotalMemoryOnlyTheBoundOfAllProfilesHolds() {
		assertThat(new WasmProperties(null).totalPages()).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void totalMemoryIsReadAsEverySizeIs() {
		assertThat(new WasmProperties("64MB").totalPages()).isEqualTo(1024);
	}

	@Test
	void whatIsNoSizeOrTooSmallIsRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(() -> new WasmProperties("much"))
			.withMessageContaining("wasm.total-memory");
		assertThatIllegalArgumentException().isThrownBy(() -> new WasmProperties("1MB"))
			.withMessageContaining("wasm.total-memory");
	}

}
