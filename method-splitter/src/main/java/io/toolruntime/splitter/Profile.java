package io.toolruntime.splitter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.objectweb.asm.tree.MethodNode;

/**
 * How often control went from which block to which in a recorded workload. A text file: a
 * line {@code method <class>.<name><descriptor> <fingerprint>} for each method, followed
 * by a line {@code <from> <to> <count>} for each pair of its blocks; {@code #} begins a
 * comment. Blocks are numbered in the method's order; where a method begins, it comes
 * from the number after the last.
 */
final class Profile {

	private static final String METHOD = "method ";

	private final SortedMap<String, MethodProfile> methods = new TreeMap<>();

	void add(MethodProfile method) {
		this.methods.put(method.method(), method);
	}

	/** What it was recorded for. */
	Collection<MethodProfile> methods() {
		return this.methods.values();
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
			recorded.edges().forEach((edge) -> heat.add(graph, edge.from(), edge.to(), edge.count()));
		}
		return heat;
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
					current = new MethodProfile(words[1], words[2]);
					profile.add(current);
				}
				else if (current != null && words.length == 3) {
					current.add(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Long.parseLong(words[2]));
				}
				else if (!line.isEmpty() && !line.startsWith("#")) {
					throw new NumberFormatException();
				}
			}
			catch (NumberFormatException ex) {
				throw new SplitException(
						"Profile " + file + ", line " + number + " is not '<from> <to> <count>': record it again");
			}
		}
		return profile;
	}

	void write(Path file) throws IOException {
		List<String> lines = new ArrayList<>();
		lines.add("# How often control went from block to block of the large methods: recorded by "
				+ Recorder.class.getName());
		for (MethodProfile method : methods()) {
			lines.add(METHOD + method.method() + " " + method.fingerprint());
			method.edges().forEach((edge) -> lines.add(edge.from() + " " + edge.to() + " " + edge.count()));
		}
		Files.write(file, lines);
	}

	/**
	 * The counts of one method.
	 *
	 * @param method its class's internal name, a dot, its name and descriptor
	 * @param fingerprint which version of it was recorded
	 * @param edges what was counted
	 */
	record MethodProfile(String method, String fingerprint, List<Edge> edges) {

		MethodProfile(String method, String fingerprint) {
			this(method, fingerprint, new ArrayList<>());
		}

		void add(int from, int to, long count) {
			this.edges.add(new Edge(from, to, count));
		}

	}

	/**
	 * A way that control took.
	 *
	 * @param from a block
	 * @param to the block after it
	 * @param count how often
	 */
	record Edge(int from, int to, long count) {
	}

}
