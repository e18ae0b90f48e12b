package io.toolruntime.test;

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
		ProgramSections.read("contract/" + file)
			.forEach((section) -> this.programs.put(section.header(), section.body()));
	}

	String named(String name) {
		String program = this.programs.get(name);
		if (program == null) {
			throw new IllegalArgumentException("There is no program '" + name + "' in " + this.language);
		}
		return program;
	}

}
