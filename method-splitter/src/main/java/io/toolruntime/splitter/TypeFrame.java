package io.toolruntime.splitter;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.Interpreter;

/**
 * Types of locals and operand stack; a constructor call makes every copy of a new object
 * an initialized one.
 */
final class TypeFrame extends Frame<BasicValue> {

	TypeFrame(int locals, int maxStack) {
		super(locals, maxStack);
	}

	TypeFrame(Frame<? extends BasicValue> other) {
		super(other);
	}

	@Override
	public void execute(AbstractInsnNode insn, Interpreter<BasicValue> interpreter) throws AnalyzerException {
		BasicValue created = null;
		if (insn.getOpcode() == Opcodes.INVOKESPECIAL && ((MethodInsnNode) insn).name.equals("<init>")) {
			int arguments = Type.getArgumentTypes(((MethodInsnNode) insn).desc).length;
			created = getStack(getStackSize() - 1 - arguments);
		}
		super.execute(insn, interpreter);
		if (created instanceof TypeInterpreter.Uninitialized) {
			initialize(created);
		}
	}

	private void initialize(BasicValue created) {
		BasicValue initialized = new BasicValue(created.getType());
		for (int i = 0; i < getLocals(); i++) {
			if (getLocal(i).equals(created)) {
				setLocal(i, initialized);
			}
		}
		for (int i = 0; i < getStackSize(); i++) {
			if (getStack(i).equals(created)) {
				setStack(i, initialized);
			}
		}
	}

	/** Whether an object on the operand stack waits for its constructor. */
	boolean holdsUninitialized() {
		for (int i = 0; i < getStackSize(); i++) {
			if (getStack(i) instanceof TypeInterpreter.Uninitialized) {
				return true;
			}
		}
		return false;
	}

}
