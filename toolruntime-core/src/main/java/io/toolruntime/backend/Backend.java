package io.toolruntime.backend;

import java.util.Optional;
import java.util.Set;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecuteResult;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;

/**
 * A way of running code, set up for one profile. Safe for use by several threads.
 * Creating one costs next to nothing: no thread, no connection, no engine before the
 * first execution or the first look at its health.
 */
public interface Backend extends AutoCloseable {

	/**
	 * Describes the backend.
	 * @return its kind, profile and isolation
	 */
	BackendInfo info();

	/**
	 * Lists what it runs.
	 * @return names of languages, such as {@code javascript}
	 */
	Set<String> languages();

	/**
	 * Looks whether it can run code now. Does not block longer than a few seconds.
	 * @return its health
	 */
	BackendHealth health();

	/**
	 * Tells what it would enforce of limits, as far as it knows without running anything.
	 * Policy refuses an execution by this.
	 * @param limits the effective limits
	 * @return an entry for every limit
	 */
	LimitsEnforced enforcement(Limits limits);

	/**
	 * Tries now what it enforces: runs its probe, where it has one.
	 * @param limits the effective limits
	 * @return what was found, also returned by {@link #enforcement} from then on
	 */
	default LimitsEnforced probe(Limits limits) {
		return enforcement(limits);
	}

	/**
	 * Returns what is better done before the first execution: removing what dead
	 * applications left, getting what takes long. Nobody has to do it, and it need not
	 * succeed.
	 * @return what to do in a thread of its own, once the application has started; empty
	 * if there is nothing
	 */
	default Optional<Runnable> preparation() {
		return Optional.empty();
	}

	/**
	 * Runs code and waits for its end. What happens inside the sandbox is a result.
	 * @param execution the request, its gateway and where its output goes
	 * @return the result
	 * @throws RuntimeUnavailableException if no sandbox can be had now
	 * @throws SandboxFailedException if the engine failed
	 */
	ExecuteResult execute(Execution execution);

	/**
	 * Returns how many sandboxes there are.
	 * @return the state, or empty if the backend keeps no count
	 */
	default Optional<PoolState> pool() {
		return Optional.empty();
	}

	/**
	 * Ends the backend and everything that it started: what runs is cancelled, with what
	 * came before, and what waits for a sandbox is refused with a
	 * {@link RuntimeUnavailableException}. Does nothing the second time.
	 */
	@Override
	void close();

}
