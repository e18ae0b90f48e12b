package io.toolruntime.wasm;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.test.HostileProgramSuite;

/** Every hostile program, inside the JVM of this test. */
class WasmHostileProgramTests extends HostileProgramSuite {

	@Override
	protected Backend backend(SecurityProfile profile) {
		return new WasmBackendFactory().create(profile, WasmProperties.DEFAULTS);
	}

}
