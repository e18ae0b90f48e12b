package io.toolruntime.benchmarks.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON. */
public final class ResultsFile {

	private static final JsonMapper JSON = JsonMapper.builder()
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
		.build();

	/* A line for each measurement, so that a difference between two runs can be read. */
	private static final PrettyPrinter ONE_LINE_EACH = new DefaultPrettyPrinter()
		.withObjectIndenter(new DefaultPrettyPrinter.FixedSpaceIndenter())
		.withArrayIndenter(new DefaultIndenter("  ", "\n"));

	private ResultsFile() {
	}

	/**
	 * Reads results.
	 * @param file the file
	 * @return the results
	 * @throws IOException if it cannot be read
	 */
	public static Results read(Path file) throws IOException {
		return parse(Files.readString(file));
	}

	/**
	 * Parses results.
	 * @param json the JSON
	 * @return the results
	 */
	public static Results parse(String json) {
		return JSON.readValue(json, Results.class);
	}

	/**
	 * Writes results.
	 * @param results the results
	 * @return the JSON, which ends in a newline
	 */
	public static String format(Results results) {
		return JSON.writer().with(ONE_LINE_EACH).writeValueAsString(results) + "\n";
	}

	/**
	 * Writes results.
	 * @param results the results
	 * @param file the file
	 * @throws IOException if it cannot be written
	 */
	public static void write(Results results, Path file) throws IOException {
		Path directory = file.toAbsolutePath().getParent();
		if (directory != null) {
			Files.createDirectories(directory);
		}
		Files.write(file, format(results).getBytes(StandardCharsets.UTF_8));
	}

}
