package io.toolruntime.autoconfigure;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Runs an application as if some jars were not there. A class loader that only hides
 * classes is not enough: what is loaded by its parent still sees them.
 */
final class ReducedClassPath {

	private final Pattern excluded;

	private final Set<String> loaded = ConcurrentHashMap.newKeySet();

	ReducedClassPath(String excluded) {
		this.excluded = Pattern.compile(excluded);
	}

	/**
	 * Runs an application.
	 * @param application a callable with a public constructor
	 * @return what it gave
	 */
	Object run(Class<? extends Callable<Object>> application) throws Exception {
		URL[] urls = Arrays.stream(classPath().split(File.pathSeparator))
			.map(File::new)
			.filter((file) -> !this.excluded.matcher(name(file)).find())
			.map(ReducedClassPath::url)
			.toArray(URL[]::new);
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = new Recording(urls)) {
			thread.setContextClassLoader(loader);
			Class<?> type = Class.forName(application.getName(), true, loader);
			return ((Callable<?>) type.getConstructor().newInstance()).call();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/*
	 * In a build that packages nothing, a module is on the class path as target/classes.
	 */
	private static String name(File file) {
		return file.isDirectory() ? file.getAbsoluteFile().getParentFile().getParentFile().getName() : file.getName();
	}

	private static String classPath() {
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

	private static URL url(File file) {
		try {
			return file.toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Returns what the applications have loaded.
	 * @return names of classes that are not the platform's
	 */
	Set<String> loaded() {
		return this.loaded;
	}

	private final class Recording extends URLClassLoader {

		Recording(URL[] urls) {
			super(urls, ClassLoader.getPlatformClassLoader());
		}

		@Override
		protected Class<?> findClass(String name) throws ClassNotFoundException {
			Class<?> found = super.findClass(name);
			ReducedClassPath.this.loaded.add(name);
			return found;
		}

	}

}
