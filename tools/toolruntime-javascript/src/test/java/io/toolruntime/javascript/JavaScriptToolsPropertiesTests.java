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
		return JavaScriptToolsProperties.builder().entrypoint(entrypoint).build();
	}

	private static JavaScriptToolsProperties with(String runtime, Duration timeout, String memory, Backoff backoff,
			Workers workers) {
		return JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.runtime(runtime)
			.timeout(timeout)
			.memory(memory)
			.backoff(backoff)
			.workers(workers)
			.build();
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
		JavaScriptToolsProperties several = JavaScriptToolsProperties.builder()
			.sources(Map.of("shop", with("node", null, null, null, null), "mail", entrypoint("./mail.ts")))
			.build();
		assertThat(several.toSources()).containsOnlyKeys("shop", "mail");
		assertThat(several.toSources().get("shop").runtime()).isEqualTo(JavaScriptRuntime.NODE);
		assertThat(several.toSources().get("mail").runtime()).isEqualTo(JavaScriptRuntime.BUN);
	}

	@Test
	void flatKeysAreForOneSource() {
		JavaScriptToolsProperties both = JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.sources(Map.of("mail", entrypoint("./mail.ts")))
			.build();
		assertThatIllegalArgumentException().isThrownBy(both::toSources)
			.withMessageContaining("javascript.entrypoint")
			.withMessageContaining("javascript.sources");
	}

	@Test
	void aFlatKeyThatWouldBeAboutNoSourceIsRefused() {
		JavaScriptToolsProperties both = JavaScriptToolsProperties.builder()
			.timeout(Duration.ofSeconds(1))
			.sources(Map.of("mail", entrypoint("./mail.ts")))
			.build();
		assertThatIllegalArgumentException().isThrownBy(both::toSources).withMessageStartingWith("javascript.timeout");
	}

	@Test
	void aKeyOfASourceThatIsAboutAllIsRefused() {
		JavaScriptToolsProperties own = JavaScriptToolsProperties.builder()
			.sources(Map.of("mail",
					JavaScriptToolsProperties.builder()
						.entrypoint("./mail.ts")
						.commands(Map.of("bun", "/bin/bun"))
						.build()))
			.build();
		assertThatIllegalArgumentException().isThrownBy(own::toSources)
			.withMessageStartingWith("javascript.sources.mail.commands");
	}

	@Test
	void aSourceWhoseNameIsNoNamespaceIsRefused() {
		JavaScriptToolsProperties bad = JavaScriptToolsProperties.builder()
			.sources(Map.of("a b", entrypoint("./mail.ts")))
			.build();
		assertThatIllegalArgumentException().isThrownBy(bad::toSources)
			.withMessageStartingWith("javascript.sources.a b");
	}

	@Test
	void aToolMayBeNamedByItsId() {
		JavaScriptToolsProperties properties = JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.tools(Map.of("javascript:add", new ToolKeys(null, Duration.ofSeconds(1), null, null)))
			.build();
		assertThat(properties.toSources().get("javascript").settings("add").timeout()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void aSourceNeedsAFile() {
		JavaScriptToolsProperties none = JavaScriptToolsProperties.builder()
			.sources(Map.of("mail", JavaScriptToolsProperties.DEFAULTS))
			.build();
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
		JavaScriptToolsProperties everything = JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.projectRoot("/")
			.build();
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
		JavaScriptToolsProperties tool = JavaScriptToolsProperties.builder()
			.entrypoint("./tools.ts")
			.tools(Map.of("add", new ToolKeys(null, null, Map.of("LD_PRELOAD", "hush"), null)))
			.build();
		assertThatIllegalArgumentException().isThrownBy(tool::toSources)
			.withMessageContaining("javascript.tools.add.env")
			.withMessageContaining("LD_PRELOAD")
			.withMessageNotContaining("hush");
		assertThat(new ToolKeys(null, null, Map.of("KEY", "hush"), Map.of("password", "hush"))).asString()
			.contains("KEY")
			.doesNotContain("hush");
	}

}
