package io.toolruntime.sandbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What came of trying a language, kept for a short time: health is asked for often, by
 * several at once, and each trial is a sandbox. Failures are not kept.
 */
public final class Trials {

	private final Map<String, Trial> trials = new ConcurrentHashMap<>();

	private final Duration kept;

	private final LongSupplier clock;

	/**
	 * Creates it.
	 * @param kept how long a trial tells of what is
	 * @param clock nanoseconds, as {@link System#nanoTime()} tells them
	 */
	public Trials(Duration kept, LongSupplier clock) {
		this.kept = kept;
		this.clock = clock;
	}

	/**
	 * Returns what came of the last trial, or makes one. Whoever asks meanwhile waits for
	 * that one.
	 * @param language the language
	 * @param image what is tried; something else is tried anew
	 * @param trial how it is tried; what it throws is thrown
	 * @return what came of it
	 */
	public String result(String language, String image, Supplier<String> trial) {
		return this.trials.computeIfAbsent(language, (key) -> new Trial()).result(image, trial, this);
	}

	/** Forgets what came of all trials: what was tried may be another thing now. */
	public void forget() {
		this.trials.clear();
	}

	/** The last of a language. */
	private static final class Trial {

		private final ReentrantLock lock = new ReentrantLock();

		private @Nullable String image;

		private String result = "";

		private long at;

		String result(String wanted, Supplier<String> trial, Trials trials) {
			this.lock.lock();
			try {
				if (!wanted.equals(this.image) || trials.clock.getAsLong() - this.at >= trials.kept.toNanos()) {
					this.image = null;
					this.result = trial.get();
					this.at = trials.clock.getAsLong();
					this.image = wanted;
				}
				return this.result;
			}
			finally {
				this.lock.unlock();
			}
		}

	}

}
