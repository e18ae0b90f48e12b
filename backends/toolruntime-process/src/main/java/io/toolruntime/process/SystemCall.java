package io.toolruntime.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A system call as the table in {@code system-calls.tsv} has it.
 *
 * @param verdict what the filter answers
 * @param name its name
 * @param numberOnX86 its number on x86_64; -1 if it has none
 * @param numberOnArm its number on aarch64; -1 if it has none
 * @param reason why
 */
record SystemCall(Verdict verdict, String name, int numberOnX86, int numberOnArm, String reason) {

	private static final String TABLE = "system-calls.tsv";

	/**
	 * Reads the table.
	 * @return all calls that the filter knows; the others do not exist in a sandbox
	 */
	static List<SystemCall> table() {
		try (InputStream in = SystemCall.class.getResourceAsStream(TABLE)) {
			if (in == null) {
				throw new IllegalStateException(TABLE + " is missing from the jar of toolruntime-process");
			}
			return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines()
				.filter((line) -> !line.startsWith("#"))
				.map(SystemCall::parse)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static SystemCall parse(String line) {
		String[] columns = line.split("\t");
		return new SystemCall(
				columns[0].equals("allow") ? Verdict.ALLOW
						: columns[0].equals("check") ? Verdict.CHECK : Verdict.valueOf(columns[0]),
				columns[1], number(columns[2]), number(columns[3]), columns[4]);
	}

	private static int number(String column) {
		return column.equals("-") ? -1 : Integer.parseInt(column);
	}

}
