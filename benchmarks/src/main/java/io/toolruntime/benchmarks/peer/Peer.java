package io.toolruntime.benchmarks.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.toolruntime.benchmarks.Program;
import io.toolruntime.benchmarks.Versions;

/** Ways of running code that are compared. */
public enum Peer {

	/** What this project ships. */
	TOOLRUNTIME("toolruntime", "toolruntime", Dialect.TOOLS, true) {
		@Override
		public Engine open(PriceTool tool) {
			return ToolRuntimeEngine.javascript(tool);
		}

		@Override
		public String version() {
			return Versions.of("toolruntime") + " on Endive " + Versions.of("endive");
		}
	},

	/** What this project ships, with TypeScript as the language. */
	TYPESCRIPT("toolruntime-typescript", "toolruntime, TypeScript", Dialect.TYPESCRIPT, true) {
		@Override
		public Engine open(PriceTool tool) {
			return ToolRuntimeEngine.typescript(tool);
		}

		@Override
		public List<Program> programs() {
			return List.of(Program.ONE_PLUS_ONE, Program.REVENUE);
		}

		@Override
		public String version() {
			return TOOLRUNTIME.version();
		}
	},

	/** This project with classes as the WASM compiler makes them. */
	UNSPLIT("unsplit", "toolruntime, methods not split", Dialect.TOOLS, true) {
		@Override
		public Engine open(PriceTool tool) {
			return ToolRuntimeEngine.unsplit(tool);
		}

		@Override
		public String version() {
			return TOOLRUNTIME.version();
		}

		@Override
		public Optional<String> unavailable() {
			Path directory = UnsplitClasses.directory();
			return Files.isDirectory(directory) ? Optional.empty()
					: Optional.of("the classes as the WASM compiler makes them are not in '" + directory
							+ "'; build backends/toolruntime-wasm, or say where they are in "
							+ UnsplitClasses.VARIABLE);
		}
	},

	/** GraalJS with one engine and a context an execution. */
	GRAALJS("graaljs", "GraalJS", Dialect.FUNCTION, true) {
		@Override
		public Engine open(PriceTool tool) {
			return new GraalJsEngine(tool);
		}

		@Override
		public String version() {
			return Versions.of("graaljs") + " community, stock JDK";
		}
	},

	/** QuickJS by quickjs4j, an engine an execution. */
	QUICKJS4J("quickjs4j", "quickjs4j", Dialect.HOST_MODULE, true) {
		@Override
		public Engine open(PriceTool tool) {
			return new QuickJs4jEngine(tool);
		}

		@Override
		public String version() {
			return Versions.of("quickjs4j") + " on Endive " + Versions.of("endive");
		}
	},

	/** Rhino, a scope an execution, compiled to classes as is its default. */
	RHINO("rhino", "Rhino", Dialect.FUNCTION, true) {
		@Override
		public Engine open(PriceTool tool) {
			return new RhinoEngine(tool);
		}

		@Override
		public String version() {
			return Versions.of("rhino");
		}
	},

	/** Node, started for each execution. */
	NODE_PROCESS("node-process", "node, a process an execution", Dialect.PROMISE, false) {
		@Override
		public Engine open(PriceTool tool) {
			return new WorkerEngine(WorkerCommand.NODE, tool, true);
		}

		@Override
		public String version() {
			return WorkerCommand.NODE.version();
		}

		@Override
		public Optional<String> unavailable() {
			return WorkerCommand.NODE.unavailable();
		}
	},

	/** Node that runs already, a {@code vm} context an execution. */
	NODE("node", "node, warm", Dialect.PROMISE, false) {
		@Override
		public Engine open(PriceTool tool) {
			return new WorkerEngine(WorkerCommand.NODE, tool, false);
		}

		@Override
		public String version() {
			return NODE_PROCESS.version();
		}

		@Override
		public Optional<String> unavailable() {
			return NODE_PROCESS.unavailable();
		}
	},

	/** Monty, a fresh session in a pooled worker an execution. */
	MONTY("monty", "Monty (Python)", Dialect.PYTHON, false) {
		@Override
		public Engine open(PriceTool tool) {
			return new WorkerEngine(WorkerCommand.MONTY, tool, false);
		}

		@Override
		public String version() {
			return WorkerCommand.MONTY.version();
		}

		@Override
		public Optional<String> unavailable() {
			return WorkerCommand.MONTY.unavailable();
		}
	};

	private final String id;

	private final String title;

	private final Dialect dialect;

	private final boolean inJvm;

	Peer(String id, String title, Dialect dialect, boolean inJvm) {
		this.id = id;
		this.title = title;
		this.dialect = dialect;
		this.inJvm = inJvm;
	}

	/**
	 * Returns the name in results.
	 * @return such as {@code graaljs}
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the name in tables.
	 * @return the name
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Returns how programs are written for it.
	 * @return the dialect
	 */
	public Dialect dialect() {
		return this.dialect;
	}

	/**
	 * Tells whether it runs inside the JVM, so that the JDK matters.
	 * @return whether it does
	 */
	public boolean isInJvm() {
		return this.inJvm;
	}

	/**
	 * Lists the programs that it is asked for.
	 * @return the programs
	 */
	public List<Program> programs() {
		return List.of(Program.ONE_PLUS_ONE, Program.TEN_TOOL_CALLS, Program.ONE_TOOL_CALL, Program.FIB, Program.LOOP,
				Program.SORT_JSON, Program.REGULAR_EXPRESSIONS, Program.STRINGS);
	}

	/**
	 * Lists the programs whose times are measured through the JVM. What a process outside
	 * computes it computes as fast as it does by itself, where it is measured.
	 * @return the programs
	 */
	public List<Program> measured() {
		List<Program> programs = new ArrayList<>(programs());
		programs.remove(Program.ONE_TOOL_CALL);
		if (!this.inJvm) {
			programs.removeAll(Program.CPU_BOUND);
		}
		if (this == TOOLRUNTIME) {
			programs.add(Program.REVENUE);
		}
		if (this == UNSPLIT) {
			// JDK 17 runs it wrong once it is hot (JDK-8376400), which is mended where
			// methods are split;
			// one wrong program would keep all others from being compared.
			programs.remove(Program.STRINGS);
		}
		return programs;
	}

	/**
	 * Tells whether a team could pick it, and else it is only there to compare with.
	 * @return whether it could
	 */
	public boolean isAlternative() {
		return this != UNSPLIT && this != TYPESCRIPT;
	}

	/**
	 * Tells why it cannot be measured here.
	 * @return what is missing and how to get it, or empty
	 */
	public Optional<String> unavailable() {
		return Optional.empty();
	}

	/**
	 * Returns the version of what would be measured.
	 * @return the version
	 */
	public abstract String version();

	/**
	 * Sets it up.
	 * @param tool what its code may call
	 * @return the engine
	 */
	public abstract Engine open(PriceTool tool);

	/**
	 * Finds a peer.
	 * @param id its name in results
	 * @return the peer
	 */
	public static Peer of(String id) {
		for (Peer peer : values()) {
			if (peer.id.equals(id)) {
				return peer;
			}
		}
		throw new IllegalArgumentException("There is no peer '" + id + "'");
	}

}
