package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.List;

import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The parameters of a static method. References that the method never assigns are handed
 * to every chunk as arguments; all others lie in the frame object.
 */
final class Parameters {

	private final List<Parameter> all = new ArrayList<>();

	private Parameters() {
	}

	static Parameters of(MethodNode method) {
		Parameters parameters = new Parameters();
		int slot = 0;
		for (Type type : Type.getArgumentTypes(method.desc)) {
			boolean reference = type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
			parameters.all.add(new Parameter(slot, type, reference && !isAssigned(method, slot)));
			slot += type.getSize();
		}
		return parameters;
	}

	private static boolean isAssigned(MethodNode method, int slot) {
		for (AbstractInsnNode insn : method.instructions) {
			if (insn instanceof VarInsnNode access && Variable.isStore(access)) {
				int last = access.var + Variable.of(access).type().getSize() - 1;
				if (access.var <= slot && slot <= last) {
					return true;
				}
			}
			else if (insn instanceof IincInsnNode increment && increment.var == slot) {
				return true;
			}
		}
		return false;
	}

	/** Those that every chunk gets as arguments, in their order. */
	List<Parameter> constants() {
		return this.all.stream().filter(Parameter::constant).toList();
	}

	/** Those that the driver writes into the frame object, in their order. */
	List<Parameter> variables() {
		return this.all.stream().filter((parameter) -> !parameter.constant()).toList();
	}

	/** Whether a local is a parameter that every chunk gets as an argument. */
	boolean isConstant(int slot) {
		return this.all.stream().anyMatch((parameter) -> parameter.constant() && parameter.slot() == slot);
	}

	/** The first local behind the parameters. */
	int size() {
		return this.all.stream().mapToInt((parameter) -> parameter.type().getSize()).sum();
	}

	/**
	 * A parameter.
	 *
	 * @param slot its local
	 * @param type its declared type
	 * @param constant whether it is a reference that is never assigned
	 */
	record Parameter(int slot, Type type, boolean constant) {
	}

}
