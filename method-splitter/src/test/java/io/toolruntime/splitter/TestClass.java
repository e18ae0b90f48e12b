package io.toolruntime.splitter;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * A class with one method, made by hand, that can run as it is and split.
 */
final class TestClass {

	static final String NAME = "made/Subject";

	/** Where no class file is: hierarchies come from the class path. */
	static final Path NOWHERE = Path.of("target", "nowhere");

	private static final String METHOD = "run";

	private final byte[] original;

	private final MethodType type;

	private TestClass(byte[] original, MethodType type) {
		this.original = original;
		this.type = type;
	}

	/**
	 * Makes a class.
	 * @param type the parameters and the result of its method
	 * @param body writes the method's code
	 * @return the class
	 */
	static TestClass of(MethodType type, Consumer<MethodVisitor> body) {
		return new TestClass(bytes(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, METHOD, type, body), type);
	}

	static byte[] bytes(int access, String name, MethodType type, Consumer<MethodVisitor> body) {
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
		writer.visit(Opcodes.V11, Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER, NAME, null, "java/lang/Object", null);
		MethodVisitor code = writer.visitMethod(access, name, type.toMethodDescriptorString(), null, null);
		code.visitCode();
		body.accept(code);
		code.visitMaxs(0, 0);
		code.visitEnd();
		writer.visitEnd();
		return writer.toByteArray();
	}

	/** Code that does nothing, to make a method large. */
	static void pad(MethodVisitor code, int bytecodes) {
		for (int i = 0; i < bytecodes; i++) {
			code.visitInsn(Opcodes.NOP);
		}
	}

	byte[] original() {
		return this.original;
	}

	/** The method, as a splitter reads it. */
	MethodNode method() {
		ClassNode node = new ClassNode();
		new ClassReader(this.original).accept(node, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
		return node.methods.get(0);
	}

	ControlFlowGraph graph() {
		return ControlFlowGraph.of(NAME, method(), new ClassHierarchy(NOWHERE), 1000);
	}

	MethodShape shape() {
		return MethodShape.of(NAME, method(), new ClassHierarchy(NOWHERE), 1000);
	}

	SplitClass split(int limit) {
		return split(limit, new Profile());
	}

	SplitClass split(int limit, Profile profile) {
		return new ClassSplitter(new ClassHierarchy(NOWHERE), new SplitOptions(limit, profile, false))
			.split(this.original);
	}

	/** What the method as it was made returns or throws. */
	Object run(Object... arguments) {
		return runAll(List.<Object[]>of(arguments)).get(0);
	}

	/** What the method as it was made returns or throws, call by call. */
	List<Object> runAll(List<Object[]> calls) {
		return run(Map.of(NAME, this.original), calls);
	}

	/** What the method returns or throws when it is split in chunks below a limit. */
	Object runSplit(int limit, Object... arguments) {
		return runAllSplit(limit, List.<Object[]>of(arguments)).get(0);
	}

	/** What the split method returns or throws, call by call. */
	List<Object> runAllSplit(int limit, List<Object[]> calls) {
		return run(split(limit).classFiles(), calls);
	}

	/** What the method that was split by a profile returns or throws, call by call. */
	List<Object> runAllSplit(int limit, Profile profile, List<Object[]> calls) {
		return run(split(limit, profile).classFiles(), calls);
	}

	private List<Object> run(Map<String, byte[]> classFiles, List<Object[]> calls) {
		try {
			Class<?> loaded = new Loader(classFiles).loadClass(NAME.replace('/', '.'));
			Method method = loaded.getMethod(METHOD, this.type.parameterArray());
			List<Object> results = new ArrayList<>();
			for (Object[] arguments : calls) {
				results.add(run(method, arguments));
			}
			return results;
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object run(Method method, Object... arguments) throws IllegalAccessException {
		try {
			Object result = method.invoke(null, arguments);
			return (result != null) ? result : "null";
		}
		catch (InvocationTargetException ex) {
			return ex.getCause().getClass().getName() + ": " + ex.getCause().getMessage();
		}
	}

	/** How many chunks it has when it is split. */
	long chunks(int limit) {
		byte[] split = split(limit).classFiles().getOrDefault(NAME, this.original);
		return methodNames(split).filter((name) -> name.contains("$chunk")).count();
	}

	static Stream<String> methodNames(byte[] classFile) {
		ClassNode node = new ClassNode();
		new ClassReader(classFile).accept(node, ClassReader.SKIP_CODE);
		return node.methods.stream().map((method) -> method.name);
	}

	/** Loads class files from memory; the JVM verifies them. */
	static final class Loader extends ClassLoader {

		private final Map<String, byte[]> classFiles = new HashMap<>();

		Loader(Map<String, byte[]> classFiles) {
			super(Loader.class.getClassLoader());
			this.classFiles.putAll(classFiles);
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			byte[] classFile = this.classFiles.remove(name.replace('.', '/'));
			if (classFile != null) {
				return defineClass(name, classFile, 0, classFile.length);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : super.loadClass(name, resolve);
		}

	}

	@Override
	public String toString() {
		return METHOD + this.type + Arrays.toString(this.type.parameterArray());
	}

}
