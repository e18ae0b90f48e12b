package io.toolruntime.process;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The filter of system calls of a sandbox: a program in the kernel's classic BPF. What
 * the table does not allow fails with an error; what comes by another architecture's
 * entry, where numbers mean something else, ends the process.
 */
final class SeccompFilter {

	private static final int LOAD_WORD = 0x20;

	private static final int JUMP_IF_EQUAL = 0x15;

	private static final int JUMP_IF_AT_LEAST = 0x35;

	private static final int AND = 0x54;

	private static final int RETURN = 0x06;

	private static final int KILL_PROCESS = 0x80000000;

	private static final int ERRNO = 0x00050000;

	private static final int ALLOW = 0x7fff0000;

	private static final int NUMBER = 0;

	private static final int ARCHITECTURE = 4;

	private static final int FIRST_ARGUMENT = 16;

	/** Numbers from here on are those of x32, which the same entry takes. */
	private static final int X32 = 0x40000000;

	private static final int NEW_NAMESPACES = 0x7e020000;

	private static final int AF_UNIX = 1;

	private static final int AF_INET = 2;

	private static final int AF_INET6 = 10;

	private static final int SOCK_STREAM = 1;

	private static final int SOCK_DGRAM = 2;

	private static final int SOCK_SEQPACKET = 5;

	private static final int SOCK_TYPE = 0xf;

	private static final int[] IP_PROTOCOLS = { 0, 6, 17 };

	private static final int SOL_SOCKET = 1;

	/* SO_ATTACH_FILTER, SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_CBPF and _EBPF */
	private static final int[] SOCKET_FILTERS = { 26, 50, 51, 52 };

	private static final int SOL_TCP = 6;

	private static final int[] UPPER_LAYER_PROTOCOL = { 31 };

	/*
	 * FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, FIOASYNC, FICLONE; TCGETS, TIOCGWINSZ and
	 * TIOCGPGRP, which ask whether something is a terminal
	 */
	private static final int[] IOCTLS = { 0x541b, 0x5421, 0x5451, 0x5450, 0x5452, 0x40049409, 0x5401, 0x5413, 0x540f };

	private static final int ENOTTY = 25;

	/*
	 * PR_SET_PDEATHSIG, PR_GET_PDEATHSIG, PR_GET_DUMPABLE, PR_SET_DUMPABLE, PR_SET_NAME,
	 * PR_GET_NAME, PR_GET_SECCOMP, PR_CAPBSET_READ, PR_SET_TIMERSLACK, PR_GET_TIMERSLACK,
	 * PR_SET_CHILD_SUBREAPER, PR_GET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS,
	 * PR_GET_NO_NEW_PRIVS, PR_GET_THP_DISABLE, PR_SET_VMA
	 */
	private static final int[] PRCTLS = { 1, 2, 3, 4, 15, 16, 21, 23, 29, 30, 36, 37, 38, 39, 42, 0x53564d41 };

	private static final int[] PERSONALITIES = { 0, 0xffffffff };

	private final List<long[]> program = new ArrayList<>();

	private SeccompFilter() {
	}

	/**
	 * Assembles the filter for a processor.
	 * @param architecture {@code os.arch} of the JVM
	 * @return the program as {@code bwrap --seccomp} reads it, or empty if there is no
	 * table for this processor
	 */
	static Optional<byte[]> assemble(String architecture) {
		return switch (architecture) {
			case "amd64", "x86_64" -> Optional.of(new SeccompFilter().assemble(0xc000003e, true));
			case "aarch64", "arm64" -> Optional.of(new SeccompFilter().assemble(0xc00000b7, false));
			default -> Optional.empty();
		};
	}

	private byte[] assemble(int audit, boolean x86) {
		add(LOAD_WORD, ARCHITECTURE);
		jump(JUMP_IF_EQUAL, audit, 1, 0);
		add(RETURN, KILL_PROCESS);
		add(LOAD_WORD, NUMBER);
		if (x86) {
			jump(JUMP_IF_AT_LEAST, X32, 0, 1);
			add(RETURN, KILL_PROCESS);
		}
		for (SystemCall call : SystemCall.table()) {
			int number = x86 ? call.numberOnX86() : call.numberOnArm();
			if (number >= 0) {
				int jump = this.program.size();
				add(JUMP_IF_EQUAL, number);
				answer(call);
				// Over the answer, when it is another call. Every answer ends with a
				// return, so that what it loaded does not matter to the next.
				this.program.get(jump)[2] = this.program.size() - jump - 1;
			}
		}
		add(RETURN, ERRNO | Verdict.ENOSYS.errno());
		return bytes();
	}

	private void answer(SystemCall call) {
		switch (call.verdict()) {
			case ALLOW -> add(RETURN, ALLOW);
			case CHECK -> check(call.name());
			default -> add(RETURN, ERRNO | call.verdict().errno());
		}
	}

	/*
	 * Only the lower half of an argument is looked at: all of these are 32 bits wide, and
	 * the kernel does not look at the upper half either.
	 */
	private void check(String name) {
		switch (name) {
			case "clone" -> {
				argument(0);
				add(AND, NEW_NAMESPACES);
				allowIf(0);
				add(RETURN, ERRNO | Verdict.EPERM.errno());
			}
			case "socket" -> socket();
			case "socketpair" -> {
				argument(0);
				allowIf(AF_UNIX);
				add(RETURN, ERRNO | Verdict.EPERM.errno());
			}
			case "setsockopt" -> {
				forbid(SOL_SOCKET, SOCKET_FILTERS);
				forbid(SOL_TCP, UPPER_LAYER_PROTOCOL);
				add(RETURN, ALLOW);
			}
			case "ioctl" -> {
				argument(1);
				allowIf(IOCTLS);
				add(RETURN, ERRNO | ENOTTY);
			}
			case "prctl" -> {
				argument(0);
				allowIf(PRCTLS);
				add(RETURN, ERRNO | Verdict.EPERM.errno());
			}
			case "personality" -> {
				argument(0);
				allowIf(PERSONALITIES);
				add(RETURN, ERRNO | Verdict.EPERM.errno());
			}
			default -> throw new IllegalStateException("Nothing checks the arguments of " + name);
		}
	}

	private void socket() {
		argument(0);
		int unix = this.program.size();
		add(JUMP_IF_EQUAL, AF_UNIX);
		argument(1);
		add(AND, SOCK_TYPE);
		allowIf(SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET);
		add(RETURN, ERRNO | Verdict.EPERM.errno());
		this.program.get(unix)[2] = this.program.size() - unix - 1;
		jump(JUMP_IF_EQUAL, AF_INET, 2, 0);
		jump(JUMP_IF_EQUAL, AF_INET6, 1, 0);
		add(RETURN, ERRNO | Verdict.EPERM.errno());
		argument(1);
		add(AND, SOCK_TYPE);
		jump(JUMP_IF_EQUAL, SOCK_STREAM, 2, 0);
		jump(JUMP_IF_EQUAL, SOCK_DGRAM, 1, 0);
		add(RETURN, ERRNO | Verdict.EPERM.errno());
		argument(2);
		allowIf(IP_PROTOCOLS);
		add(RETURN, ERRNO | Verdict.EPERM.errno());
	}

	/* An option of a level; the second and third argument. */
	private void forbid(int level, int[] options) {
		argument(1);
		int other = this.program.size();
		add(JUMP_IF_EQUAL, level);
		argument(2);
		for (int option : options) {
			jump(JUMP_IF_EQUAL, option, 0, 1);
			add(RETURN, ERRNO | Verdict.EPERM.errno());
		}
		add(RETURN, ALLOW);
		this.program.get(other)[2] = this.program.size() - other - 1;
	}

	private void argument(int index) {
		add(LOAD_WORD, FIRST_ARGUMENT + 8 * index);
	}

	private void allowIf(int... values) {
		for (int value : values) {
			jump(JUMP_IF_EQUAL, value, 0, 1);
			add(RETURN, ALLOW);
		}
	}

	private void add(int code, int operand) {
		jump(code, operand, 0, 0);
	}

	private void jump(int code, int operand, int ifTrue, int ifFalse) {
		this.program.add(new long[] { code, ifTrue, ifFalse, operand });
	}

	private byte[] bytes() {
		ByteBuffer buffer = ByteBuffer.allocate(8 * this.program.size()).order(ByteOrder.LITTLE_ENDIAN);
		for (long[] instruction : this.program) {
			if (instruction[1] > 255 || instruction[2] > 255) {
				throw new IllegalStateException("A jump of the filter is too long");
			}
			buffer.putShort((short) instruction[0]);
			buffer.put((byte) instruction[1]);
			buffer.put((byte) instruction[2]);
			buffer.putInt((int) instruction[3]);
		}
		return buffer.array();
	}

}
