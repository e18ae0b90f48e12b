package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a class became: class files to write, those it needs before itself, and a line for
 * each method that was split.
 */
final class SplitClass {

	private final String name;

	private final Map<String, byte[]> classFiles = new LinkedHashMap<>();

	private final List<String> report = new ArrayList<>();

	SplitClass(String name) {
		this.name = name;
	}

	String name() {
		return this.name;
	}

	/** The class files by internal name; empty if nothing had to be done. */
	Map<String, byte[]> classFiles() {
		return this.classFiles;
	}

	List<String> report() {
		return this.report;
	}

	/** A name for the frame class of a method that is not taken by an overload of it. */
	String frameName(String method) {
		String base = this.name + "$" + method + "$Frame";
		String candidate = base;
		for (int i = 2; this.classFiles.containsKey(candidate); i++) {
			candidate = this.name + "$" + method + i + "$Frame";
		}
		return candidate;
	}

	void add(String className, byte[] classFile) {
		this.classFiles.put(className, classFile);
	}

	void report(String line) {
		this.report.add(line);
	}

}
