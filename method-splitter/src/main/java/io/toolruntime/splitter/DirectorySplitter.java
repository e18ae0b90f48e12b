package io.toolruntime.splitter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Splits the classes of a directory in place. Files in which there is nothing to change
 * are not touched, so a second run does nothing.
 */
final class DirectorySplitter {

	private final Path directory;

	private final SplitOptions options;

	DirectorySplitter(Path directory, SplitOptions options) {
		this.directory = directory;
		this.options = options;
	}

	/**
	 * Splits.
	 * @return a line for each method that was split
	 * @throws SplitException if a method above the limit cannot be split; nothing is
	 * written then
	 */
	List<String> split() throws IOException {
		if (!Files.isDirectory(this.directory)) {
			throw new SplitException("There is no directory " + this.directory + ": compile first");
		}
		ClassSplitter splitter = new ClassSplitter(new ClassHierarchy(this.directory), this.options);
		List<String> report = new ArrayList<>();
		List<SplitClass> split = new ArrayList<>();
		for (Path file : classFiles()) {
			split.add(splitter.split(Files.readAllBytes(file)));
		}
		for (SplitClass result : split) {
			for (Map.Entry<String, byte[]> classFile : result.classFiles().entrySet()) {
				Files.write(this.directory.resolve(classFile.getKey() + ".class"), classFile.getValue());
			}
			report.addAll(result.report());
		}
		return report;
	}

	private List<Path> classFiles() throws IOException {
		try (Stream<Path> walk = Files.walk(this.directory)) {
			return walk.filter((file) -> file.toString().endsWith(".class")).sorted().toList();
		}
	}

}
