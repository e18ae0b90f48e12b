package io.toolruntime.docker;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Tag;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.BackendContract;
import io.toolruntime.typescript.TypeScriptTransformer;

/**
 * Containers on Kata keep the contract. Kata needs a machine with KVM, which CI's has
 * not, so that the build leaves this out: it is run by hand, where
 * {@code -Dtoolruntime.test.kata} names the runtime.
 */
@Tag("kata")
class KataBackendContractTests extends BackendContract {

	private final Leftovers leftovers = new Leftovers();

	static final String RUNTIME = "toolruntime.test.kata";

	@Override
	protected Backend backend(SecurityProfile profile) {
		// Whoever asks for these tests has what they need, or is told what is missing
		TestEngine.require();
		return OciRuntimeBackendFactory.kata(new DockerBackendFactory())
			.create(profile, new OciRuntimeProperties(null, System.getProperty(RUNTIME)), TestEngine.PROPERTIES);
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
	protected int scale() {
		return 8;
	}

	@Override
	protected Set<String> leftovers() {
		return this.leftovers.now();
	}

}
