package io.toolruntime.benchmarks.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

import io.toolruntime.backend.Backend;
import io.toolruntime.backend.BackendFactory;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.wasm.WasmBackendFactory;

/**
 * The backend over the classes as the WASM compiler makes them, before the build splits
 * their large methods: a second copy of the module's classes in a class loader of its
 * own.
 */
final class UnsplitClasses extends ClassLoader {

	static final String VARIABLE = "BENCHMARKS_UNSPLIT";

	private static final String BUILT = "../backends/toolruntime-wasm/target/generated-resources/endive-compiler";

	private final ClassLoader shipped = UnsplitClasses.class.getClassLoader();

	private UnsplitClasses() {
		super(UnsplitClasses.class.getClassLoader());
	}

	static Path directory() {
		return Path.of(System.getenv().getOrDefault(VARIABLE, BUILT));
	}

	static Backend backend(SecurityProfile profile) {
		try {
			Object factory = new UnsplitClasses().loadClass(WasmBackendFactory.class.getName())
				.getConstructor()
				.newInstance();
			return create((BackendFactory<?>) factory, profile);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <P> Backend create(BackendFactory<P> factory, SecurityProfile profile)
			throws ReflectiveOperationException {
		Object defaults = Objects.requireNonNull(factory.propertiesType().getField("DEFAULTS").get(null));
		return factory.create(profile, factory.propertiesType().cast(defaults));
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith("io.toolruntime.wasm.")) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		String path = name.replace('.', '/') + ".class";
		Path unsplit = directory().resolve(path);
		try (InputStream stream = Files.exists(unsplit) ? Files.newInputStream(unsplit)
				: this.shipped.getResourceAsStream(path)) {
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
