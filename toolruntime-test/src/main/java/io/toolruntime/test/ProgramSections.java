package io.toolruntime.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs in one file: sections that begin with {@code //// header} or
 * {@code #### header}. What stands before the first is a comment on all of them.
 */
final class ProgramSections {

	private ProgramSections() {
	}

	/**
	 * Reads the sections of a file.
	 * @param file path of the resource, from this package
	 * @return the sections, in their order
	 */
	static List<Section> read(String file) {
		List<Section> sections = new ArrayList<>();
		String[] parts = text(file).split("(?m)^(?:////|####) ");
		for (String part : List.of(parts).subList(1, parts.length)) {
			int end = part.indexOf('\n');
			sections.add(new Section(part.substring(0, end).strip(), part.substring(end + 1).stripTrailing()));
		}
		return sections;
	}

	/**
	 * Reads a file.
	 * @param file path of the resource, from this package
	 * @return its text
	 */
	static String text(String file) {
		try (InputStream in = ProgramSections.class.getResourceAsStream(file)) {
			if (in == null) {
				throw new IllegalStateException("The resource " + file + " is missing");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Tells whether there is such a file. */
	static boolean exists(String file) {
		return ProgramSections.class.getResource(file) != null;
	}

	/**
	 * One of the programs.
	 *
	 * @param header the line that it begins with
	 * @param body the lines below
	 */
	record Section(String header, String body) {
	}

}
