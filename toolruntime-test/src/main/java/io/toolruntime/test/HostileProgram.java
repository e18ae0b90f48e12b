package io.toolruntime.test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Limits;

/**
 * A program that means harm, and how it must end. Read from files of sections that begin
 * with {@code //// name | limits | outcomes | value}.
 *
 * @param category the file
 * @param name the section
 * @param limits the limits to run it under
 * @param outcomes the outcomes it may have
 * @param value the value it must return if it ends well, as JSON, or {@code null} if that
 * does not matter
 * @param code the program
 */
public record HostileProgram(String category, String name, Limits limits, Set<ExecutionOutcome> outcomes,
		@Nullable String value, String code) {

	private static final List<String> CATEGORIES = List.of("loops", "memory", "stack", "output", "tampering", "escape");

	/**
	 * Returns the programs in JavaScript.
	 * @return the programs, in the order of the files
	 */
	public static List<HostileProgram> javascript() {
		List<HostileProgram> programs = new ArrayList<>();
		CATEGORIES.forEach((category) -> programs.addAll(read(category, category + ".js")));
		return programs;
	}

	private static List<HostileProgram> read(String category, String file) {
		return ProgramSections.read("hostile/" + file)
			.stream()
			.map((section) -> parse(category, section.header().split(" \\| ", 3), section.body().strip()))
			.toList();
	}

	private static HostileProgram parse(String category, String[] header, String code) {
		Map<String, Object> limits = new LinkedHashMap<>();
		for (String limit : header[1].trim().split(" ")) {
			limits.put(limit.substring(0, limit.indexOf('=')), limit.substring(limit.indexOf('=') + 1));
		}
		String[] expected = header[2].split(" \\| ", 2);
		Set<ExecutionOutcome> outcomes = EnumSet.noneOf(ExecutionOutcome.class);
		for (String outcome : expected[0].trim().split("\\|")) {
			outcomes.add(ExecutionOutcome.valueOf(outcome.trim().toUpperCase(Locale.ROOT)));
		}
		return new HostileProgram(category, header[0].trim(), Limits.parse(limits), outcomes,
				(expected.length > 1) ? expected[1].trim() : null, code);
	}

	@Override
	public String toString() {
		return this.category + "/" + this.name;
	}

}
