package io.toolruntime.splitter;

import java.util.Arrays;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Replaces a method's code by a loop that runs one chunk after the other: makes the frame
 * object, puts the parameters in, calls the chunk of the current state until there is
 * none.
 */
final class DriverWriter {

	private static final Type OBJECT = Type.getObjectType("java/lang/Object");

	private final MethodShape shape;

	private final FrameClass frame;

	private final Code code;

	private final int frameLocal;

	private final int stateLocal;

	DriverWriter(MethodShape shape, FrameClass frame) {
		this.shape = shape;
		this.frame = frame;
		this.code = new Code(shape.method().instructions);
		this.frameLocal = shape.parameters().size();
		this.stateLocal = this.frameLocal + 1;
	}

	/**
	 * Writes the loop in place of the method's code.
	 * @param plan the chunks
	 * @param owner the internal name of the method's class
	 * @param isInterface whether that is an interface
	 */
	void write(SplitPlan plan, String owner, boolean isInterface) {
		MethodNode method = this.shape.method();
		method.instructions.clear();
		method.tryCatchBlocks.clear();
		method.localVariables = null;
		method.visibleLocalVariableAnnotations = null;
		method.invisibleLocalVariableAnnotations = null;
		makeFrame();
		this.code.push(plan.state(0)).store(Type.INT_TYPE, this.stateLocal);
		LabelNode loop = new LabelNode();
		this.code.add(loop);
		callChunk(plan, owner, isInterface);
		this.code.op(Opcodes.DUP).store(Type.INT_TYPE, this.stateLocal);
		this.code.add(new JumpInsnNode(Opcodes.IFGE, loop));
		Type result = this.shape.result();
		if (result.getSort() != Type.VOID) {
			this.code.load(OBJECT, this.frameLocal).add(this.frame.getResult(result));
		}
		this.code.op(result.getOpcode(Opcodes.IRETURN));
	}

	/**
	 * The arguments are the same for every chunk, so they are pushed before the switch.
	 */
	private void callChunk(SplitPlan plan, String owner, boolean isInterface) {
		this.code.load(OBJECT, this.frameLocal).load(Type.INT_TYPE, this.stateLocal);
		for (Parameters.Parameter constant : this.shape.parameters().constants()) {
			this.code.load(constant.type(), constant.slot());
		}
		LabelNode[] calls = new LabelNode[plan.chunks().size()];
		for (int i = 0; i < calls.length; i++) {
			calls[i] = new LabelNode();
		}
		int last = calls.length - 1;
		if (last > 0) {
			this.code.load(Type.INT_TYPE, this.stateLocal).push(plan.entryBits()).op(Opcodes.ISHR);
			this.code.add(new TableSwitchInsnNode(0, last - 1, calls[last], Arrays.copyOf(calls, last)));
		}
		LabelNode called = new LabelNode();
		for (int i = 0; i <= last; i++) {
			this.code.add(calls[i]);
			this.code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, owner, chunkName(this.shape.method().name, i),
					chunkDescriptor(), isInterface));
			if (i < last) {
				this.code.jump(called);
			}
		}
		this.code.add(called);
	}

	static String chunkName(String method, int index) {
		return method + "$chunk" + index;
	}

	/** The descriptor that every chunk of the method has. */
	String chunkDescriptor() {
		StringBuilder descriptor = new StringBuilder("(L").append(this.frame.name()).append(";I");
		this.shape.parameters().constants().forEach((constant) -> descriptor.append(constant.type().getDescriptor()));
		return descriptor.append(")I").toString();
	}

	private void makeFrame() {
		this.code.add(new TypeInsnNode(Opcodes.NEW, this.frame.name())).op(Opcodes.DUP);
		this.code.add(new MethodInsnNode(Opcodes.INVOKESPECIAL, this.frame.name(), "<init>", "()V", false));
		this.code.store(OBJECT, this.frameLocal);
		for (Parameters.Parameter parameter : this.shape.parameters().variables()) {
			Variable variable = Variable.of(parameter.slot(), parameter.type());
			if (this.frame.has(variable)) {
				this.code.load(OBJECT, this.frameLocal).load(variable.type(), variable.slot());
				this.code.add(this.frame.put(variable));
			}
		}
	}

}
