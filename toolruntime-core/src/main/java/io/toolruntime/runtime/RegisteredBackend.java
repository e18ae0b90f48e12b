package io.toolruntime.runtime;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;

/** A profile and the backend that runs it. */
public final class RegisteredBackend {

	private final SecurityProfile profile;

	private final Backend backend;

	private final Admission admission;

	RegisteredBackend(SecurityProfile profile, Backend backend) {
		this.profile = profile;
		this.backend = backend;
		this.admission = new Admission(profile, backend.info().kind());
	}

	/**
	 * Returns the profile.
	 * @return the profile
	 */
	public SecurityProfile profile() {
		return this.profile;
	}

	/**
	 * Returns the backend.
	 * @return the backend
	 */
	public Backend backend() {
		return this.backend;
	}

	Admission admission() {
		return this.admission;
	}

}
