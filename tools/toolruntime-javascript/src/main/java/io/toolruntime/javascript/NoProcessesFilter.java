package io.toolruntime.javascript;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A filter of system calls under which a program can start threads and no processes. The
 * program itself has to be started under it, so that it is not {@code execve} that is
 * refused but what would make another process: {@code fork}, {@code vfork}, and
 * {@code clone} without {@code CLONE_THREAD}. {@code clone3}, whose flags a filter cannot
 * see, does not exist: C libraries use {@code clone} then.
 */
final class NoProcessesFilter {

	/* linux/bpf_common.h and linux/seccomp.h */
	private static final int LOAD_WORD = 0x20;

	private static final int JUMP_IF_EQUAL = 0x15;

	private static final int JUMP_IF_AT_LEAST = 0x35;

	private static final int JUMP_IF_SET = 0x45;

	private static final int RETURN = 0x06;

	private static final int KILL_PROCESS = 0x80000000;

	private static final int ALLOW = 0x7fff0000;

	private static final int ERRNO = 0x00050000;

	private static final int EPERM = 1;

	private static final int ENOSYS = 38;

	private static final int NUMBER = 0;

	private static final int ARCHITECTURE = 4;

	private static final int FIRST_ARGUMENT = 16;

	private static final int CLONE_THREAD = 0x00010000;

	/** The same number on all processors. */
	private static final int CLONE3 = 435;

	/** Numbers from here on are those of x32, which the same entry takes. */
	private static final int X32 = 0x40000000;

	private final List<long[]> program = new ArrayList<>();

	private NoProcessesFilter() {
	}

	/**
	 * Assembles the filter for a processor.
	 * @param architecture {@code os.arch} of the JVM
	 * @return the program as {@code bwrap --seccomp} reads it, or empty if there is none
	 * for this processor
	 */
	static Optional<byte[]> assemble(String architecture) {
		return switch (architecture) {
			// clone, fork, vfork
			case "amd64", "x86_64" -> Optional.of(new NoProcessesFilter().assemble(0xc000003e, 56, true, 57, 58));
			case "aarch64", "arm64" -> Optional.of(new NoProcessesFilter().assemble(0xc00000b7, 220, false));
			default -> Optional.empty();
		};
	}

	private byte[] assemble(int audit, int clone, boolean x86, int... forks) {
		add(LOAD_WORD, 0, 0, ARCHITECTURE);
		add(JUMP_IF_EQUAL, 1, 0, audit);
		add(RETURN, 0, 0, KILL_PROCESS);
		add(LOAD_WORD, 0, 0, NUMBER);
		if (x86) {
			add(JUMP_IF_AT_LEAST, 0, 1, X32);
			add(RETURN, 0, 0, KILL_PROCESS);
		}
		for (int fork : forks) {
			add(JUMP_IF_EQUAL, 0, 1, fork);
			add(RETURN, 0, 0, ERRNO | EPERM);
		}
		add(JUMP_IF_EQUAL, 0, 1, CLONE3);
		add(RETURN, 0, 0, ERRNO | ENOSYS);
		add(JUMP_IF_EQUAL, 0, 3, clone);
		add(LOAD_WORD, 0, 0, FIRST_ARGUMENT);
		add(JUMP_IF_SET, 1, 0, CLONE_THREAD);
		add(RETURN, 0, 0, ERRNO | EPERM);
		add(RETURN, 0, 0, ALLOW);
		ByteBuffer bytes = ByteBuffer.allocate(8 * this.program.size()).order(ByteOrder.nativeOrder());
		for (long[] each : this.program) {
			bytes.putShort((short) each[0]).put((byte) each[1]).put((byte) each[2]).putInt((int) each[3]);
		}
		return bytes.array();
	}

	private void add(int code, int ifTrue, int ifFalse, int value) {
		this.program.add(new long[] { code, ifTrue, ifFalse, value });
	}

}
