package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.BitSet;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.linux.Proc;

/**
 * User ids of the host that sandboxes get, each its own while it lives. A provider has a
 * block of them that nobody on the machine uses.
 */
final class UserIds {

	private static final int PER_BLOCK = 512;

	private static final int BLOCKS = 1 << 22;

	/** The highest user id is for something else, and the one below it for nobody. */
	static final long HIGHEST_BASE = 0xffff_fffdL - (long) PER_BLOCK * BLOCKS;

	private final long first;

	private final BitSet used = new BitSet(PER_BLOCK);

	/**
	 * Chooses a block.
	 * @param base first of all ids that may be taken
	 * @param proc the processes
	 * @throws IOException if it cannot be told which ids are in use
	 */
	UserIds(long base, Proc proc) throws IOException {
		SecureRandom random = new SecureRandom();
		long block = base + (long) PER_BLOCK * random.nextInt(BLOCKS);
		while (isUsed(block, proc)) {
			block = base + (long) PER_BLOCK * random.nextInt(BLOCKS);
		}
		this.first = block;
	}

	private static boolean isUsed(long block, Proc proc) throws IOException {
		return proc.processes().stream().anyMatch((pid) -> {
			long owner = owner(proc.of(pid, ""));
			return owner >= block && owner < block + PER_BLOCK;
		});
	}

	private static long owner(Path path) {
		try {
			return Integer.toUnsignedLong((Integer) Files.getAttribute(path, "unix:uid"));
		}
		catch (IOException ex) {
			return -1;
		}
	}

	/**
	 * Takes an id, which is the group's too.
	 * @return the id, to be given back with {@link #release}
	 * @throws RuntimeUnavailableException if all are in use
	 */
	long acquire() {
		synchronized (this.used) {
			int index = this.used.nextClearBit(0);
			if (index >= PER_BLOCK) {
				throw new RuntimeUnavailableException(
						"All " + PER_BLOCK + " user ids for sandboxes are in use; lower pool.max-total",
						ProcessBackendFactory.KIND, Duration.ofSeconds(1));
			}
			this.used.set(index);
			return this.first + index;
		}
	}

	/**
	 * Gives an id back. One whose processes may still run stays in use.
	 * @param id the id
	 */
	void release(long id) {
		synchronized (this.used) {
			this.used.clear((int) (id - this.first));
		}
	}

}
