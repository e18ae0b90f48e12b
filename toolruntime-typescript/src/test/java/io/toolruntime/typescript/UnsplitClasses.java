package io.toolruntime.typescript;

import java.nio.file.Path;

import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.test.ReplacedClasses;

/**
 * The transformer over the classes as the WASM compiler made them, before their large
 * methods were split: a second copy of this module's classes in a class loader of its
 * own.
 */
final class UnsplitClasses {

	private UnsplitClasses() {
	}

	static CodeTransformer transformer() {
		return (CodeTransformer) new ReplacedClasses("io.toolruntime.typescript",
				Path.of(System.getProperty("unsplit.classes")), UnsplitClasses.class.getClassLoader())
			.create(TypeScriptTransformer.class);
	}

}
