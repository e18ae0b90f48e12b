package io.toolruntime.linux;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whose leftovers may be removed: those of the dead, and of nobody else. */
class ApplicationInstanceTests {

	/** Higher than any process has. */
	private static final long NOBODY = 1L << 30;

	private final ApplicationInstance application = ApplicationInstance.create(new Proc());

	private String with(int part, String value) {
		String[] parts = this.application.name().split("-");
		parts[part] = value;
		return String.join("-", parts);
	}

	@Test
	void eachNameIsAnother() {
		assertThat(ApplicationInstance.create(new Proc()).name()).isNotEqualTo(this.application.name());
		assertThat(this.application.name()).matches("[a-z0-9-]+");
	}

	@Test
	void whoeverRunsIsNotDead() {
		assertThat(this.application.isDead(this.application.name())).isFalse();
		assertThat(this.application.isDead(ApplicationInstance.create(new Proc()).name())).isFalse();
	}

	@Test
	void whoeverIsGoneIsDead() {
		assertThat(this.application.isDead(with(2, Long.toString(NOBODY)))).isTrue();
	}

	@Test
	void whoeverHadTheIdOfAProcessBeforeItIsDead() {
		assertThat(this.application.isDead(with(3, "1"))).isTrue();
	}

	@Test
	void ofWhoeverLivesElsewhereNothingIsKnown() {
		assertThat(this.application.isDead("toolruntime-1-" + NOBODY + "-1-0123abcd")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "toolruntime", "toolruntime-1-2-3", "other-1-2-3-0123abcd", "toolruntime-1-2-3-0123abcd-4",
					"toolruntime-1-2-3-0123ABCD", "toolruntime--2-3-0123abcd", "../toolruntime-1-2-3-0123abcd" })
	void whatIsNoNameIsNobodys(String name) {
		assertThat(this.application.isDead(name)).isFalse();
	}

	@Test
	void aNumberThatIsTooLargeIsNobodys() {
		assertThat(this.application.isDead(with(2, "9".repeat(30)))).isFalse();
		assertThat(this.application.isDead(with(3, "9".repeat(30)))).isFalse();
	}

}
