package io.toolruntime.process;

/** What the filter of system calls answers to one of them. */
enum Verdict {

	/** It runs. */
	ALLOW(0),

	/** It runs if its arguments are harmless. */
	CHECK(0),

	/** It is known, and forbidden. */
	EPERM(1),

	/** It does not exist, so that a library takes another way. */
	ENOSYS(38),

	/** It does not exist for this file. */
	ENOTSUP(95);

	private final int errno;

	Verdict(int errno) {
		this.errno = errno;
	}

	int errno() {
		return this.errno;
	}

}
