package io.toolruntime.benchmarks;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.toolruntime.benchmarks.peer.Engine;
import io.toolruntime.benchmarks.peer.Peer;
import io.toolruntime.benchmarks.peer.PriceTool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Every peer that can be had here gives the right result for every program; the others
 * tell how they can be had.
 */
class PeerTests {

	@ParameterizedTest
	@EnumSource
	void everyProgramGivesTheSameOnEveryPeer(Peer peer) {
		Optional<String> unavailable = peer.unavailable();
		if (unavailable.isPresent()) {
			assertThat(unavailable.get()).contains("BENCHMARKS_");
			return;
		}
		try (Engine engine = peer.open(PriceTool.FAST)) {
			for (Program program : peer.programs()) {
				assertThat(new Workload(peer, engine, program, true).run()).as("%s on %s", program, peer)
					.isEqualTo(program.expected(true));
			}
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "TOOLRUNTIME", "TYPESCRIPT", "UNSPLIT", "GRAALJS", "QUICKJS4J", "RHINO" })
	void whatRunsInTheJvmNeedsNothingInstalled(Peer peer) {
		assertThat(peer.unavailable()).isEmpty();
		assertThat(peer.isInJvm()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOOLRUNTIME", "TYPESCRIPT" })
	void revenueIsTheSameInBothLanguages(Peer peer) {
		try (Engine engine = peer.open(PriceTool.FAST)) {
			assertThat(new Workload(peer, engine, Program.REVENUE, false).run()).isEqualTo(16590);
		}
	}

	@Test
	void toolsAreCalledOncePerCall() {
		AtomicInteger calls = new AtomicInteger();
		try (Engine engine = Peer.TOOLRUNTIME.open((id) -> {
			calls.incrementAndGet();
			return PriceTool.FAST.price(id);
		})) {
			new Workload(Peer.TOOLRUNTIME, engine, Program.TEN_TOOL_CALLS, false).run();
		}
		assertThat(calls).hasValue(10);
	}

	@Test
	void aWrongResultIsNotMeasured() {
		try (Engine engine = Peer.TOOLRUNTIME.open((id) -> 1)) {
			Workload workload = new Workload(Peer.TOOLRUNTIME, engine, Program.ONE_TOOL_CALL, false);

			assertThatIllegalStateException().isThrownBy(workload::run)
				.withMessageContaining("TOOLRUNTIME gave 1 for ONE_TOOL_CALL instead of 21");
		}
	}

}
