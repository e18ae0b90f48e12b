package io.toolruntime.docker;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.BackendContract;
import io.toolruntime.test.Lack;
import io.toolruntime.typescript.TypeScriptTransformer;

/** Containers on gVisor keep the contract. */
@Tag("once")
class GvisorBackendContractTests extends BackendContract {

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
	protected Set<Lack> lacks() {
		return EnumSet.of(Lack.HOST_PROCESS_COUNTER);
	}

	/* Each takes two processors half a second to start, and as long to end. */
	@Override
	protected int scale() {
		return 8;
	}

	/* What gVisor's kernel itself takes is the sandbox's. */
	@Override
	protected int smallestMemory() {
		return 160;
	}

	/* To gVisor's clock, code that the host has stopped for its quota runs. */
	@Override
	protected double cpuSlack() {
		return 3;
	}

	@Override
	protected Set<String> leftovers() {
		return this.leftovers.now();
	}

}
