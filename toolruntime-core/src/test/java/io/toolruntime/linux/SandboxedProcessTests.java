package io.toolruntime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** What the kernel says of a process that is as it should be, and of one that is not. */
class SandboxedProcessTests {

	private static final long PROCESS = 4711;

	private static final String STATUS = """
			Name:	python3
			Uid:	65534	65534	65534	65534
			Gid:	65534	65534	65534	65534
			Groups:	\s
			CapInh:	0000000000000000
			CapPrm:	0000000000000000
			CapEff:	0000000000000000
			CapBnd:	0000000000000000
			CapAmb:	0000000000000000
			NoNewPrivs:	1
			Seccomp:	2
			Seccomp_filters:	1
			""";

	private final long own = ProcessHandle.current().pid();

	@TempDir
	private Path root;

	@BeforeEach
	void record() throws IOException {
		file(PROCESS, "status", STATUS);
		file(this.own, "status", "Seccomp:\t0\nSeccomp_filters:\t0\n");
	}

	private void file(long pid, String name, String text) throws IOException {
		Path file = this.root.resolve(pid + "/" + name);
		Files.createDirectories(file.getParent());
		Files.writeString(file, text);
	}

	private void namespace(long pid, String target) throws IOException {
		Path folder = Files.createDirectories(this.root.resolve(pid + "/ns"));
		Files.createSymbolicLink(folder.resolve("net"), Path.of(target));
	}

	private void status(String line, String value) throws IOException {
		file(PROCESS, "status", STATUS.replaceAll("(?m)^" + line + ":.*\n", line + ":\t" + value + "\n"));
	}

	private SandboxedProcess process() throws IOException {
		return new SandboxedProcess(new Proc(this.root), PROCESS);
	}

	@Test
	void oneThatIsGoneCannotBeLookedAt() {
		assertThatIOException().isThrownBy(() -> new SandboxedProcess(new Proc(this.root), PROCESS + 1));
	}

	@Test
	void aNamespaceOfItsOwnIsAnother() throws IOException {
		namespace(this.own, "net:[4026531840]");
		namespace(PROCESS, "net:[4026532999]");
		process().requireOwnNamespace("net");
	}

	@Test
	void theHostsNamespaceIsNotItsOwn() throws IOException {
		namespace(this.own, "net:[4026531840]");
		namespace(PROCESS, "net:[4026531840]");
		assertThatIOException().isThrownBy(() -> process().requireOwnNamespace("net"))
			.withMessage("it shares the net namespace of the host");
	}

	@Test
	void aNamespaceThatCannotBeReadIsNotItsOwn() throws IOException {
		namespace(this.own, "net:[4026531840]");
		assertThatIOException().isThrownBy(() -> process().requireOwnNamespace("net"));
	}

	@Test
	void loopbackIsNoNetwork() throws IOException {
		file(PROCESS, "net/dev", "Inter-|   Receive\n face |bytes\n    lo:       0       0\n");
		assertThat(process().requireNoNetwork()).isEqualTo("lo");
	}

	@Test
	void anyOtherInterfaceIs() throws IOException {
		file(PROCESS, "net/dev", "Inter-|   Receive\n face |bytes\n    lo:  0\n  eth0: 12\n");
		assertThatIOException().isThrownBy(() -> process().requireNoNetwork()).withMessageContaining("[eth0]");
	}

	@Test
	void withoutCapabilitiesItHasNone() throws IOException {
		assertThat(process().requireNoCapabilities()).contains("CapEff 0", "NoNewPrivs 1");
	}

	@ParameterizedTest
	@CsvSource({ "CapInh, 0000000000000001", "CapPrm, 00000000a80425fb", "CapEff, 0000000000200000",
			"CapBnd, 000001ffffffffff", "CapAmb, 0000000000000400", "CapEff, ''", "NoNewPrivs, 0" })
	void whatItHasOrCouldGetIsSeen(String line, String value) throws IOException {
		status(line, value);
		assertThatIOException().isThrownBy(() -> process().requireNoCapabilities())
			.withMessageContaining(line + " is " + value);
	}

	@Test
	void aSetThatTheKernelDoesNotTellIsNotTakenForEmpty() throws IOException {
		file(PROCESS, "status", STATUS.replaceAll("CapAmb.*\n", ""));
		assertThatIOException().isThrownBy(() -> process().requireNoCapabilities())
			.withMessageContaining("CapAmb is null");
	}

	@Test
	void aFilterOfItsOwnIsOne() throws IOException {
		assertThat(process().requireFilter()).isEqualTo("Seccomp 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "1", "" })
	void withoutAFilterThereIsNone(String mode) throws IOException {
		status("Seccomp", mode);
		assertThatIOException().isThrownBy(() -> process().requireFilter()).withMessageContaining("Seccomp is");
	}

	@Test
	void theApplicationsOwnFilterIsNotItsOwn() throws IOException {
		file(this.own, "status", "Seccomp:\t2\nSeccomp_filters:\t1\n");
		assertThatIOException().isThrownBy(() -> process().requireFilter())
			.withMessageContaining("but the application's own");
	}

	@Test
	void kernelsThatDoNotCountFiltersAreTakenAtTheirWord() throws IOException {
		assertThat(SandboxedProcess.requireFilter(Map.of("Seccomp", "2"), Map.of("Seccomp", "2")))
			.isEqualTo("Seccomp 2");
	}

	@Test
	void aCountOfFiltersThatIsNoneIsAnError() {
		assertThatIOException().isThrownBy(
				() -> SandboxedProcess.requireFilter(Map.of("Seccomp", "2", "Seccomp_filters", "many"), Map.of()));
	}

	@Test
	void itsUserIsTheOneThatItMustBe() throws IOException {
		assertThat(process().requireUser(65534)).isEqualTo("65534");
	}

	@ParameterizedTest
	@CsvSource({ "Uid, 0 0 0 0", "Uid, 65534 65534 0 65534", "Gid, 65534 0 65534 65534", "Uid, 65534", "Gid, ''",
			"Groups, 65534 0", "Groups, 27" })
	void anyOtherUserOrGroupIsSeen(String line, String value) throws IOException {
		status(line, value);
		assertThatIOException().isThrownBy(() -> process().requireUser(65534)).withMessageContaining("its ");
	}

	@Test
	void itsOwnGroupMayBeNamedTwice() throws IOException {
		status("Groups", "65534");
		process().requireUser(65534);
	}

	@Test
	void whereItMayWriteIsWhatIsNotReadOnly() throws IOException {
		file(PROCESS, "mountinfo", """
				1 0 0:1 / / ro,relatime - overlay overlay rw,lowerdir=/a
				2 1 0:2 / /tmp rw,nosuid,nodev,noexec - tmpfs tmpfs rw,size=19200k,nr_inodes=4800,mode=700
				3 1 0:3 / /workspace rw shared:2 - tmpfs tmpfs rw,size=78643200,mode=700
				""");
		SandboxedProcess process = process();
		assertThat(process.writableMounts()).containsExactly("/tmp", "/workspace");
		assertThat(process.mountOption("/tmp", "size")).isEqualTo(19_660_800);
		assertThat(process.mountOption("/tmp", "nr_inodes")).isEqualTo(4800);
		assertThat(process.mountOption("/workspace", "size")).isEqualTo(78_643_200);
		assertThatIOException().isThrownBy(() -> process.mountOption("/workspace", "nr_inodes"))
			.withMessageContaining("no nr_inodes");
		assertThatIOException().isThrownBy(() -> process.mountOption("/data", "size"))
			.withMessageContaining("nothing is mounted at its /data");
	}

	@Test
	void ofTwoThatAreMountedAtOnePlaceTheLaterOneIsSeen() throws IOException {
		file(PROCESS, "mountinfo", """
				2 1 0:2 / /tmp rw - tmpfs tmpfs rw,size=100k
				3 2 0:3 / /tmp rw - tmpfs tmpfs rw,size=900k
				""");
		assertThat(process().mountOption("/tmp", "size")).isEqualTo(900 << 10);
	}

	@ParameterizedTest
	@ValueSource(strings = { "rw,size=50%", "rw,size=1m", "rw,size=" })
	void aBoundThatIsNoNumberIsAnError(String options) throws IOException {
		file(PROCESS, "mountinfo", "2 1 0:2 / /tmp rw - tmpfs tmpfs " + options + "\n");
		assertThatIOException().isThrownBy(() -> process().mountOption("/tmp", "size"));
	}

	@Test
	void linesThatAreCutOffAreAnError() throws IOException {
		file(PROCESS, "mountinfo", "2 1 0:2 /\n");
		assertThatIOException().isThrownBy(() -> process().writableMounts());
		assertThatIOException().isThrownBy(() -> process().mountOption("/tmp", "size"));
	}

}
