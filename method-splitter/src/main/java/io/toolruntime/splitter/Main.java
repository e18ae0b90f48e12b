package io.toolruntime.splitter;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;

import org.jspecify.annotations.Nullable;

/**
 * The build step: inlines comparisons and splits what is above the limit in a directory
 * of class files, in place.
 * <p>
 * {@code java -cp <splitter, ASM> io.toolruntime.splitter.Main <classes directory>
 * [--profile <file>] [--limit <bytecodes>] [--record]}
 */
public final class Main {

	/** HotSpot compiles no method of more bytecodes than this. */
	private static final int HOTSPOT_LIMIT = 8000;

	private static final String USAGE = "Usage: Main <classes directory> [--profile <file>] [--limit <bytecodes>]"
			+ " [--record]";

	private @Nullable Path directory;

	private int limit = HOTSPOT_LIMIT;

	private Profile profile = new Profile();

	private boolean record;

	private Main() {
	}

	/**
	 * Splits, and writes a line for each method that was split to standard output.
	 * @param args the directory and the options
	 * @throws SplitException if a method above the limit cannot be split, or the
	 * arguments are wrong
	 * @throws IOException if a file cannot be read or written
	 */
	public static void main(String[] args) throws IOException {
		PrintStream out = System.out;
		new Main().parse(args).splitter().split().forEach(out::println);
	}

	private DirectorySplitter splitter() {
		if (this.directory == null) {
			throw new SplitException(USAGE);
		}
		return new DirectorySplitter(this.directory, new SplitOptions(this.limit, this.profile, this.record));
	}

	private Main parse(String[] args) throws IOException {
		Iterator<String> words = Arrays.asList(args).iterator();
		while (words.hasNext()) {
			String word = words.next();
			switch (word) {
				case "--profile" -> this.profile = Profile.read(Path.of(value(word, words)));
				case "--limit" -> this.limit = number(word, value(word, words));
				case "--record" -> this.record = true;
				default -> {
					if (word.startsWith("--") || this.directory != null) {
						throw new SplitException("Unknown argument " + word + ". " + USAGE);
					}
					this.directory = Path.of(word);
				}
			}
		}
		return this;
	}

	private static String value(String option, Iterator<String> words) {
		if (!words.hasNext()) {
			throw new SplitException(option + " needs a value. " + USAGE);
		}
		return words.next();
	}

	private static int number(String option, String value) {
		try {
			int number = Integer.parseInt(value);
			if (number > 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// said below
		}
		throw new SplitException(option + " must be a number above 0, not " + value + ". " + USAGE);
	}

}
