package io.toolruntime.splitter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Superclasses by name, read from class files without loading a class: those of the
 * directory under work first, then those of the build step's own class path.
 */
final class ClassHierarchy {

	private static final String OBJECT = "java/lang/Object";

	private final Path directory;

	private final Map<String, Ancestry> known = new HashMap<>();

	ClassHierarchy(Path directory) {
		this.directory = directory;
	}

	/**
	 * The type that the JVM's verifier gives to a value that is one or the other.
	 * @param first an object or array type
	 * @param second an object or array type
	 * @return their closest common superclass; {@code Object} where there is an interface
	 * or two different arrays
	 * @throws SplitException if a class is on no class path
	 */
	Type commonSuperclass(Type first, Type second) {
		if (first.equals(second)) {
			return first;
		}
		if (first.getSort() == Type.ARRAY || second.getSort() == Type.ARRAY) {
			return Type.getObjectType(OBJECT);
		}
		return Type.getObjectType(commonSuperclass(first.getInternalName(), second.getInternalName()));
	}

	/**
	 * The same for internal names of classes.
	 * @param first an internal name
	 * @param second an internal name
	 * @return the internal name of their closest common superclass
	 * @throws SplitException if a class is on no class path
	 */
	String commonSuperclass(String first, String second) {
		if (first.equals(second)) {
			return first;
		}
		if (first.equals(OBJECT) || second.equals(OBJECT) || first.startsWith("[") || second.startsWith("[")) {
			return OBJECT;
		}
		List<String> line = line(first);
		for (String ancestor : line(second)) {
			if (line.contains(ancestor)) {
				return ancestor;
			}
		}
		return OBJECT;
	}

	/**
	 * A class and its superclasses, itself first; only {@code Object} for an interface.
	 */
	private List<String> line(String name) {
		List<String> line = new ArrayList<>();
		String next = name;
		while (!next.equals(OBJECT)) {
			Ancestry ancestry = this.known.computeIfAbsent(next, this::read);
			if (ancestry.isInterface()) {
				break;
			}
			line.add(next);
			next = ancestry.superName();
		}
		line.add(OBJECT);
		return line;
	}

	private Ancestry read(String name) {
		Path file = this.directory.resolve(name + ".class");
		try (InputStream in = Files.isRegularFile(file) ? Files.newInputStream(file)
				: ClassLoader.getSystemResourceAsStream(name + ".class")) {
			if (in == null) {
				throw new SplitException("Class " + name.replace('/', '.')
						+ " is needed to merge types: add its jar to the class path of the method splitter");
			}
			ClassReader reader = new ClassReader(in);
			String superName = reader.getSuperName();
			return new Ancestry((superName != null) ? superName : OBJECT,
					(reader.getAccess() & Opcodes.ACC_INTERFACE) != 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot read class " + name, ex);
		}
	}

	private record Ancestry(String superName, boolean isInterface) {
	}

}
