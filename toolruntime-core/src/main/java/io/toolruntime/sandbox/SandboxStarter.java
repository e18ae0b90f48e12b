package io.toolruntime.sandbox;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.guest.GuestSession;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;

/** Opens sandboxes of a profile, and waits until their guest is ready. */
final class SandboxStarter {

	private static final Logger logger = LoggerFactory.getLogger(SandboxStarter.class);

	/** How often a guest that starts is asked whether anybody still waits for it. */
	private static final Duration STEP = Duration.ofMillis(50);

	private final SecurityProfile profile;

	private final SandboxProvider provider;

	private final String instance;

	private final Consumer<Sandbox> unfinished;

	/**
	 * Creates it.
	 * @param profile the profile
	 * @param provider what opens its sandboxes
	 * @param instance name of the running application, for labels
	 * @param unfinished hears of one that did not become ready, and is not gone either
	 */
	SandboxStarter(SecurityProfile profile, SandboxProvider provider, String instance, Consumer<Sandbox> unfinished) {
		this.profile = profile;
		this.provider = provider;
		this.instance = instance;
		this.unfinished = unfinished;
	}

	/**
	 * Opens a sandbox.
	 * @param language the language
	 * @param limits what everything in it together may use
	 * @param execution the execution that it is made for, or {@code null} if it is made
	 * ahead
	 * @param cancellation tells that nobody waits any more
	 * @return the sandbox, its guest ready; {@code null} when it was cancelled
	 * @throws RuntimeUnavailableException if the engine cannot open one now
	 * @throws SandboxFailedException if the guest was not ready in time
	 * @throws InterruptedException if this thread is interrupted
	 */
	@Nullable GuestSandbox start(String language, Limits limits, @Nullable String execution, Cancellation cancellation)
			throws InterruptedException {
		long deadline = System.nanoTime() + this.profile.startTimeout().toNanos();
		String image = this.provider.image(language);
		SandboxSpec spec = new SandboxSpec("tr-" + UUID.randomUUID(), language, limits, labels(execution));
		Sandbox sandbox = this.provider.open(spec);
		boolean ready = false;
		try {
			GuestSession session = new GuestSession(spec.id(), sandbox.stdin(), sandbox.stdout(), sandbox.stderr());
			session.start();
			long left = deadline - System.nanoTime();
			while (left > 0 && !session.hasEnded() && !cancellation.isCancelled()) {
				if (session.awaitReady(Math.min(left, STEP.toNanos()))) {
					ready = true;
					return new GuestSandbox(spec, image, sandbox, session, false);
				}
				left = deadline - System.nanoTime();
			}
			if (cancellation.isCancelled()) {
				return null;
			}
			throw notReady(session, sandbox);
		}
		finally {
			if (!ready) {
				close(sandbox);
			}
		}
	}

	/* One that does not close must neither hide why it is closed nor be forgotten. */
	private void close(Sandbox sandbox) {
		boolean gone = false;
		try {
			sandbox.close();
			gone = sandbox.isGone();
		}
		catch (RuntimeException ex) {
			logger.warn("A sandbox of profile '{}' that was not ready could not be closed", this.profile.name(), ex);
		}
		finally {
			if (!gone) {
				this.unfinished.accept(sandbox);
			}
		}
	}

	private Map<String, String> labels(@Nullable String execution) {
		Map<String, String> labels = new LinkedHashMap<>();
		labels.put(SandboxSpec.INSTANCE, this.instance);
		labels.put(SandboxSpec.PROFILE, this.profile.name());
		if (execution != null) {
			labels.put(SandboxSpec.EXECUTION, execution);
		}
		return labels;
	}

	private SandboxFailedException notReady(GuestSession session, Sandbox sandbox) throws InterruptedException {
		String kind = this.provider.info().kind();
		String output = session.bootOutput();
		String said = output.isEmpty() ? "" : ". It wrote: " + output;
		if (!session.hasEnded()) {
			return new SandboxFailedException("The guest was not ready within start-timeout, which is "
					+ Quantity.formatDuration(this.profile.startTimeout()) + said, kind, true, null, null);
		}
		String exit = sandbox.exit(Duration.ofSeconds(1)).map(SandboxExit::description).orElse("no exit code");
		return new SandboxFailedException("The guest ended before it was ready, with " + exit + said, kind, true, null,
				null);
	}

}
