package io.toolruntime.builtin;

import java.nio.file.attribute.BasicFileAttributes;

/**
 * What is at a place: itself, and not what it may link to.
 *
 * @param name its name
 * @param attributes what the file system says of it
 */
record Entry(String name, BasicFileAttributes attributes) {

	boolean isFolder() {
		return this.attributes.isDirectory();
	}

	boolean isFile() {
		return this.attributes.isRegularFile();
	}

	long size() {
		return this.attributes.size();
	}

	String modified() {
		return this.attributes.lastModifiedTime().toInstant().toString();
	}

	/** What it is, in a word. */
	String kind() {
		if (isFile()) {
			return "file";
		}
		if (isFolder()) {
			return "dir";
		}
		return this.attributes.isSymbolicLink() ? "link" : "special";
	}

	/**
	 * Accepts a file with bytes in it.
	 * @param shown its path
	 * @return this
	 * @throws Failure if it is anything else
	 */
	Entry requireFile(String shown) throws Failure {
		requireNoLink(shown);
		if (isFolder()) {
			throw Failure.invalid(new Shown(shown) + " is a folder", "List it with list_dir");
		}
		if (!isFile()) {
			throw Failure.denied(new Shown(shown) + " is a pipe, socket or device", "Only files can be used");
		}
		return this;
	}

	/**
	 * Accepts a folder.
	 * @param shown its path
	 * @return this
	 * @throws Failure if it is anything else
	 */
	Entry requireFolder(String shown) throws Failure {
		requireNoLink(shown);
		if (!isFolder()) {
			throw Failure.invalid(new Shown(shown) + " is not a folder", "Name the folder that it is in");
		}
		return this;
	}

	private void requireNoLink(String shown) throws Failure {
		if (this.attributes.isSymbolicLink()) {
			throw Failure.denied(new Shown(shown) + " is a symbolic link, which is not followed",
					"Use the path that it leads to, if that is below the root");
		}
	}

}
