package io.toolruntime.splitter;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records a profile: runs a program whose classes were split with {@code --record} and
 * writes what they counted.
 * <p>
 * {@code java -cp <splitter, ASM, program> io.toolruntime.splitter.Recorder <classes directory>
 * <profile file> <main class> [arguments]}
 */
public final class Recorder {

	private Recorder() {
	}

	/**
	 * Runs a program and writes the profile.
	 * @param args the directory that was split, the file to write, the program's main
	 * class and its arguments
	 * @throws Exception what the program throws, or if the file cannot be written
	 */
	public static void main(String[] args) throws Exception {
		if (args.length < 3) {
			throw new SplitException("Usage: Recorder <classes directory> <profile file> <main class> [arguments]");
		}
		Method program = Class.forName(args[2]).getMethod("main", String[].class);
		try {
			program.invoke(null, (Object) Arrays.copyOfRange(args, 3, args.length));
		}
		catch (InvocationTargetException ex) {
			throw new SplitException("The program to record failed: " + ex.getCause(), ex);
		}
		collect(Path.of(args[0]), Recorder.class.getClassLoader()).write(Path.of(args[1]));
	}

	/**
	 * Reads the counters of all classes of a directory.
	 * @param directory the directory that was split for recording
	 * @param loader the loader that the program's classes are of
	 * @return the profile
	 * @throws SplitException if no class there counts
	 */
	static Profile collect(Path directory, ClassLoader loader) throws IOException {
		Profile profile = new Profile();
		List<Path> files;
		try (Stream<Path> walk = Files.walk(directory)) {
			files = walk.filter((file) -> file.toString().endsWith("$Frame.class")).sorted().toList();
		}
		for (Path file : files) {
			String name = directory.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
			try {
				add(profile, Class.forName(name.substring(0, name.length() - ".class".length()), true, loader));
			}
			catch (ReflectiveOperationException ex) {
				throw new SplitException("Class " + name + " does not count: split " + directory + " with --record",
						ex);
			}
		}
		if (files.isEmpty()) {
			throw new SplitException("No class in " + directory + " counts: split it with --record");
		}
		return profile;
	}

	private static void add(Profile profile, Class<?> frame) throws ReflectiveOperationException {
		String[] method = ((String) read(frame, EdgeCounter.METHOD)).split(" ");
		long[][] counts = (long[][]) read(frame, EdgeCounter.COUNTS);
		Profile.MethodProfile recorded = new Profile.MethodProfile(method[0], method[1]);
		for (int from = 0; from < counts.length; from++) {
			for (int to = 0; to < counts[from].length; to++) {
				if (counts[from][to] > 0) {
					recorded.add(from, to, counts[from][to]);
				}
			}
		}
		profile.add(recorded);
	}

	private static Object read(Class<?> frame, String name) throws ReflectiveOperationException {
		Field field = frame.getDeclaredField(name);
		field.setAccessible(true);
		return field.get(null);
	}

}
