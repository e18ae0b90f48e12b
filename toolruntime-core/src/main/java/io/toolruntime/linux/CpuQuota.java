package io.toolruntime.linux;

/**
 * Time of processors, as control groups have it: so much in each period.
 *
 * @param quota microseconds of processor time in a period; negative is unlimited
 * @param period length of a period in microseconds
 */
public record CpuQuota(long quota, long period) {

	static final CpuQuota NONE = new CpuQuota(-1, 100_000);

	private static final long PERIOD = 100_000;

	private static final long LONGEST_PERIOD = 1_000_000;

	/** The kernel takes no shorter one. */
	private static final long SHORTEST_QUOTA = 1_000;

	/**
	 * Returns the quota for a share of processors.
	 * @param share processors, more than 0
	 * @return the quota
	 */
	public static CpuQuota of(double share) {
		long period = (share * PERIOD < SHORTEST_QUOTA) ? LONGEST_PERIOD : PERIOD;
		return new CpuQuota(Math.max(SHORTEST_QUOTA, (long) Math.floor(share * period)), period);
	}

	/**
	 * Returns the share of processors.
	 * @return processors; infinite if it is unlimited
	 */
	public double share() {
		return (this.quota < 0) ? Double.POSITIVE_INFINITY : (double) this.quota / this.period;
	}

}
