package io.toolruntime.splitter;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
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
		LabelNode done = new LabelNode();
		this.code.add(loop);
		LabelNode[] calls = new LabelNode[plan.chunks().size()];
		for (int i = 0; i < calls.length; i++) {
			calls[i] = new LabelNode();
		}
		this.code.load(Type.INT_TYPE, this.stateLocal).push(plan.entryBits()).op(Opcodes.ISHR);
		this.code.add(new TableSwitchInsnNode(0, calls.length - 1, done, calls));
		for (int i = 0; i < calls.length; i++) {
			this.code.add(calls[i]).load(OBJECT, this.frameLocal).load(Type.INT_TYPE, this.stateLocal);
			this.shape.parameters().constants().forEach((constant) -> this.code.load(constant.type(), constant.slot()));
			this.code.add(new MethodInsnNode(Opcodes.INVOKESTATIC, owner, chunkName(method.name, i), chunkDescriptor(),
					isInterface));
			this.code.store(Type.INT_TYPE, this.stateLocal).jump(loop);
		}
		this.code.add(done);
		Type result = this.shape.result();
		if (result.getSort() != Type.VOID) {
			this.code.load(OBJECT, this.frameLocal).add(this.frame.getResult(result));
		}
		this.code.op(result.getOpcode(Opcodes.IRETURN));
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
