package io.toolruntime.caller;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CallerTests {

	@Test
	void aCallerNeedsAName() {
		assertThatIllegalArgumentException().isThrownBy(() -> Caller.named(" ")).withMessageContaining("ANONYMOUS");
	}

	@Test
	void theSameNameInAnotherTenantIsSomebodyElse() {
		Caller one = new Caller("ann", "acme", Set.of());
		Caller other = new Caller("ann", "umbrella", Set.of());

		assertThat(one.isSameAs(other)).isFalse();
		assertThat(one.isSameAs(Caller.named("ann"))).isFalse();
	}

	@Test
	void authoritiesDoNotMakeSomebodyElse() {
		Caller one = new Caller("ann", "acme", Set.of("orders:read"));

		assertThat(one.isSameAs(new Caller("ann", "acme", Set.of()))).isTrue();
	}

	@Test
	void authoritiesCannotBeAddedLater() {
		Set<String> authorities = new HashSet<>();
		Caller caller = new Caller("ann", null, authorities);

		authorities.add("admin");

		assertThat(caller.authorities()).isEmpty();
	}

}
