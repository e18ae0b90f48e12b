package io.toolruntime;

/**
 * A file for the workspace of an execution.
 *
 * @param path relative to the workspace, with {@code /}, without {@code ..}
 * @param content the bytes
 */
public record InputFile(String path, byte[] content) {

	private static final int MAX_PATH = 512;

	public InputFile {
		if (path.isEmpty() || path.length() > MAX_PATH || path.startsWith("/") || path.indexOf('\0') >= 0
				|| path.indexOf('\\') >= 0) {
			throw new IllegalArgumentException(
					"'" + path + "' is not a path of a file; write it relative to the workspace, such as data/in.csv");
		}
		for (String part : path.split("/", -1)) {
			if (part.isEmpty() || part.equals(".") || part.equals("..")) {
				throw new IllegalArgumentException(
						"'" + path + "' is not a path of a file; it must not have '', '.' or '..' as a part");
			}
		}
	}

}
