package io.toolruntime.process;

import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThat;

/** What the filter of system calls answers, asked in a sandbox. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SystemCallTests {

	private static final int KILLED_BY_SIGSYS = 128 + 31;

	private static final String CALL = """
			import ctypes, errno
			libc = ctypes.CDLL(None, use_errno=True)
			def call(number, *args):
			    ctypes.set_errno(0)
			    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(arg) for arg in args])
			    return "ok" if result >= 0 else errno.errorcode[ctypes.get_errno()]
			""";

	private final BubblewrapSandboxProvider provider = new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS);

	@BeforeAll
	void open() {
		Machine.assumeBubblewrap();
	}

	@AfterAll
	void close() {
		this.provider.close();
	}

	private static boolean isX86() {
		return List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
	}

	private static int number(String name) {
		SystemCall call = SystemCall.table()
			.stream()
			.filter((candidate) -> candidate.name().equals(name))
			.findFirst()
			.orElseThrow();
		return number(call);
	}

	private static int number(SystemCall call) {
		return isX86() ? call.numberOnX86() : call.numberOnArm();
	}

	@Test
	void whatIsForbiddenFailsWithItsError() {
		List<SystemCall> forbidden = SystemCall.table()
			.stream()
			.filter((call) -> call.verdict().errno() != 0 && number(call) >= 0)
			.toList();
		String code = CALL + forbidden.stream()
			.map((call) -> "print('%s', call(%d, 0, 0, 0, 0, 0, 0))".formatted(call.name(), number(call)))
			.collect(Collectors.joining("\n"));
		assertThat(Ran.python(this.provider, code).stdout().lines()).containsExactlyElementsOf(
				forbidden.stream().map((call) -> call.name() + " " + call.verdict().name()).toList());
	}

	@Test
	void whatIsNotListedDoesNotExist() {
		assertThat(Ran.python(this.provider, CALL + "print(call(400), call(460, 0, 0, 0), call(9999))").stdout())
			.isEqualTo("ENOSYS EPERM ENOSYS");
	}

	@Test
	void noThreadOrProcessHasANewNamespace() {
		String code = CALL + """
				for bit in 17, 25, 26, 27, 28, 29, 30:
				    print(call(%d, (1 << bit) | 17, 0, 0, 0, 0))
				import threading
				thread = threading.Thread(target=lambda: print("thread"))
				thread.start()
				thread.join()
				""".formatted(number("clone"));
		assertThat(Ran.python(this.provider, code).stdout().lines()).containsExactly("EPERM", "EPERM", "EPERM", "EPERM",
				"EPERM", "EPERM", "EPERM", "thread");
	}

	@Test
	void onlyLocalAndIpSocketsExist() {
		String code = """
				import socket, errno
				def attempt(*args):
				    try:
				        socket.socket(*args).close()
				        return "ok"
				    except OSError as ex:
				        return errno.errorcode[ex.errno]
				for family in 1, 2, 10:
				    print(attempt(family, socket.SOCK_STREAM), attempt(family, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC))
				# Raw, packet, netlink, vsock, kernel crypto, Bluetooth, CAN, TIPC, XDP; SCTP and MPTCP over IP
				for args in (2, 3, 1), (10, 3, 58), (1, 3), (17, 3), (16, 3), (40, 1), (38, 5), (31, 3), (29, 3), (30, 5), (44, 3), \\
				        (2, 1, 132), (2, 1, 262), (2, 5), (2, 2, 136), (2, 2, 1):
				    print(attempt(*args))
				""";
		assertThat(Ran.python(this.provider, code).stdout().lines()).startsWith("ok ok", "ok ok", "ok ok")
			.hasSize(3 + 16)
			.filteredOn((line) -> !line.equals("ok ok"))
			.containsOnly("EPERM");
	}

	@Test
	void socketsTakeNoFiltersAndNoOtherProtocol() {
		String code = """
				import socket, errno, struct
				s = socket.socket()
				s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
				for level, option in (1, 26), (1, 50), (1, 51), (1, 52), (6, 31):
				    try:
				        s.setsockopt(level, option, b"tls" + bytes(13))
				        print("set")
				    except OSError as ex:
				        print(errno.errorcode[ex.errno])
				""";
		assertThat(Ran.python(this.provider, code).stdout().lines()).containsExactly("EPERM", "EPERM", "EPERM", "EPERM",
				"EPERM");
	}

	@Test
	void noTerminalCanBeTypedInto() {
		String code = CALL + """
				import fcntl, os
				for request in 0x5412, 0x541c, 0x100005412:
				    print(call(%d, 0, request, 0))
				print(os.isatty(0), fcntl.ioctl(0, 0x541b, bytes(4)) is not None)
				""".formatted(number("ioctl"));
		assertThat(Ran.python(this.provider, code).stdout().lines()).containsExactly("ENOTTY", "ENOTTY", "ENOTTY",
				"False True");
	}

	@Test
	void processesGiveOnlyRightsAway() {
		String code = CALL
				+ """
						prctl, personality = %d, %d
						# A name, a capability, a filter, another memory map; the question for the personality, one without randomness
						print(call(prctl, 38, 1, 0, 0, 0), call(prctl, 24, 0), call(prctl, 22, 2, 0), call(prctl, 35, 1, 0, 0, 0))
						print(call(personality, 0xffffffff), call(personality, 0x40000))
						"""
					.formatted(number("prctl"), number("personality"));
		assertThat(Ran.python(this.provider, code).stdout().lines()).containsExactly("ok EPERM EPERM EPERM",
				"ok EPERM");
	}

	@Test
	void numbersOfX32EndTheProcess() {
		Assumptions.assumeTrue(isX86(), "there is no x32 on this processor");
		assertThat(Ran.python(this.provider, CALL + "print(call(0x40000000 + 39))").exitCode())
			.isEqualTo(KILLED_BY_SIGSYS);
	}

	@Test
	void callsOfAnotherArchitectureEndTheProcess() {
		Assumptions.assumeTrue(isX86(), "there is no second entry on this processor");
		assertThat(Ran.python(this.provider, """
				import ctypes, mmap
				memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
				# getpid by the entry for 32 bits
				memory.write(bytes([0xb8, 20, 0, 0, 0, 0xcd, 0x80, 0xc3]))
				print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))())
				""").exitCode()).isEqualTo(KILLED_BY_SIGSYS);
	}

	@Test
	void processorsWithoutATableHaveNoFilter() {
		assertThat(SeccompFilter.assemble("riscv64")).isEmpty();
		assertThat(SeccompFilter.assemble("aarch64")).isPresent();
	}

	@Test
	void theTableHasEachCallOnce() {
		assertThat(SystemCall.table()).extracting(SystemCall::name).doesNotHaveDuplicates();
		assertThat(SystemCall.table()).extracting(SystemCall::numberOnX86)
			.filteredOn((number) -> number >= 0)
			.doesNotHaveDuplicates();
		assertThat(SystemCall.table()).extracting(SystemCall::numberOnArm)
			.filteredOn((number) -> number >= 0)
			.doesNotHaveDuplicates();
	}

}
