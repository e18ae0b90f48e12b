package io.toolruntime.javascript;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What tools and variables may be called. */
class ToolNamesTests {

	@ParameterizedTest
	@ValueSource(strings = { "add", "Add_2", "files/read", "a.b", "a-b", "a./b", "-", "_" })
	void aToolMayBeCalledThat(String name) {
		assertThat(ToolNames.check(name)).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "../a", "a/../b", "..", "/a", "a/", "a//b", "a/./b", ".a", "a/.",
			"a\u0000", "\u0430dd", "a\\b", "a:b", "a\n", "cafe\u0301" })
	void noToolIsCalledThat(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> ToolNames.check(name));
	}

	@Test
	void aNameOfAnyLengthIsLookedAtInTime() {
		assertThatIllegalArgumentException().isThrownBy(() -> ToolNames.check("a".repeat(257)));
		assertThatIllegalArgumentException().isThrownBy(() -> ToolNames.check("a/".repeat(1 << 20)));
	}

	@Test
	void variablesOfCapitalLettersMayBeSet() {
		assertThatCode(() -> EnvironmentRules.check(Map.of("API_KEY", "a=b c", "_", "", "A1", "\u00fc")))
			.doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "lower", "A-B", "A B", "A=B", "A\u0000", "LD_PRELOAD", "LD_AUDIT",
			"DYLD_INSERT_LIBRARIES", "NODE_OPTIONS", "NODE_PATH", "BUN_CONFIG_PROFILE", "BUN_JSC_forceRAMSize",
			"DENO_DIR", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "GLIBC_TUNABLES", "PYTHONPATH",
			"PATH", "NPM_CONFIG_X" })
	void variablesThatChangeWhatARuntimeDoesMayNot(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> EnvironmentRules.check(Map.of(name, "hush")))
			.withMessageNotContaining("hush");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\nb", "a\rb", "a\u0000b" })
	void valuesThatCouldBeAnotherVariableMayNot(String value) {
		assertThatIllegalArgumentException().isThrownBy(() -> EnvironmentRules.check(Map.of("NAME", value)))
			.withMessageContaining("NAME");
	}

}
