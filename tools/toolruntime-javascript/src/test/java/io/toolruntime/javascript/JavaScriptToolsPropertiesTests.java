package io.toolruntime.javascript;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.javascript.JavaScriptToolsProperties.Backoff;
import io.toolruntime.javascript.JavaScriptToolsProperties.ToolKeys;
import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JavaScriptToolsPropertiesTests {

	private static JavaScriptToolsProperties entrypoint(String entrypoint) {
		return new JavaScriptToolsProperties(entrypoint, null, null, null, null, null, null, null, null, null, null,
				null, null, null, null, null, null, null);
	}

	private static JavaScriptToolsProperties with(String runtime, Duration timeout, String memory, Backoff backoff,
			Workers workers) {
		return new JavaScriptToolsProperties("./tools.ts", null, runtime, timeout, memory, null, null, null, null, null,
				backoff, workers, null, null, null, null, null, null);
	}

	@Test
	void thereAreNoToolsWithoutAnEntrypoint() {
		assertThat(JavaScriptToolsProperties.DEFAULTS.toSources()).isEmpty();
		assertThat(entrypoint(" ").toSources()).isEmpty();
	}

	@Test
	void whatIsNotSetIsRightInProduction() {
		JavaScriptSource source = entrypoint("./tools.ts").toSources().get("javascript");
		assertThat(source.runtime()).isEqualTo(JavaScriptRuntime.BUN);
		assertThat(source.timeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(source.memory()).isEqualTo(2L << 30);
		assertThat(source.maxOutput()).isEqualTo(10 << 20);
		assertThat(source.maxInput()).isEqualTo(10 << 20);
		assertThat(source.maxStderr()).isEqualTo(1 << 20);
		assertThat(source.permissions()).isEqualTo(Permissions.NONE);
		assertThat(source.allowsUnenforced()).isFalse();
		assertThat(source.backoff().initial()).isEqualTo(Duration.ofMillis(100));
		assertThat(source.backoff().max()).isEqualTo(Duration.ofSeconds(5));
		assertThat(source.backoff().maxElapsed()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void inTestsItIsShorterSmallerAndTriedOnce() {
		JavaScriptSource source = JavaScriptToolsProperties.forTests("./tools.ts").toSources().get("javascript");
		assertThat(source.timeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(source.memory()).isEqualTo(512L << 20);
		assertThat(source.backoff().maxElapsed()).isZero();
	}

	@Test
	void severalSourcesHaveNamesAndKeysOfTheirOwn() {
		JavaScriptToolsProperties several = new JavaScriptToolsProperties(null, null, null, null, null, null, null,
				null, null, null, null, null, null, null, null, null,
				Map.of("shop", with("node", null, null, null, null), "mail", entrypoint("./mail.ts")), null);
		assertThat(several.toSources()).containsOnlyKeys("shop", "mail");
		assertThat(several.toSources().get("shop").runtime()).isEqualTo(JavaScriptRuntime.NODE);
		assertThat(several.toSources().get("mail").runtime()).isEqualTo(JavaScriptRuntime.BUN);
	}

	@Test
	void flatKeysAreForOneSource() {
		JavaScriptToolsProperties both = new JavaScriptToolsProperties("./tools.ts", null, null, null, null, null, null,
				null, null, null, null, null, null, null, null, null, Map.of("mail", entrypoint("./mail.ts")), null);
		assertThatIllegalArgumentException().isThrownBy(both::toSources)
			.withMessageContaining("javascript.entrypoint")
			.withMessageContaining("javascript.sources");
	}

	@Test
	void aSourceNeedsAFile() {
		JavaScriptToolsProperties none = new JavaScriptToolsProperties(null, null, null, null, null, null, null, null,
				null, null, null, null, null, null, null, null, Map.of("mail", JavaScriptToolsProperties.DEFAULTS),
				null);
		assertThatIllegalArgumentException().isThrownBy(none::toSources)
			.withMessageContaining("javascript.sources.mail.entrypoint is not set");
	}

	@ParameterizedTest
	@CsvSource({ "rhino,,,javascript.runtime", ",PT0S,,javascript.timeout", ",PT-1S,,javascript.timeout",
			",,much,javascript.memory" })
	void whatCannotBeUsedIsNamed(String runtime, Duration timeout, String memory, String key) {
		assertThatIllegalArgumentException().isThrownBy(() -> with(runtime, timeout, memory, null, null).toSources())
			.withMessageContaining(key);
	}

	@Test
	void theWholeMachineIsNoProject() {
		JavaScriptToolsProperties everything = new JavaScriptToolsProperties("./tools.ts", "/", null, null, null, null,
				null, null, null, null, null, null, null, null, null, null, null, null);
		assertThatIllegalArgumentException().isThrownBy(everything::toSources)
			.withMessageContaining("javascript.project-root is /");
	}

	@Test
	void countsAndPausesThatCannotBeUsedAreNamed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> with(null, null, null, null, new Workers(5, 4, null)).toSources())
			.withMessageContaining("javascript.workers.min");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> with(null, null, null, null, new Workers(null, 0, null)).toSources())
			.withMessageContaining("javascript.workers.max");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> with(null, null, null, null, new Workers(null, null, 0)).toSources())
			.withMessageContaining("javascript.workers.max-calls");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> with(null, null, null, new Backoff(Duration.ZERO, null, null), null).toSources())
			.withMessageContaining("javascript.backoff.initial");
	}

	@Test
	void whatIsSetForAToolIsCheckedAndItsSecretsAreNotShown() {
		JavaScriptToolsProperties tool = new JavaScriptToolsProperties("./tools.ts", null, null, null, null, null, null,
				null, null, null, null, null, null, null, null, null, null,
				Map.of("add", new ToolKeys(null, null, Map.of("LD_PRELOAD", "hush"), null)));
		assertThatIllegalArgumentException().isThrownBy(tool::toSources)
			.withMessageContaining("javascript.tools.add.env")
			.withMessageContaining("LD_PRELOAD")
			.withMessageNotContaining("hush");
		assertThat(new ToolKeys(null, null, Map.of("KEY", "hush"), Map.of("password", "hush"))).asString()
			.contains("KEY")
			.doesNotContain("hush");
	}

}
