package io.toolruntime.sandbox;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.toolruntime.BackendInfo;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;

/**
 * Opens sandboxes of one kind, set up for one profile. All that a backend needs besides:
 * protocol, pool, limits on time and output, and outcomes are those of
 * {@code SandboxBackend}. Safe for use by several threads. Creating one touches no
 * engine.
 */
public interface SandboxProvider extends AutoCloseable {

	/**
	 * Describes it.
	 * @return kind, profile, isolation; not pooled
	 */
	BackendInfo info();

	/**
	 * Lists the languages that it has guests for.
	 * @return {@code javascript}, {@code python}
	 */
	Set<String> languages();

	/**
	 * Looks whether a sandbox could be opened now. Does not block longer than a few
	 * seconds.
	 * @return details for a person; nothing secret
	 * @throws RuntimeUnavailableException with the reason and the remedy, if none could
	 */
	Map<String, Object> check();

	/**
	 * Returns what is better done before the first sandbox is opened: removing what dead
	 * applications left, getting what takes long.
	 * @return what to do in a thread of its own; empty if there is nothing
	 */
	default Optional<Runnable> preparation() {
		return Optional.empty();
	}

	/**
	 * Tells what sandboxes with some limits would have enforced, as far as is known
	 * without opening one.
	 * @param limits the effective limits
	 * @return an entry for every limit
	 */
	LimitsEnforced enforcement(Limits limits);

	/**
	 * Identifies what a sandbox of a language is made of. Sandboxes that were made ahead
	 * of something else are not used.
	 * @param language the language
	 * @return engine, its version, digest of the image or path of the interpreter
	 */
	String image(String language);

	/**
	 * Opens a sandbox and starts the guest of its language in it. Returns as soon as its
	 * streams are there; the guest may not be ready yet.
	 * @param spec what it shall be
	 * @return the sandbox
	 * @throws RuntimeUnavailableException if the engine cannot open one now
	 * @throws SandboxFailedException if the engine failed
	 */
	Sandbox open(SandboxSpec spec);

	/** Lets go of the engine. The sandboxes were closed before. */
	@Override
	void close();

}
