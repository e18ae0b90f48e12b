package io.toolruntime.splitter;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The build step: splits what is above the limit in a directory of class files, in place.
 */
public final class Main {

	private Main() {
	}

	public static void main(String[] args) throws IOException {
		PrintStream out = System.out;
		Path directory = Path.of(args[0]);
		int limit = 8000;
		ClassSplitter splitter = new ClassSplitter(new ClassHierarchy(directory), limit);
		List<Path> files;
		try (Stream<Path> walk = Files.walk(directory)) {
			files = walk.filter((f) -> f.toString().endsWith(".class")).sorted().toList();
		}
		for (Path file : files) {
			SplitClass split = splitter.split(Files.readAllBytes(file));
			for (Map.Entry<String, byte[]> e : split.classFiles().entrySet()) {
				Files.write(directory.resolve(e.getKey() + ".class"), e.getValue());
			}
			split.report().forEach(out::println);
		}
	}

}
