package io.toolruntime.splitter;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Thousands of random WASM functions give the same results, traps, memory and globals
 * when they are interpreted, compiled, and compiled and split.
 */
@Execution(ExecutionMode.CONCURRENT)
class RandomWasmTests {

	private static final int MODULES = 32;

	private static final int FUNCTIONS = 100;

	private static final int CALLS = 2;

	private static final int FUEL = 250;

	/** So low that nearly all functions are split, most of them in many chunks. */
	private static final int LIMIT = 500;

	@TempDir
	Path directory;

	static List<Long> seeds() {
		List<Long> seeds = new ArrayList<>();
		for (long seed = 1; seed <= MODULES; seed++) {
			seeds.add(seed);
		}
		return seeds;
	}

	@ParameterizedTest(name = "seed {0}")
	@MethodSource("seeds")
	void sameResultsInterpretedCompiledAndSplit(long seed) {
		Compiled compiledModule = compile(seed);
		WasmModule module = compiledModule.module();
		WasmClasses compiled = compiledModule.classes();
		List<String> report = new ArrayList<>();
		SplitOptions options = new SplitOptions(LIMIT, profile(compiled.functions(), seed), false);
		WasmClasses splitClasses = compiled.split(this.directory, options, report);
		assertThat(report).as("functions that were split").hasSizeGreaterThan(FUNCTIONS / 2);

		List<String> interpreted = run(module, null, seed);
		List<String> unsplit = run(module, compiled.machine(), seed);
		List<String> split = run(module, splitClasses.machine(), seed);

		assertThat(unsplit).as("calls that end without a trap")
			.filteredOn((outcome) -> !outcome.contains("Exception"))
			.hasSizeGreaterThan(unsplit.size() / 10);
		assertThat(split).as("seed %d, split against unsplit", seed).isEqualTo(unsplit);
		assertThat(kinds(split)).as("seed %d, split against interpreted", seed).isEqualTo(kinds(interpreted));
	}

	/**
	 * Endive's compiler fails with some valid modules; then another one takes the seed's
	 * place.
	 */
	private static Compiled compile(long seed) {
		for (long variant = seed; variant < seed + 10_000; variant += 1000) {
			WasmModule module = Parser.parse(new RandomWasm(variant, FUNCTIONS).module());
			try {
				return new Compiled(module, WasmClasses.of(module));
			}
			catch (ArrayIndexOutOfBoundsException ex) {
				assertThat(ex.getStackTrace()).as("where Endive fails")
					.satisfiesAnyOf((trace) -> assertThat(trace).isEmpty(),
							(trace) -> assertThat(trace[0].getClassName()).startsWith("org.objectweb.asm."));
			}
		}
		throw new IllegalStateException("No module of seed " + seed + " compiles");
	}

	private record Compiled(WasmModule module, WasmClasses classes) {
	}

	/**
	 * For every second seed, a profile that nobody recorded: it may not change a result.
	 */
	private static Profile profile(Map<String, byte[]> functions, long seed) {
		Profile profile = new Profile();
		if (seed % 2 == 0) {
			Random random = new Random(seed);
			functions.forEach((name, bytes) -> {
				ClassNode node = new ClassNode();
				new ClassReader(ComparisonInliner.inline(bytes)).accept(node,
						ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
				node.methods.forEach((method) -> profile.add(profile(name, method, random)));
			});
		}
		return profile;
	}

	private static Profile.MethodProfile profile(String owner, MethodNode method, Random random) {
		Profile.MethodProfile profile = new Profile.MethodProfile(owner + "." + method.name + method.desc,
				Fingerprint.of(method));
		ControlFlowGraph graph = ControlFlowGraph.whole(owner, method, new ClassHierarchy(TestClass.NOWHERE));
		for (BasicBlock block : graph.blocks()) {
			for (int next : block.successors()) {
				if (random.nextInt(3) > 0) {
					profile.add(block.id(), next, 1 + random.nextInt(1 << random.nextInt(16)));
				}
			}
		}
		return profile;
	}

	/** What every call returned or how it trapped, with memory and globals after it. */
	private static List<String> run(WasmModule module, @Nullable Function<Instance, Machine> machine, long seed) {
		Instance.Builder builder = Instance.builder(module).withStart(false);
		Instance instance = (machine != null) ? builder.withMachineFactory(machine).build() : builder.build();
		Random random = new Random(seed);
		List<String> outcomes = new ArrayList<>();
		for (int function = 0; function < FUNCTIONS; function++) {
			for (int call = 0; call < CALLS; call++) {
				instance.exports().global("fuel").setValue(FUEL);
				long[] arguments = { random.nextInt() >> random.nextInt(32), random.nextLong() >> random.nextInt(64),
						Float.floatToIntBits(random.nextInt(200) / 7f - 9),
						Double.doubleToLongBits(random.nextInt(2000) / 7.0 - 99) };
				String outcome;
				try {
					outcome = number(module, function, instance.export("f" + function).apply(arguments));
				}
				catch (RuntimeException ex) {
					outcome = ex.getClass().getName() + ": " + ex.getMessage();
				}
				outcomes.add("f" + function + Arrays.toString(arguments) + " | " + outcome + " | "
						+ Arrays.hashCode(instance.memory().readBytes(0, 1 << 16)) + " "
						+ instance.exports().global("sum").getValue() + " "
						+ instance.exports().global("fuel").getValue());
			}
		}
		return outcomes;
	}

	/** The bits of not-a-number are not specified. */
	private static String number(WasmModule module, int function, long[] result) {
		if (result == null || result.length == 0) {
			return "nothing";
		}
		return switch (module.typeSection()
			.getType(module.functionSection().getFunctionType(function))
			.returns()
			.get(0)
			.opcode()) {
			case RandomWasm.F32 -> "" + Float.intBitsToFloat((int) result[0]);
			case RandomWasm.F64 -> "" + Double.longBitsToDouble(result[0]);
			default -> "" + result[0];
		};
	}

	/**
	 * Outcomes without the words of a trap, which the interpreter chooses differently.
	 */
	private static List<String> kinds(List<String> outcomes) {
		return outcomes.stream().map((outcome) -> outcome.replaceAll("Exception: [^|]*", "Exception ")).toList();
	}

}
