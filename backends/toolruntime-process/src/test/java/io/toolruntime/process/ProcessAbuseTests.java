package io.toolruntime.process;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.AbuseSuite;
import io.toolruntime.typescript.TypeScriptTransformer;

/** Bubblewrap holds all abuse. */
@Tag("once")
class ProcessAbuseTests extends AbuseSuite {

	@Override
	protected Backend backend(SecurityProfile profile) {
		Machine.assumeBubblewrap();
		return new ProcessBackendFactory().create(profile, ProcessProperties.DEFAULTS);
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
	protected Set<String> leftovers() {
		return OnThisMachine.now();
	}

}
