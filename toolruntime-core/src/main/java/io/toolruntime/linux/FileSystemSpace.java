package io.toolruntime.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How much room file systems have left, for bytes and for files. The JDK does not tell
 * the latter, so that {@code stat} of coreutils is asked.
 */
public final class FileSystemSpace {

	private static final long LONGEST_LOOK = 2;

	private static final int NUMBERS = 5;

	/**
	 * Less than this is left when one is full: what comes in larger pieces fails before.
	 */
	private static final long FULL = 64 << 10;

	private static final long SMALLEST_SHARE = 4;

	private final String stat;

	/**
	 * Creates it.
	 * @param stat path of the program
	 */
	public FileSystemSpace(String stat) {
		this.stat = stat;
	}

	/**
	 * Looks whether one of some file systems is full.
	 * @param paths a path in each
	 * @return whether one has no room, or no room for one more file
	 * @throws IOException if it cannot be told
	 */
	public boolean isFull(List<Path> paths) throws IOException {
		List<String> command = new ArrayList<>(List.of(this.stat, "--file-system", "--format", "%S %b %f %c %d", "--"));
		paths.forEach((path) -> command.add(path.toString()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			process.getOutputStream().close();
			if (!process.waitFor(LONGEST_LOOK, TimeUnit.SECONDS)) {
				throw new IOException("stat does not answer");
			}
			String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
			if (process.exitValue() != 0) {
				throw new IOException("stat says " + answer);
			}
			for (String line : answer.split("\n")) {
				if (isFull(line)) {
					return true;
				}
			}
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static boolean isFull(String line) throws IOException {
		String[] numbers = line.split(" ");
		try {
			if (numbers.length != NUMBERS) {
				throw new IOException("stat says " + line);
			}
			long block = Long.parseLong(numbers[0]);
			long size = Long.parseLong(numbers[1]) * block;
			boolean noRoom = size > 0 && Long.parseLong(numbers[2]) * block < Math.min(FULL, size / SMALLEST_SHARE);
			boolean noFile = Long.parseLong(numbers[3]) > 0 && Long.parseLong(numbers[4]) == 0;
			return noRoom || noFile;
		}
		catch (NumberFormatException ex) {
			throw new IOException("stat says " + line, ex);
		}
	}

}
