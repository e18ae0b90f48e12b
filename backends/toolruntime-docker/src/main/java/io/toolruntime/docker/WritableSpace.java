package io.toolruntime.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;

/**
 * The file systems in memory that a container may write to. Together they have no more
 * room, and hold no more files, than the limit on disk; without one, the limit on memory
 * holds them.
 *
 * @param bytes room of each, by mount point; 0 is unlimited
 * @param files files of each, by mount point; 0 is unlimited
 */
record WritableSpace(Map<String, Long> bytes, Map<String, Long> files) {

	/** Where the guest works. */
	static final String WORKSPACE = "/workspace";

	/** Who may write there. */
	static final long USER = 65534;

	private static final String TMP = "/tmp";

	private static final String SHM = "/dev/shm";

	/* Sixteenths of all; the workspace has the rest. */
	private static final Map<String, Long> SHARES = Map.of(TMP, 3L, SHM, 1L);

	/** All of them. */
	static final List<String> PATHS = List.of(WORKSPACE, TMP, SHM);

	private static final long SIXTEENTHS = 16;

	/** On average, as ext4 reckons with at least. */
	private static final long BYTES_PER_FILE = 4096;

	private static final long PAGE = 4096;

	private static final long FEWEST_FILES = 16;

	WritableSpace {
		bytes = Map.copyOf(bytes);
		files = Map.copyOf(files);
	}

	/**
	 * Divides the limit on disk.
	 * @param limits the limits
	 * @return the space
	 * @throws InvalidRequestException if there is not a page for each
	 */
	static WritableSpace of(Limits limits) {
		Long disk = limits.disk();
		Map<String, Long> bytes = new LinkedHashMap<>();
		PATHS.forEach((path) -> bytes.put(path, 0L));
		Map<String, Long> files = new LinkedHashMap<>(bytes);
		if (disk != null && disk > 0) {
			divide(disk, bytes);
			bytes.forEach((path, size) -> files.put(path, Math.max(FEWEST_FILES, size / BYTES_PER_FILE)));
		}
		return new WritableSpace(bytes, files);
	}

	private static void divide(long disk, Map<String, Long> bytes) {
		long least = PATHS.size() * PAGE;
		if (disk < least) {
			throw new InvalidRequestException(
					"limits: disk is " + disk + " bytes, and a container needs " + Quantity.formatBytes(least)
							+ " at least, a page for each of " + String.join(", ", PATHS) + "; 0 is unlimited");
		}
		long left = disk;
		for (Map.Entry<String, Long> share : SHARES.entrySet()) {
			long size = Math.max(PAGE, wholePages(disk / SIXTEENTHS * share.getValue()));
			bytes.put(share.getKey(), size);
			left -= size;
		}
		bytes.put(WORKSPACE, wholePages(left));
	}

	/* Of what is less, the kernel would make one. */
	private static long wholePages(long size) {
		return size / PAGE * PAGE;
	}

	/**
	 * Returns the options that they are mounted with.
	 * @return options by mount point, as the engine takes them
	 */
	Map<String, String> mounts() {
		Map<String, String> mounts = new LinkedHashMap<>();
		this.bytes.forEach((path, size) -> {
			String options = "rw,noexec,nosuid,nodev,uid=" + USER + ",gid=" + USER + ",mode=0700";
			if (size > 0) {
				options += ",size=" + size + ",nr_inodes=" + this.files.get(path);
			}
			mounts.put(path, options);
		});
		return mounts;
	}

}
