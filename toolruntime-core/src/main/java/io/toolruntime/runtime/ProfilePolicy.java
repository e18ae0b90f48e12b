package io.toolruntime.runtime;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.toolruntime.BackendDeniedException;
import io.toolruntime.backend.Backend;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;

/** Decides whether a backend is good enough for a profile. */
public final class ProfilePolicy {

	/** Kind of the backend that isolates nothing. */
	public static final String UNSAFE = "unsafe";

	private final Set<String> denyUnsafeProfiles;

	/**
	 * Creates a policy.
	 * @param denyUnsafeProfiles profiles that must not run on the unsafe host
	 */
	public ProfilePolicy(Set<String> denyUnsafeProfiles) {
		this.denyUnsafeProfiles = Set.copyOf(denyUnsafeProfiles);
	}

	/**
	 * Tells why a kind of backend is not good enough for a profile, as far as its
	 * configuration alone shows.
	 * @param profile the profile
	 * @param kind the backend's kind
	 * @param isolation what it isolates by
	 * @return the reason and what would be accepted, or empty if nothing speaks against
	 * it
	 */
	public Optional<String> refusal(SecurityProfile profile, String kind, Isolation isolation) {
		if (kind.equals(UNSAFE) && this.denyUnsafeProfiles.contains(profile.name())) {
			return Optional.of("Profile '" + profile.name()
					+ "' is listed in deny-unsafe-profiles and must not run on the unsafe host");
		}
		if (!profile.isolation().contains(isolation)) {
			Set<String> accepted = new TreeSet<>();
			profile.isolation().forEach((kindOfIsolation) -> accepted.add(kindOfIsolation.value()));
			return Optional.of("Profile '" + profile.name() + "' accepts isolation " + accepted + ", and backend '"
					+ kind + "' has '" + isolation.value() + "'");
		}
		return Optional.empty();
	}

	/**
	 * Refuses an execution whose backend is not good enough.
	 * @param profile the profile
	 * @param backend the backend
	 * @param limits the effective limits of the execution
	 * @throws BackendDeniedException with the rule that refused
	 */
	public void check(SecurityProfile profile, Backend backend, Limits limits) {
		String kind = backend.info().kind();
		refusal(profile, kind, backend.info().isolation()).ifPresent((reason) -> {
			throw new BackendDeniedException(reason + ". Choose another backend for the profile", kind);
		});
		if (profile.requireEnforcement().isEmpty()) {
			return;
		}
		LimitsEnforced enforced = backend.enforcement(limits);
		unmet(profile, kind, enforced).ifPresent((reason) -> {
			throw new BackendDeniedException(reason, kind);
		});
		for (Limit limit : profile.requireEnforcement()) {
			if (enforced.get(limit).status() == Enforcement.Status.NOT_REQUESTED) {
				throw new BackendDeniedException(
						"Profile '" + profile.name() + "' requires that " + limit.key() + " is enforced, and limits."
								+ limit.key() + " is 0 (unlimited); set a limit, or take it out of require-enforcement",
						kind);
			}
		}
	}

	/**
	 * Tells why a backend can run nothing of a profile, whatever limits an execution
	 * sets.
	 * @param profile the profile
	 * @param kind the backend's kind
	 * @param enforced what the backend enforces
	 * @return the rule that it does not meet, or empty
	 */
	public static Optional<String> unmet(SecurityProfile profile, String kind, LimitsEnforced enforced) {
		return profile.requireEnforcement()
			.stream()
			.filter((limit) -> enforced.get(limit).status() == Enforcement.Status.NOT_ENFORCED)
			.sorted()
			.findFirst()
			.map((limit) -> "Profile '" + profile.name() + "' requires that " + limit.key()
					+ " is enforced, and backend '" + kind + "' does not: " + enforced.get(limit).mechanism());
	}

}
