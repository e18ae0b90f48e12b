package io.toolruntime.docker;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.BackendContract;
import io.toolruntime.typescript.TypeScriptTransformer;

/** Containers keep the contract. */
@Tag("once")
class DockerBackendContractTests extends BackendContract {

	private final Leftovers leftovers = new Leftovers();

	@Override
	protected Backend backend(SecurityProfile profile) {
		TestEngine.assume();
		return new DockerBackendFactory().create(profile, TestEngine.PROPERTIES);
	}

	@Override
	protected Set<String> languages() {
		return Set.of("javascript", "python", "typescript");
	}

	@Override
	protected List<CodeTransformer> transformers() {
		return List.of(new TypeScriptTransformer());
	}

	/* Each takes two processors a third of a second to start. */
	@Override
	protected int scale() {
		return 24;
	}

	@Override
	protected Set<String> leftovers() {
		return this.leftovers.now();
	}

}
