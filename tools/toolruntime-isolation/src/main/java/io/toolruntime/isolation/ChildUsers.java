package io.toolruntime.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each child a user of its own, where this application may. */
final class ChildUsers {

	private static final Logger logger = LoggerFactory.getLogger(ChildUsers.class);

	/* Nobody else takes numbers from here: systemd's ranges end below. */
	private static final int FIRST = 1_900_000_000;

	private static final int APPLICATIONS = 100_000;

	private static final int EACH = 1000;

	private final int first;

	private final @Nullable String problem;

	private final Set<Integer> used = new HashSet<>();

	private int next;

	private ChildUsers(int first, @Nullable String problem) {
		this.first = first;
		this.problem = problem;
	}

	/**
	 * Looks whether this application may.
	 * @param wanted whether it shall
	 * @return the users
	 */
	static ChildUsers find(boolean wanted) {
		int first = FIRST + (int) (ProcessHandle.current().pid() % APPLICATIONS) * EACH;
		return new ChildUsers(first, wanted ? problem(first) : "it is turned off");
	}

	private static @Nullable String problem(int user) {
		Optional<String> setpriv = Programs.find("setpriv");
		try {
			if (setpriv.isEmpty()
					|| !Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
				return "only root may start processes as another user";
			}
			Process trial = new ProcessBuilder(List.of(setpriv.get(), "--reuid", Integer.toString(user), "--regid",
					Integer.toString(user), "--clear-groups", Programs.find("true").orElse("true")))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			trial.getOutputStream().close();
			if (!trial.waitFor(5, TimeUnit.SECONDS) || trial.exitValue() != 0) {
				trial.destroyForcibly();
				return "user " + user + " cannot be taken here";
			}
			return null;
		}
		catch (IOException | UnsupportedOperationException ex) {
			logger.debug("Whether children may have users of their own cannot be found out", ex);
			return "it cannot be found out whether another user can be taken";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	/** Why children have this application's user, or {@code null} if they have not. */
	@Nullable String problem() {
		return this.problem;
	}

	/** The group of all children, or {@code null} if they have this application's. */
	@Nullable Integer group() {
		return (this.problem == null) ? Integer.valueOf(this.first) : null;
	}

	/**
	 * Takes a user.
	 * @return the user, to be given back, or {@code null} if children have this
	 * application's
	 */
	synchronized @Nullable ChildUser take() {
		if (this.problem != null) {
			return null;
		}
		do {
			this.next = this.next % (EACH - 1) + 1;
		}
		while (!this.used.add(this.next));
		return new ChildUser(this.first + this.next, this.first);
	}

	synchronized void giveBack(@Nullable ChildUser user) {
		if (user != null) {
			this.used.remove(user.uid() - this.first);
		}
	}

}
