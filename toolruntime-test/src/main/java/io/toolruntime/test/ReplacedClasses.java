package io.toolruntime.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A second copy of a package's classes, some of them replaced by those of a directory:
 * what a build step made of them, or had before it.
 */
public final class ReplacedClasses extends ClassLoader {

	private final String prefix;

	private final Path directory;

	/**
	 * Creates a class loader.
	 * @param packageName the package, with those below it
	 * @param directory class files that replace those that the parent has
	 * @param parent where the others are copied from, and all other packages come from
	 */
	public ReplacedClasses(String packageName, Path directory, ClassLoader parent) {
		super(parent);
		this.prefix = packageName + ".";
		this.directory = directory;
	}

	/**
	 * Creates an object of a class of the copy.
	 * @param type the class; it has a public constructor without parameters
	 * @return an object that is no instance of {@code type}, but of its copy
	 */
	public Object create(Class<?> type) {
		try {
			return loadClass(type.getName()).getConstructor().newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (!name.startsWith(this.prefix)) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		String path = name.replace('.', '/') + ".class";
		Path replacement = this.directory.resolve(path);
		try (InputStream stream = Files.exists(replacement) ? Files.newInputStream(replacement)
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
