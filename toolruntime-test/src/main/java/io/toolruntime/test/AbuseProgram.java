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
 * A program that abuses a sandbox with a whole system in it, what it would have to
 * achieve, and how it must end instead. Read from files of sections, one for a category
 * and language:
 *
 * <pre>
 * //// name | limits | outcomes value | kind=outcomes value | artifacts=paths
 * // What the attack would have achieved, had it succeeded.
 * </pre>
 *
 * Only name, limits ({@code -} for none but the profile's) and outcomes
 * ({@code code_error|crashed} where several are safe) have to be there. A backend whose
 * kind is named has an expectation of its own. What a value lists as {@code reached} may
 * be reached, being no more than the sandbox's own there, but nothing else.
 *
 * @param category the file
 * @param name the section; the same in two languages is the same attack
 * @param language the language
 * @param success what the attack would have achieved
 * @param limits the limits to run it under
 * @param expected how it must end
 * @param expectedByKind how it must end on some kinds of backends
 * @param artifacts paths of just those files that come out, or {@code null} if others may
 * @param code the program
 */
public record AbuseProgram(String category, String name, String language, String success, Limits limits,
		Expectation expected, Map<String, Expectation> expectedByKind, @Nullable Set<String> artifacts, String code) {

	/** The categories; each has a file in one language at least. */
	public static final List<String> CATEGORIES = List.of("cpu", "memory", "processes", "disk", "output", "protocol",
			"gateway", "network", "file-system", "privilege", "disclosure", "residue", "lifecycle", "artifacts");

	private static final Map<String, String> SUFFIXES = Map.of("javascript", ".js", "typescript", ".js", "python",
			".py");

	private static final String NONE = "-";

	private static final String ARTIFACTS = "artifacts=";

	/**
	 * Returns the programs in a language.
	 * @param language {@code javascript}, {@code typescript} or {@code python}
	 * @return the programs, by category; in TypeScript the first of each, which show that
	 * nothing is lost on the way through a transformer
	 */
	public static List<AbuseProgram> in(String language) {
		String suffix = SUFFIXES.get(language);
		if (suffix == null) {
			throw new IllegalArgumentException("There are no abuse programs in " + language);
		}
		String prelude = ProgramSections.text("abuse/prelude" + suffix);
		List<AbuseProgram> programs = new ArrayList<>();
		for (String category : CATEGORIES) {
			String file = "abuse/" + category + suffix;
			List<ProgramSections.Section> sections = ProgramSections.exists(file) ? ProgramSections.read(file)
					: List.of();
			sections.stream()
				.limit(language.equals("typescript") ? 1 : sections.size())
				.forEach((section) -> programs.add(parse(category, language, prelude, section)));
		}
		return programs;
	}

	/**
	 * Returns what looks whether an execution is clean.
	 * @param language the language
	 * @return the code
	 */
	static String canary(String language) {
		return ProgramSections.text("abuse/canary" + SUFFIXES.get(language));
	}

	private static AbuseProgram parse(String category, String language, String prelude,
			ProgramSections.Section section) {
		String[] header = section.header().split(" \\| ");
		if (header.length < 3) {
			throw new IllegalStateException(
					"'" + section.header() + "' in " + category + " is not 'name | limits | outcomes'");
		}
		Map<String, Expectation> byKind = new LinkedHashMap<>();
		Set<String> artifacts = null;
		for (String more : List.of(header).subList(3, header.length)) {
			if (more.startsWith(ARTIFACTS)) {
				String paths = more.substring(ARTIFACTS.length()).strip();
				artifacts = paths.equals(NONE) ? Set.of() : Set.of(paths.split(" "));
			}
			else {
				int equals = more.indexOf('=');
				byKind.put(more.substring(0, equals).strip(), Expectation.parse(more.substring(equals + 1).strip()));
			}
		}
		int end = section.body().indexOf('\n');
		return new AbuseProgram(category, header[0].strip(), language,
				section.body().substring(0, end).replaceFirst("^(//|#) ", ""), limits(header[1].strip()),
				Expectation.parse(header[2].strip()), Map.copyOf(byKind), artifacts, prelude + section.body());
	}

	private static Limits limits(String text) {
		Map<String, Object> limits = new LinkedHashMap<>();
		if (!text.equals(NONE)) {
			for (String limit : text.split(" ")) {
				limits.put(limit.substring(0, limit.indexOf('=')), limit.substring(limit.indexOf('=') + 1));
			}
		}
		return Limits.parse(limits);
	}

	/**
	 * Returns how it must end on a backend.
	 * @param kind the backend's kind
	 * @return the expectation
	 */
	public Expectation expectedOn(String kind) {
		return this.expectedByKind.getOrDefault(kind, this.expected);
	}

	/**
	 * Returns what is counted once, whatever languages it is written in.
	 * @return category and name
	 */
	public String attack() {
		return this.category + "/" + this.name;
	}

	@Override
	public String toString() {
		return attack() + " (" + this.language + ")";
	}

	/**
	 * How a program must end.
	 *
	 * @param outcomes the outcomes that it may have
	 * @param value the value that it must return if it ends well, as JSON, or
	 * {@code null} if that does not matter
	 */
	public record Expectation(Set<ExecutionOutcome> outcomes, @Nullable String value) {

		private static Expectation parse(String text) {
			String[] parts = text.split(" ", 2);
			Set<ExecutionOutcome> outcomes = EnumSet.noneOf(ExecutionOutcome.class);
			for (String outcome : parts[0].split("\\|")) {
				outcomes.add(ExecutionOutcome.valueOf(outcome.toUpperCase(Locale.ROOT)));
			}
			return new Expectation(outcomes, (parts.length > 1) ? parts[1].strip() : null);
		}

	}

}
