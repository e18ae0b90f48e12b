package io.toolruntime.splitter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.objectweb.asm.tree.MethodNode;

/**
 * How often the blocks of methods ran in a recorded workload. A text file: a line
 * {@code method <class>.<name><descriptor> <fingerprint>} for each method, followed by a
 * line {@code <block> <count>} for each of its blocks that ran; {@code #} begins a
 * comment.
 */
final class Profile {

	private static final String METHOD = "method ";

	private final SortedMap<String, MethodProfile> methods = new TreeMap<>();

	void add(MethodProfile method) {
		this.methods.put(method.method(), method);
	}

	/**
	 * How often a method's blocks run.
	 * @param key the method's name in a profile
	 * @param method the method
	 * @param graph its blocks
	 * @return the heat of its blocks; unknown if the method was not recorded
	 * @throws SplitException if the profile is that of another version of the method
	 */
	BlockHeat heat(String key, MethodNode method, ControlFlowGraph graph) {
		BlockHeat heat = new BlockHeat();
		MethodProfile recorded = this.methods.get(key);
		if (recorded != null) {
			if (!recorded.fingerprint().equals(Fingerprint.of(method))) {
				throw new SplitException("the profile was recorded for another version of it: record it again");
			}
			heat.add(graph, recorded);
		}
		return heat;
	}

	/** What it was recorded for. */
	Iterable<MethodProfile> methods() {
		return this.methods.values();
	}

	static Profile read(Path file) throws IOException {
		Profile profile = new Profile();
		MethodProfile current = null;
		int number = 0;
		for (String line : Files.readAllLines(file)) {
			number++;
			String[] words = line.split(" ");
			try {
				if (line.startsWith(METHOD) && words.length == 3) {
					current = new MethodProfile(words[1], words[2], new TreeMap<>());
					profile.add(current);
				}
				else if (current != null && words.length == 2) {
					current.counts().put(Integer.valueOf(words[0]), Long.valueOf(words[1]));
				}
				else if (!line.isEmpty() && !line.startsWith("#")) {
					throw new NumberFormatException();
				}
			}
			catch (NumberFormatException ex) {
				throw new SplitException(
						"Profile " + file + ", line " + number + " is not '<block> <count>': record it again");
			}
		}
		return profile;
	}

	void write(Path file) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("# How often each block of the large methods ran: recorded by " + Recorder.class.getName());
		for (MethodProfile method : methods()) {
			lines.add(METHOD + method.method() + " " + method.fingerprint());
			method.counts().forEach((block, count) -> lines.add(block + " " + count));
		}
		Files.write(file, lines);
	}

	/**
	 * The counts of one method.
	 *
	 * @param method its class's internal name, a dot, its name and descriptor
	 * @param fingerprint which version of it was recorded
	 * @param counts how often a block ran, by its number in the whole method; blocks that
	 * never ran are left out
	 */
	record MethodProfile(String method, String fingerprint, Map<Integer, Long> counts) {
	}

}
