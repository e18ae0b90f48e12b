package io.toolruntime.process;

import java.util.Map;
import java.util.Set;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.test.AbuseControl;

/** What the abuse programs look for is there to be found. */
class UnsafeAbuseControlTests extends AbuseControl {

	@Override
	protected Backend backend(SecurityProfile profile) {
		return new UnsafeBackendFactory().create(profile, new UnsafeProperties(true, Map.of()));
	}

	@Override
	protected Set<String> languages() {
		return Set.of("javascript", "python");
	}

}
