package io.toolruntime.wasm;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimersTests {

	private final Timers timers = new Timers();

	@Test
	void timersComeByWhenTheyAreDueAndThenAsTheyWereSet() {
		this.timers.set(1, 0);
		this.timers.set(2, 3_600_000_000_000L);
		this.timers.set(3, -1_000_000);

		assertThat(this.timers.takeDue()).isEqualTo(3);
		assertThat(this.timers.takeDue()).isEqualTo(1);
		assertThat(this.timers.takeDue()).isNull();
		assertThat(this.timers.nextDue()).isGreaterThan(System.nanoTime());
	}

	@Test
	void aTimerThatIsSetAgainIsOneTimer() {
		this.timers.set(1, 0);
		this.timers.set(1, 0);

		assertThat(this.timers.takeDue()).isEqualTo(1);
		assertThat(this.timers.takeDue()).isNull();
	}

	@Test
	void timersThatAreClearedLeaveNothing() {
		for (int id = 0; id < 200_000; id++) {
			this.timers.set(id, 1_000_000_000);
			this.timers.clear(id);
			this.timers.clear(id);
		}

		assertThat(this.timers.nextDue()).isNull();
	}

	@Test
	void aGuestThatSetsMoreThanItsPreludeAllowsIsStopped() {
		assertThatThrownBy(() -> {
			for (int id = 0; id < 100_000; id++) {
				this.timers.set(id, 1_000_000_000);
			}
		}).isInstanceOf(GuestFault.class);
	}

}
