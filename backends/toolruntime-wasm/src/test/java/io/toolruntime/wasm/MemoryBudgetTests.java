package io.toolruntime.wasm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What guests of one profile and of all may have together. */
class MemoryBudgetTests {

	private static final int PAGE = GuestMemory.PAGE_SIZE;

	/** 1000 pages, of which 250 are kept for guests of 64 pages at most. */
	private final MemoryBudget all = MemoryBudget.ofAll(1000L * PAGE);

	private final MemoryBudget profile = this.all.ofProfile(500);

	@Test
	void whatOneHasTheOthersHaveNot() {
		assertThat(this.profile.reserve(500, 0)).isNull();

		assertThat(this.profile.reserve(1, 0)).isSameAs(this.profile);
		assertThat(this.all.used()).isEqualTo(500);

		this.profile.release(500);
		assertThat(this.profile.reserve(1, 0)).isNull();
		assertThat(this.all.used()).isEqualTo(1);
	}

	@Test
	void largeGuestsLeaveRoomForSmallOnes() {
		MemoryBudget greedy = this.all.ofProfile(5000);

		assertThat(greedy.reserve(750, 0)).isNull();
		assertThat(greedy.reserve(1, 750)).isSameAs(this.all);
		assertThat(this.profile.reserve(MemoryBudget.SMALL_GUEST, 0)).isNull();
		assertThat(this.profile.reserve(1, MemoryBudget.SMALL_GUEST)).isSameAs(this.all);
		assertThat(this.profile.used()).isEqualTo(MemoryBudget.SMALL_GUEST);
	}

	@Test
	void oneGuestMayHaveWhatIsNotKeptForOthers() {
		assertThat(this.all.pages()).isEqualTo(750);
		assertThat(this.profile.pages()).isEqualTo(500);
		assertThat(this.all.ofProfile(800).pages()).isEqualTo(750);
	}

	@Test
	void guestsThatWaitGiveWayOneByOne() {
		Deque<Integer> waiting = new ArrayDeque<>(List.of(20, 20, 20));
		assertThat(this.profile.reserve(460, 0)).isNull();
		this.profile.addIdle(() -> {
			Integer pages = waiting.poll();
			if (pages != null) {
				this.profile.release(pages);
			}
			return pages != null;
		});
		assertThat(this.profile.reserve(40, 0)).isNull();

		assertThat(this.profile.tryReserve(30, 0)).isSameAs(this.profile);
		assertThat(waiting).hasSize(3);
		assertThat(this.profile.reserve(30, 0)).isNull();
		assertThat(waiting).hasSize(1);
	}

	@Test
	void guestsOfAnotherProfileThatWaitGiveWayToo() {
		MemoryBudget other = this.all.ofProfile(1000);
		assertThat(other.reserve(740, 0)).isNull();
		Deque<Integer> waiting = new ArrayDeque<>(List.of(40, 40));
		other.addIdle(() -> {
			Integer pages = waiting.poll();
			if (pages != null) {
				other.release(pages);
			}
			return pages != null;
		});

		assertThat(this.profile.reserve(65, 10)).isNull();
		assertThat(waiting).isEmpty();
	}

	@Test
	void whoWaitsIsToldOfWhatIsGivenBack() throws Exception {
		assertThat(this.profile.reserve(500, 0)).isNull();
		long releases = this.profile.releases();
		CompletableFuture<Boolean> released = CompletableFuture.supplyAsync(() -> awaitRelease(releases, 60_000));

		this.profile.release(1);

		assertThat(released.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(awaitRelease(releases, 0)).as("what was given back before").isTrue();
		assertThat(awaitRelease(this.profile.releases(), 20)).isFalse();
	}

	private boolean awaitRelease(long since, long millis) {
		try {
			return this.profile.awaitRelease(since, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aBudgetTellsItsNameAndSize() {
		assertThat(this.profile).hasToString("wasm.total-memory (32000KB)");
		assertThat(MemoryBudget.ofAll(512L << 20).toString()).contains("all profiles").contains("512MB");
	}

}
