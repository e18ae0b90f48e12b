package io.toolruntime.wasm;

import java.security.SecureRandom;

/**
 * The host while the engine initialises itself: a clock that nobody else has, by which
 * the random state that is seeded with it is found again.
 */
final class EngineBirth implements QuickJsInstance.Imports {

	private final GuestMemory memory;

	/** Microseconds of a time in this century. */
	private final long clock = 1_000_000_000_000_000L
			+ (new SecureRandom().nextLong() & Long.MAX_VALUE) % 1_000_000_000_000_000L;

	EngineBirth(GuestMemory memory) {
		this.memory = memory;
	}

	@Override
	public int call(String function, long[] args) {
		switch (function) {
			case "clock_time_get":
				// The monotonic clock begins with each execution
				this.memory.writeLong((int) args[2], (args[0] == 0) ? this.clock * 1000 : 0);
				return 0;
			case "random_get":
				byte[] bytes = new byte[(int) args[1]];
				new SecureRandom().nextBytes(bytes);
				this.memory.write((int) args[0], bytes);
				return 0;
			case "host_interrupt":
				return 0;
			default:
				return QuickJsHost.ERRNO_BADF;
		}
	}

	/*
	 * The engine seeds its state with the clock, and draws one number from it.
	 */
	int findRandomState() {
		long state = this.clock;
		state ^= state >>> 12;
		state ^= state << 25;
		state ^= state >>> 27;
		int found = 0;
		int end = this.memory.pages() * GuestMemory.PAGE_SIZE;
		for (int address = 0; address < end; address += Long.BYTES) {
			if (this.memory.readLong(address) == state) {
				if (found != 0) {
					found = -1;
					break;
				}
				found = address;
			}
		}
		if (found <= 0) {
			throw new IllegalStateException("The random state of the embedded QuickJS was "
					+ ((found == 0) ? "not found" : "found twice") + "; executions would share random numbers");
		}
		return found;
	}

}
