package io.toolruntime.process;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;

import io.toolruntime.backend.Backend;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.BackendContract;
import io.toolruntime.test.Lack;
import io.toolruntime.typescript.TypeScriptTransformer;

/** The unsafe host keeps as much of the contract as it says. */
@Tag("once")
class UnsafeBackendContractTests extends BackendContract {

	@Override
	protected Backend backend(SecurityProfile profile) {
		return new UnsafeBackendFactory().create(profile, new UnsafeProperties(true, Map.of()));
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
		return EnumSet.of(Lack.DISK_LIMIT, Lack.ISOLATION);
	}

	@Override
	protected Set<String> leftovers() {
		return OnThisMachine.now();
	}

}
