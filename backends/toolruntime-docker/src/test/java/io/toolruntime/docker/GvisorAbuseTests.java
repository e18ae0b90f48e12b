package io.toolruntime.docker;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.AbuseSuite;
import io.toolruntime.typescript.TypeScriptTransformer;

/** Containers on gVisor hold all abuse. */
@Tag("once")
class GvisorAbuseTests extends AbuseSuite {

	private final Leftovers leftovers = new Leftovers();

	@Override
	protected Backend backend(SecurityProfile profile) {
		TestEngine.assume("runsc");
		return OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
			.create(profile, OciRuntimeProperties.DEFAULTS, TestEngine.PROPERTIES);
	}

	@Override
	protected Set<String> languages() {
		return Set.of("javascript", "python", "typescript");
	}

	@Override
	protected List<CodeTransformer> transformers() {
		return List.of(new TypeScriptTransformer());
	}

	@Override
	protected int smallestMemory() {
		return 160;
	}

	@Override
	protected boolean looksAfterEach() {
		return false;
	}

	@Override
	protected Set<String> leftovers() {
		return this.leftovers.now();
	}

}
