package io.toolruntime.splitter;

import java.util.HashMap;
import java.util.Map;

import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What the parts of a chunk's method share: its locals, its labels and the frame object.
 * The method's parameters are {@code (frame, state, constants)}.
 */
final class ChunkScope {

	static final Type OBJECT = Type.getObjectType("java/lang/Object");

	static final int FRAME = 0;

	static final int STATE = 1;

	private final Chunk chunk;

	private final FrameClass frame;

	private final Liveness liveness;

	private final Code code;

	/** By the slot of a constant parameter. */
	private final Map<Integer, Integer> constants = new HashMap<>();

	/** By the number of a variable. */
	private final int[] locals;

	/** By the number of a block, of the chunk or behind an exit. */
	private final Map<Integer, LabelNode> labels = new HashMap<>();

	/**
	 * Creates a scope.
	 * @param shape the method that is split
	 * @param frame the class of the frame object, which gets the fields that are needed
	 * @param chunk the chunk
	 * @param method the method to write to
	 */
	ChunkScope(MethodShape shape, FrameClass frame, Chunk chunk, MethodNode method) {
		this.chunk = chunk;
		this.frame = frame;
		this.liveness = shape.liveness();
		this.code = new Code(method.instructions);
		int local = STATE + 1;
		for (Parameters.Parameter constant : shape.parameters().constants()) {
			this.constants.put(constant.slot(), local++);
		}
		this.locals = new int[chunk.transfers().variables().length()];
		for (int number : chunk.transfers().variables().stream().toArray()) {
			this.locals[number] = local;
			local += this.liveness.variable(number).type().getSize();
		}
	}

	Chunk chunk() {
		return this.chunk;
	}

	FrameClass frame() {
		return this.frame;
	}

	Code code() {
		return this.code;
	}

	Variable variable(int number) {
		return this.liveness.variable(number);
	}

	/** The label of a block of the chunk or behind an exit. */
	LabelNode label(int block) {
		return this.labels.computeIfAbsent(block, (id) -> new LabelNode());
	}

	/** The local of a variable or constant parameter. */
	int local(Variable variable) {
		Integer constant = this.constants.get(variable.slot());
		return (constant != null) ? constant : this.locals[this.liveness.number(variable)];
	}

	/** Moves the value on top of the operand stack to a field of the frame object. */
	void put(Type type, AbstractInsnNode put) {
		this.code.load(OBJECT, FRAME).swapBelow(type).add(put);
	}

}
