package io.toolruntime.wasm;

import java.nio.file.Path;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.test.ReplacedClasses;

/**
 * The backend over the classes as the WASM compiler made them, before their large methods
 * were split: a second copy of this module's classes in a class loader of its own.
 */
final class UnsplitClasses {

	private UnsplitClasses() {
	}

	static Backend backend(SecurityProfile profile) {
		ReplacedClasses classes = new ReplacedClasses("io.toolruntime.wasm",
				Path.of(System.getProperty("unsplit.classes")), UnsplitClasses.class.getClassLoader());
		try {
			return create((BackendFactory<?>) classes.create(WasmBackendFactory.class), profile);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <P> Backend create(BackendFactory<P> factory, SecurityProfile profile)
			throws ReflectiveOperationException {
		Object defaults = factory.propertiesType().getField("DEFAULTS").get(null);
		return factory.create(profile, factory.propertiesType().cast(defaults));
	}

}
