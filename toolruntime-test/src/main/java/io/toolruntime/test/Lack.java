package io.toolruntime.test;

/**
 * What a backend may lack, and the contract still holds. Each is tested too: what is
 * lacking must be said in the evidence, and must not be claimed.
 */
public enum Lack {

	/** Code can start no processes: there are none in the sandbox. */
	PROCESSES,

	/** Code has no files: there is no file system in the sandbox. */
	FILES,

	/** Memory is not bounded. */
	MEMORY_LIMIT,

	/** The number of processes is not bounded. */
	PROCESS_LIMIT,

	/**
	 * The host does not count the code's processes, since they are another kernel's.
	 * Their limit cannot be lowered in a sandbox that runs: whoever asks for fewer gets a
	 * new one. Whether it was reached is looked for afterwards, when some may have ended.
	 */
	HOST_PROCESS_COUNTER,

	/** Less than a whole processor cannot be given. */
	CPU_LIMIT,

	/** Disk space is not bounded. */
	DISK_LIMIT,

	/** The code sees and reaches what the application does: files and network. */
	ISOLATION

}
