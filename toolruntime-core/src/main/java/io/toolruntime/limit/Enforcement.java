package io.toolruntime.limit;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How one limit was held, and how we know. Nothing is enforced because it was asked for.
 *
 * @param requested the effective limit as YAML has it, {@code null} if there is none
 * @param status whether it held
 * @param mechanism what holds it, such as {@code cgroup memory.max} or
 * {@code not present} for something that does not exist in a backend
 * @param evidence how we know
 * @param observer who saw it; {@code null} without evidence
 * @param measuredAt when it was seen; {@code null} without a measurement
 * @param measured the value that was read, or {@code null}
 * @param peak the most that the execution used, or {@code null} if nobody measured it
 */
public record Enforcement(@Nullable Object requested, Status status, String mechanism, Evidence evidence,
		@Nullable Observer observer, @Nullable Instant measuredAt, @Nullable Object measured, @Nullable Object peak) {

	/** What a backend says of something that cannot exist in its sandboxes. */
	public static final String NOT_PRESENT = "not present";

	/**
	 * A limit that the backend's own configuration holds.
	 * @param requested the effective limit, or {@code null} for a property
	 * @param mechanism what holds it
	 * @return the enforcement
	 */
	public static Enforcement configured(@Nullable Object requested, String mechanism) {
		return new Enforcement(requested, Status.ENFORCED, mechanism, Evidence.CONFIGURED, Observer.HOST, null, null,
				null);
	}

	/**
	 * A limit that was seen to hold.
	 * @param requested the effective limit, or {@code null} for a property
	 * @param mechanism what holds it
	 * @param observer who saw it
	 * @param measured the value that was read, or {@code null}
	 * @param peak the most that was used, or {@code null}
	 * @return the enforcement, measured now
	 */
	public static Enforcement measured(@Nullable Object requested, String mechanism, Observer observer,
			@Nullable Object measured, @Nullable Object peak) {
		return new Enforcement(requested, Status.ENFORCED, mechanism, Evidence.MEASURED, observer, Instant.now(),
				measured, peak);
	}

	/**
	 * A limit that was asked for and is not held.
	 * @param requested the effective limit
	 * @param reason why not
	 * @return the enforcement
	 */
	public static Enforcement notEnforced(@Nullable Object requested, String reason) {
		return new Enforcement(requested, Status.NOT_ENFORCED, reason, Evidence.NONE, null, null, null, null);
	}

	/**
	 * A limit that nobody asked for.
	 * @return the enforcement
	 */
	public static Enforcement notRequested() {
		return new Enforcement(null, Status.NOT_REQUESTED, "none", Evidence.NONE, null, null, null, null);
	}

	/** Whether a limit held. */
	public enum Status {

		/** It held. */
		ENFORCED,

		/** It was asked for and not held. */
		NOT_ENFORCED,

		/** Nobody asked for it. */
		NOT_REQUESTED;

		/**
		 * Returns the name in JSON.
		 * @return the name in lower case
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** How we know. */
	public enum Evidence {

		/** It was read or tried. */
		MEASURED,

		/** It was set up, by us, in something we trust. */
		CONFIGURED,

		/** We do not know. */
		NONE;

		/**
		 * Returns the name in JSON.
		 * @return the name in lower case
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/** Who saw it. */
	public enum Observer {

		/** The host, from outside the sandbox. */
		HOST,

		/** The guest, from inside. */
		GUEST,

		/** A server that ran the execution for us. */
		REMOTE;

		/**
		 * Returns the name in JSON.
		 * @return the name in lower case
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
