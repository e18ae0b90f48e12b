package io.toolruntime.typescript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import io.toolruntime.runtime.CodeTransformer;

/**
 * The transformer over the classes as the WASM compiler made them, before their large
 * methods were split: a second copy of this module's classes in a class loader of its
 * own.
 */
final class UnsplitClasses extends ClassLoader {

	private final Path directory = Path.of(System.getProperty("unsplit.classes"));

	private UnsplitClasses() {
		super(UnsplitClasses.class.getClassLoader());
	}

	static CodeTransformer transformer() {
		try {
			return (CodeTransformer) new UnsplitClasses().loadClass(TypeScriptTransformer.class.getName())
				.getConstructor()
				.newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith("io.toolruntime.typescript.")) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		String path = name.replace('.', '/') + ".class";
		Path unsplit = this.directory.resolve(path);
		try (InputStream stream = Files.exists(unsplit) ? Files.newInputStream(unsplit)
				: getParent().getResourceAsStream(path)) {
			if (stream == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] bytes = stream.readAllBytes();
			return defineClass(name, bytes, 0, bytes.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

}
