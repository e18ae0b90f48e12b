package io.toolruntime.docker;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.BackendContract;
import io.toolruntime.test.Lack;
import io.toolruntime.typescript.TypeScriptTransformer;

/** Containers on gVisor keep the contract. */
class GvisorBackendContractTests extends BackendContract {

	@Override
	protected Backend backend(SecurityProfile profile) {
		TestEngine.assume("runsc");
		return OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
			.create(profile, OciRuntimeProperties.DEFAULTS, TestEngine.PROPERTIES);
	}

	@Override
	protected Set<String> languages() {
		return Set.of(System.getProperty("langs", "javascript,python,typescript").split(","));
	}

	@Override
	protected List<CodeTransformer> transformers() {
		return List.of(new TypeScriptTransformer());
	}

	@Override
	protected Set<Lack> lacks() {
		return EnumSet.of(Lack.LOWERED_PROCESS_LIMIT);
	}

	/* Each takes two processors a third of a second to start. */
	@Override
	protected int scale() {
		return 24;
	}

	@Override
	protected Set<String> leftovers() {
		return TestEngine.leftovers();
	}

}
