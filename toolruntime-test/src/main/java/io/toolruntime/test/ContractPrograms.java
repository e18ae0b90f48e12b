package io.toolruntime.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The programs of the contract in one language, by name. Read from a file of sections
 * that begin with {@code //// name} or {@code #### name}.
 */
final class ContractPrograms {

	private static final Map<String, String> FILES = Map.of("javascript", "javascript.js", "python", "python.py",
			"typescript", "typescript.ts");

	private final String language;

	private final Map<String, String> programs = new LinkedHashMap<>();

	ContractPrograms(String language) {
		this.language = language;
		String file = FILES.get(language);
		if (file == null) {
			throw new IllegalArgumentException("The contract has no programs in " + language);
		}
		if (language.equals("typescript")) {
			// All JavaScript is TypeScript
			read("javascript.js");
		}
		read(file);
	}

	private void read(String file) {
		for (String section : text(file).split("(?m)^(?:////|####) ")) {
			if (!section.isBlank()) {
				int end = section.indexOf('\n');
				this.programs.put(section.substring(0, end).strip(), section.substring(end + 1).stripTrailing());
			}
		}
	}

	private static String text(String file) {
		try (InputStream in = ContractPrograms.class.getResourceAsStream("contract/" + file)) {
			if (in == null) {
				throw new IllegalStateException("contract/" + file + " is missing");
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String named(String name) {
		String program = this.programs.get(name);
		if (program == null) {
			throw new IllegalArgumentException("There is no program '" + name + "' in " + this.language);
		}
		return program;
	}

}
