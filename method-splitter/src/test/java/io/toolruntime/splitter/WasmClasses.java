package io.toolruntime.splitter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.ByteClassCollector;
import run.endive.compiler.internal.Compiler;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;

/**
 * The classes that Endive's compiler makes of a module.
 *
 * @param files the class files by internal name
 */
record WasmClasses(Map<String, byte[]> files) {

	private static final String MACHINE = "random.RandomMachine";

	static WasmClasses of(WasmModule module) {
		Map<String, byte[]> files = new HashMap<>();
		Compiler.builder(module)
			.withClassName(MACHINE)
			.withInterpreterFallback(InterpreterFallback.FAIL)
			.withClassCollectorFactory(ByteClassCollector::new)
			.build()
			.compile()
			.classBytes()
			.forEach((name, bytes) -> files.put(name.replace('.', '/'), bytes));
		return new WasmClasses(files);
	}

	/** The classes with the module's functions. */
	Map<String, byte[]> functions() {
		Map<String, byte[]> functions = new HashMap<>(this.files);
		functions.keySet().removeIf((name) -> !name.contains("FuncGroup"));
		return functions;
	}

	/**
	 * Splits the functions, as the build does.
	 * @param directory an empty directory
	 * @param options how
	 * @param report gets a line for each function that was split
	 * @return the classes
	 */
	WasmClasses split(Path directory, SplitOptions options, List<String> report) {
		try {
			for (Map.Entry<String, byte[]> file : functions().entrySet()) {
				Path path = directory.resolve(file.getKey() + ".class");
				Files.createDirectories(path.getParent());
				Files.write(path, file.getValue());
			}
			report.addAll(new DirectorySplitter(directory, options).split());
			Map<String, byte[]> split = new HashMap<>(this.files);
			try (Stream<Path> paths = Files.walk(directory)) {
				for (Path path : paths.filter(Files::isRegularFile).toList()) {
					String name = directory.relativize(path).toString();
					split.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(path));
				}
			}
			return new WasmClasses(split);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Loads the classes, which the JVM verifies. */
	Function<Instance, Machine> machine() {
		try {
			Class<?> machine = new TestClass.Loader(this.files).loadClass(MACHINE);
			return (instance) -> {
				try {
					return (Machine) machine.getConstructor(Instance.class).newInstance(instance);
				}
				catch (ReflectiveOperationException ex) {
					throw new IllegalStateException(ex);
				}
			};
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
