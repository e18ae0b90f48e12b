package io.toolruntime.splitter;

import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Writes one chunk as a method {@code (frame, state, constants) -> next state}: it loads
 * what its entries need, goes to the block that the state names, and on leaving stores
 * what it changed and others need.
 */
final class ChunkWriter {

	private static final Type OBJECT = Type.getObjectType("java/lang/Object");

	private static final int FRAME = 0;

	private static final int STATE = 1;

	private final ControlFlowGraph graph;

	private final Liveness liveness;

	private final FrameClass frame;

	private final Chunk chunk;

	private final ToIntFunction<Integer> states;

	private final Type result;

	private final MethodNode method;

	private final Code code;

	private final Map<Integer, Integer> constants = new LinkedHashMap<>();

	private final int[] locals;

	private final Map<Integer, LabelNode> labels = new LinkedHashMap<>();

	private final Map<Integer, LabelNode> exits = new LinkedHashMap<>();

	private ChunkWriter(MethodShape shape, FrameClass frame, Chunk chunk, ToIntFunction<Integer> states,
			MethodNode method) {
		this.graph = shape.graph();
		this.liveness = shape.liveness();
		this.frame = frame;
		this.chunk = chunk;
		this.states = states;
		this.result = shape.result();
		this.method = method;
		this.code = new Code(method.instructions);
		int local = STATE + 1;
		for (Parameters.Parameter constant : shape.parameters().constants()) {
			this.constants.put(constant.slot(), local++);
		}
		this.locals = new int[chunk.variables().length()];
		for (int number : chunk.variables().stream().toArray()) {
			this.locals[number] = local;
			local += this.liveness.variable(number).type().getSize();
		}
	}

	/**
	 * Writes a chunk.
	 * @param shape the method that is split
	 * @param frame the class of the frame object, which gets the fields that are needed
	 * @param chunk the chunk
	 * @param states the state of a block of another chunk
	 * @param entryMask the bits of a state that number the chunk's entries
	 * @param method the empty method to write to
	 */
	static void write(MethodShape shape, FrameClass frame, Chunk chunk, ToIntFunction<Integer> states, int entryMask,
			MethodNode method) {
		ChunkWriter writer = new ChunkWriter(shape, frame, chunk, states, method);
		chunk.blocks().forEach((block) -> writer.labels.put(block.id(), new LabelNode()));
		writer.enter(entryMask);
		writer.writeBlocks();
		writer.leave();
	}

	private void enter(int entryMask) {
		for (int number : this.chunk.variables().stream().toArray()) {
			Variable variable = this.liveness.variable(number);
			if (this.chunk.loads().get(number) && !variable.isReference()) {
				this.code.load(OBJECT, FRAME).add(this.frame.get(variable));
				this.code.store(variable.type(), this.locals[number]);
			}
			else if (this.chunk.loads().get(number) || this.chunk.stores().get(number)) {
				this.code.pushZero(variable.type()).store(variable.type(), this.locals[number]);
			}
		}
		List<BasicBlock> entries = this.chunk.entries();
		LabelNode[] targets = new LabelNode[entries.size()];
		for (int i = 0; i < targets.length; i++) {
			targets[i] = needsPreparation(entries.get(i)) ? new LabelNode() : label(entries.get(i).id());
		}
		goToEntry(targets, entryMask);
		for (int i = 0; i < targets.length; i++) {
			if (needsPreparation(entries.get(i))) {
				this.code.add(targets[i]);
				prepare(entries.get(i));
				this.code.jump(label(entries.get(i).id()));
			}
		}
	}

	private void goToEntry(LabelNode[] targets, int entryMask) {
		int last = targets.length - 1;
		if (last == 0) {
			this.code.jump(targets[0]);
			return;
		}
		this.code.load(Type.INT_TYPE, STATE).push(entryMask).op(Opcodes.IAND);
		this.code.add(new TableSwitchInsnNode(0, last - 1, targets[last], Arrays.copyOf(targets, last)));
	}

	private boolean needsPreparation(BasicBlock entry) {
		return entry.entry().getStackSize() > 0 || !references(entry).isEmpty();
	}

	/** A reference's static type depends on the entry, so each entry loads its own. */
	private List<Variable> references(BasicBlock entry) {
		BitSet needed = (BitSet) this.liveness.live(entry.id()).clone();
		needed.and(this.chunk.loads());
		return needed.stream().mapToObj(this.liveness::variable).filter(Variable::isReference).toList();
	}

	private void prepare(BasicBlock entry) {
		for (Variable variable : references(entry)) {
			Type type = entry.entry().getLocal(variable.slot()).getType();
			getValue(this.frame.get(variable), type);
			this.code.store(variable.type(), this.locals[this.liveness.number(variable)]);
		}
		for (int i = 0; i < entry.entry().getStackSize(); i++) {
			Type type = entry.entry().getStack(i).getType();
			getValue(this.frame.get(FrameClass.stackValue(i, type)), type);
		}
	}

	private void getValue(AbstractInsnNode get, Type type) {
		if (type.equals(TypeInterpreter.NULL)) {
			this.code.op(Opcodes.ACONST_NULL);
			return;
		}
		this.code.load(OBJECT, FRAME).add(get);
		if (type.getSort() >= Type.ARRAY && !type.equals(OBJECT)) {
			this.code.add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
		}
	}

	private void writeBlocks() {
		List<BasicBlock> blocks = this.chunk.blocks();
		for (int i = 0; i < blocks.size(); i++) {
			BasicBlock block = blocks.get(i);
			this.code.add(label(block.id()));
			block.instructions().forEach(this::copy);
			boolean followed = i + 1 < blocks.size() && blocks.get(i + 1).id() == block.next();
			if (block.next() != BasicBlock.NONE && !followed) {
				this.code.jump(label(block.next()));
			}
			protect(block);
		}
	}

	private void protect(BasicBlock block) {
		if (block.regions().isEmpty()) {
			return;
		}
		LabelNode end = new LabelNode();
		this.code.add(end);
		for (TryCatchBlockNode region : block.regions()) {
			this.method.tryCatchBlocks.add(new TryCatchBlockNode(label(block.id()), end,
					label(this.graph.blockAt(region.handler)), region.type));
		}
	}

	private LabelNode label(int block) {
		LabelNode label = this.labels.get(block);
		return (label != null) ? label : this.exits.computeIfAbsent(block, (id) -> new LabelNode());
	}

	private LabelNode label(LabelNode original) {
		return label(this.graph.blockAt(original));
	}

	private void copy(AbstractInsnNode insn) {
		int opcode = insn.getOpcode();
		if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
			end();
		}
		else if (insn instanceof VarInsnNode access) {
			this.code.add(new VarInsnNode(opcode, local(access)));
		}
		else if (insn instanceof IincInsnNode increment) {
			int number = this.liveness.number(new Variable(increment.var, Type.INT_TYPE));
			this.code.add(new IincInsnNode(this.locals[number], increment.incr));
		}
		else if (insn instanceof JumpInsnNode jump) {
			this.code.add(new JumpInsnNode(opcode, label(jump.label)));
		}
		else if (insn instanceof TableSwitchInsnNode table) {
			this.code.add(new TableSwitchInsnNode(table.min, table.max, label(table.dflt), labels(table.labels)));
		}
		else if (insn instanceof LookupSwitchInsnNode lookup) {
			int[] keys = lookup.keys.stream().mapToInt(Integer::intValue).toArray();
			this.code.add(new LookupSwitchInsnNode(label(lookup.dflt), keys, labels(lookup.labels)));
		}
		else {
			this.code.add(insn.clone(Map.of()));
		}
	}

	private LabelNode[] labels(List<LabelNode> originals) {
		return originals.stream().map(this::label).toArray(LabelNode[]::new);
	}

	private int local(VarInsnNode access) {
		Integer constant = this.constants.get(access.var);
		return (constant != null) ? constant : this.locals[this.liveness.number(Variable.of(access))];
	}

	/** The value of a return instruction becomes the frame's result. */
	private void end() {
		if (this.result.getSort() != Type.VOID) {
			put(this.result, this.frame.putResult(this.result));
		}
		this.code.push(SplitPlan.DONE).op(Opcodes.IRETURN);
	}

	private void put(Type type, AbstractInsnNode put) {
		this.code.load(OBJECT, FRAME).swapBelow(type).add(put);
	}

	private void leave() {
		if (this.exits.isEmpty()) {
			return;
		}
		LabelNode common = new LabelNode();
		int left = this.exits.size();
		for (Map.Entry<Integer, LabelNode> exit : this.exits.entrySet()) {
			this.code.add(exit.getValue());
			BasicBlock target = this.graph.block(exit.getKey());
			for (int i = target.entry().getStackSize() - 1; i >= 0; i--) {
				Type type = target.entry().getStack(i).getType();
				put(type, this.frame.put(FrameClass.stackValue(i, type)));
			}
			this.code.push(this.states.applyAsInt(target.id()));
			if (--left > 0) {
				this.code.jump(common);
			}
		}
		this.code.add(common);
		for (int number : this.chunk.stores().stream().toArray()) {
			Variable variable = this.liveness.variable(number);
			this.code.load(OBJECT, FRAME).load(variable.type(), this.locals[number]).add(this.frame.put(variable));
		}
		this.code.op(Opcodes.IRETURN);
	}

}
