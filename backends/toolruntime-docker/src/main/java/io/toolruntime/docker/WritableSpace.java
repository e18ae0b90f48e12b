package io.toolruntime.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.toolruntime.limit.Limits;

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

	/* Sixteenths of all. */
	private static final Map<String, Long> SHARES = Map.of(WORKSPACE, 12L, TMP, 3L, SHM, 1L);

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
	 */
	static WritableSpace of(Limits limits) {
		Long disk = limits.disk();
		Map<String, Long> bytes = new LinkedHashMap<>();
		Map<String, Long> files = new LinkedHashMap<>();
		SHARES.forEach((path, share) -> {
			long size = (disk != null) ? disk * share / SIXTEENTHS / PAGE * PAGE : 0;
			bytes.put(path, (disk != null && disk > 0) ? Math.max(PAGE, size) : 0);
			files.put(path, (disk != null && disk > 0) ? Math.max(FEWEST_FILES, size / BYTES_PER_FILE) : 0);
		});
		return new WritableSpace(bytes, files);
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
