package io.toolruntime.docker;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether a kernel is another than the host's, or cannot be told from it. */
class KernelIdentityTests {

	private static final KernelIdentity HOST = new KernelIdentity("6.1.0-18-amd64",
			"Linux version 6.1.0-18-amd64 (debian) #1 SMP", "d5ba7a1c-0000-4000-8000-000000000001");

	private static final KernelIdentity GVISOR = new KernelIdentity("4.4.0", "Linux version 4.4.0 #1 SMP Sun Jan 10",
			"d5ba7a1c-0000-4000-8000-000000000002");

	private static final KernelIdentity UNSEEN_HOST = new KernelIdentity("6.1.0-18-amd64", "", "");

	@Test
	void anotherKernelIsAnother() {
		assertThat(GVISOR.sharedWith(HOST)).isEmpty();
		assertThat(GVISOR.sharedWith(UNSEEN_HOST)).isEmpty();
	}

	@Test
	void theHostsIsTheHosts() {
		assertThat(HOST.sharedWith(HOST)).hasValueSatisfying((reason) -> assertThat(reason).contains("boot id"));
		assertThat(HOST.sharedWith(UNSEEN_HOST)).isPresent();
	}

	@Test
	void theSameStartOfAKernelIsTheSameWhateverItCallsItself() {
		KernelIdentity renamed = new KernelIdentity("4.4.0", "gVisor", HOST.bootId());
		assertThat(renamed.sharedWith(HOST)).hasValueSatisfying((reason) -> assertThat(reason).contains(HOST.bootId()));
	}

	@Test
	void anotherStartOfAKernelThatCallsItselfTheSameCannotBeTold() {
		KernelIdentity same = new KernelIdentity(HOST.release(), HOST.version(), GVISOR.bootId());
		assertThat(same.sharedWith(HOST)).hasValueSatisfying((reason) -> assertThat(reason).contains("cannot be told"));
	}

	@Test
	void theSameReleaseThatWasBuiltElsewhereIsAnotherKernel() {
		KernelIdentity rebuilt = new KernelIdentity(HOST.release(), "Linux version 6.1.0-18-amd64 (kata) #2 SMP",
				GVISOR.bootId());
		assertThat(rebuilt.sharedWith(HOST)).isEmpty();
	}

	@Test
	void oneThatOnlySaysTheHostsReleaseCannotBeTold() {
		KernelIdentity silent = new KernelIdentity(HOST.release(), "", "");
		assertThat(silent.sharedWith(HOST))
			.hasValueSatisfying((reason) -> assertThat(reason).contains("cannot be told"));
	}

	@Test
	void oneThatSaysNothingIsNoOther() {
		assertThat(KernelIdentity.of(Map.of()).sharedWith(HOST))
			.hasValueSatisfying((reason) -> assertThat(reason).contains("does not say"));
	}

	@Test
	void thisMachinesIsRead() {
		assertThat(KernelIdentity.ofThisMachine()).hasValueSatisfying((kernel) -> {
			assertThat(kernel.version()).contains(kernel.release());
			assertThat(kernel.sharedWith(kernel)).isPresent();
		});
	}

	@Test
	void whatASandboxTellsIsTextAndNotOfAnyLength() {
		KernelIdentity told = KernelIdentity
			.of(Map.of("release", "4".repeat(10_000), "version", 7, "bootId", Map.of("a", "b")));
		assertThat(told.release()).hasSizeLessThanOrEqualTo(300);
		assertThat(told.version()).isEmpty();
		assertThat(told.bootId()).isEmpty();
	}

}
