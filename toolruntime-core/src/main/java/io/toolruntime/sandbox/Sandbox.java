package io.toolruntime.sandbox;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;

/**
 * One isolated place with a guest in it, for one execution. Its streams are used by one
 * thread each; everything else is safe for use by several threads.
 */
public interface Sandbox extends AutoCloseable {

	/**
	 * Returns where the guest reads from.
	 * @return the guest's standard input
	 */
	OutputStream stdin();

	/**
	 * Returns what the guest writes.
	 * @return the guest's standard output; ends when the guest does, at the latest when
	 * the sandbox is closed
	 */
	InputStream stdout();

	/**
	 * Returns what else it writes.
	 * @return the guest's standard error; ends like {@link #stdout()}
	 */
	InputStream stderr();

	/**
	 * Lowers the limits of this sandbox, which already runs, and reads them back. Only
	 * what the sandbox itself enforces is of interest: memory, cpus, pids and disk.
	 * @param limits limits that are no higher than those it was opened with
	 * @return whether they hold now as they would in a sandbox that is opened with them;
	 * if not, this one is closed and a new one is opened
	 */
	boolean tighten(Limits limits);

	/**
	 * Tells which limit the host's own counters have seen hit.
	 * @param error what the code threw, as the guest tells it, or {@code null}: where
	 * looking takes long, a hint whether to, and never evidence
	 * @return {@code memory_limit}, {@code process_limit} or {@code disk_limit}, in this
	 * order when there are several; {@code null} if none was
	 */
	@Nullable ExecutionOutcome limitHit(@Nullable ExecutionError error);

	/**
	 * Reads how the limits are held in this very sandbox, and the peaks. Called after the
	 * guest's end or at the end of its time, before the sandbox is closed.
	 * @return entries for what the host could read now; the rest stays as
	 * {@link SandboxProvider#enforcement(Limits)} has it
	 */
	Map<Limit, Enforcement> evidence();

	/**
	 * Waits for the end of the guest.
	 * @param wait how long at most
	 * @return how it ended, or empty if it has not
	 * @throws InterruptedException if this thread is interrupted
	 */
	Optional<SandboxExit> exit(Duration wait) throws InterruptedException;

	/**
	 * Ends everything in the sandbox and removes what it left on the host. Returns when
	 * all of it is gone, or after a few seconds, with a warning in the log, when the
	 * engine does not manage. Does nothing the second time.
	 */
	@Override
	void close();

	/**
	 * Tells, after it was closed, whether nothing that ran in it can still run; where
	 * that is not certain, ends it once more. Until then it counts as one of the
	 * sandboxes of its profile.
	 * @return whether it is gone; {@code true} where the engine answers for that
	 */
	default boolean isGone() {
		return true;
	}

}
