package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * The blocks of a method that can be reached, and the edges between them. Block 0 is
 * where the method begins.
 */
final class ControlFlowGraph {

	private final MethodNode method;

	private final List<AbstractInsnNode> code = new ArrayList<>();

	/** Index in {@code code} of the first instruction at or after a label. */
	private final Map<LabelNode, Integer> positions = new IdentityHashMap<>();

	private final Map<LabelNode, Integer> blockAt = new IdentityHashMap<>();

	private final List<TypeFrame> frames = new ArrayList<>();

	private final List<BasicBlock> blocks = new ArrayList<>();

	private final List<BitSet> predecessors = new ArrayList<>();

	private ControlFlowGraph(MethodNode method) {
		this.method = method;
	}

	/**
	 * Builds the graph with blocks however long, as profiles number them.
	 * @param owner the internal name of the method's class
	 * @param method the method, with code
	 * @param hierarchy where to find superclasses
	 * @return the graph
	 * @throws SplitException if the code is invalid or cannot be moved between methods
	 */
	static ControlFlowGraph whole(String owner, MethodNode method, ClassHierarchy hierarchy) {
		return of(owner, method, hierarchy, method.instructions.size());
	}

	/**
	 * Builds the graph.
	 * @param owner the internal name of the method's class
	 * @param method the method, with code
	 * @param hierarchy where to find superclasses
	 * @param longest blocks of more instructions are cut in pieces
	 * @return the graph
	 * @throws SplitException if the code is invalid or cannot be moved between methods
	 */
	static ControlFlowGraph of(String owner, MethodNode method, ClassHierarchy hierarchy, int longest) {
		ControlFlowGraph graph = new ControlFlowGraph(method);
		graph.index();
		graph.analyze(owner, hierarchy);
		graph.makeBlocks(graph.leaders(longest));
		graph.connect();
		return graph;
	}

	List<BasicBlock> blocks() {
		return this.blocks;
	}

	BasicBlock block(int id) {
		return this.blocks.get(id);
	}

	/**
	 * The block that begins at a jump's label.
	 * @param label a label that an instruction, which can be reached, jumps to
	 * @return the block's number
	 */
	int blockAt(LabelNode label) {
		Integer id = this.blockAt.get(label);
		if (id == null) {
			throw new IllegalArgumentException("No block begins at the label");
		}
		return id;
	}

	/**
	 * The blocks from which control comes to a block, handlers included.
	 * @param id a block's number
	 * @return their numbers
	 */
	BitSet predecessors(int id) {
		return this.predecessors.get(id);
	}

	/**
	 * Where an instruction can jump to.
	 * @param insn an instruction
	 * @return its labels, the default of a switch last; empty for an instruction that
	 * does not jump
	 */
	static List<LabelNode> targets(AbstractInsnNode insn) {
		if (insn instanceof JumpInsnNode jump) {
			return List.of(jump.label);
		}
		List<LabelNode> targets = new ArrayList<>();
		if (insn instanceof TableSwitchInsnNode table) {
			targets.addAll(table.labels);
			targets.add(table.dflt);
		}
		else if (insn instanceof LookupSwitchInsnNode lookup) {
			targets.addAll(lookup.labels);
			targets.add(lookup.dflt);
		}
		return targets;
	}

	/** Whether control may go on to the instruction behind. */
	static boolean fallsThrough(AbstractInsnNode insn) {
		int opcode = insn.getOpcode();
		return !(opcode == Opcodes.GOTO || opcode == Opcodes.TABLESWITCH || opcode == Opcodes.LOOKUPSWITCH
				|| opcode == Opcodes.ATHROW || (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN));
	}

	private void index() {
		for (AbstractInsnNode insn : this.method.instructions) {
			switch (insn.getOpcode()) {
				case Opcodes.MONITORENTER, Opcodes.MONITOREXIT -> throw new SplitException(
						"it locks a monitor, and a lock must be released by the method that took it");
				case Opcodes.JSR, Opcodes.RET ->
					throw new SplitException("it uses subroutines (jsr), which no class since Java 6 may have");
				case -1 -> {
					if (insn instanceof LabelNode label) {
						this.positions.put(label, this.code.size());
					}
				}
				default -> this.code.add(insn);
			}
		}
	}

	private void analyze(String owner, ClassHierarchy hierarchy) {
		Frame<BasicValue>[] analyzed;
		try {
			analyzed = new TypeAnalyzer(hierarchy).analyze(owner, this.method);
		}
		catch (AnalyzerException ex) {
			throw new SplitException("its code is invalid: " + ex.getMessage(), ex);
		}
		int index = 0;
		for (AbstractInsnNode insn : this.method.instructions) {
			if (insn.getOpcode() >= 0) {
				this.frames.add((TypeFrame) analyzed[index]);
			}
			index++;
		}
	}

	private BitSet leaders(int longest) {
		BitSet leaders = new BitSet();
		leaders.set(0);
		for (TryCatchBlockNode region : this.method.tryCatchBlocks) {
			leaders.set(position(region.start));
			leaders.set(position(region.end));
			leaders.set(position(region.handler));
		}
		for (int i = 0; i < this.code.size(); i++) {
			List<LabelNode> targets = targets(this.code.get(i));
			targets.forEach((label) -> leaders.set(position(label)));
			if (!targets.isEmpty() || !fallsThrough(this.code.get(i))) {
				leaders.set(i + 1);
			}
		}
		int begin = 0;
		for (int i = 0; i < this.code.size(); i++) {
			if (leaders.get(i)) {
				begin = i;
			}
			else if (isGoodCut(i, i - begin, longest)) {
				leaders.set(i);
				begin = i;
			}
		}
		return leaders;
	}

	/** Values on the operand stack cost a field each, so a cut waits a while for none. */
	private boolean isGoodCut(int index, int length, int longest) {
		TypeFrame frame = this.frames.get(index);
		if (length < longest || frame == null || frame.holdsUninitialized()) {
			return false;
		}
		return frame.getStackSize() == 0 || length >= 2 * longest;
	}

	private void makeBlocks(BitSet leaders) {
		int[] idAt = new int[this.code.size() + 1];
		int count = 0;
		for (int i = 0; i < this.code.size(); i++) {
			if (leaders.get(i)) {
				idAt[i] = (this.frames.get(i) != null) ? count++ : BasicBlock.NONE;
			}
		}
		this.positions.forEach((label, position) -> {
			if (leaders.get(position) && position < this.code.size()) {
				this.blockAt.put(label, idAt[position]);
			}
		});
		for (int first = 0; first < this.code.size(); first = leaders.nextSetBit(first + 1)) {
			int next = leaders.nextSetBit(first + 1);
			int end = (next < 0 || next > this.code.size()) ? this.code.size() : next;
			if (idAt[first] != BasicBlock.NONE) {
				addBlock(first, end, idAt);
			}
			if (end == this.code.size()) {
				break;
			}
		}
	}

	private void addBlock(int first, int end, int[] idAt) {
		TypeFrame entry = this.frames.get(first);
		if (entry.holdsUninitialized()) {
			throw new SplitException("it branches between creating an object and calling its constructor");
		}
		AbstractInsnNode last = this.code.get(end - 1);
		int next = fallsThrough(last) ? idAt[end] : BasicBlock.NONE;
		Set<Integer> successors = new LinkedHashSet<>();
		if (next != BasicBlock.NONE) {
			successors.add(next);
		}
		targets(last).forEach((label) -> successors.add(blockAt(label)));
		List<TryCatchBlockNode> regions = new ArrayList<>();
		Set<Integer> handlers = new LinkedHashSet<>();
		for (TryCatchBlockNode region : this.method.tryCatchBlocks) {
			if (position(region.start) <= first && first < position(region.end)) {
				regions.add(region);
				handlers.add(blockAt(region.handler));
			}
		}
		this.blocks.add(new BasicBlock(idAt[first], List.copyOf(this.code.subList(first, end)), next,
				List.copyOf(successors), List.copyOf(regions), List.copyOf(handlers), entry));
	}

	private void connect() {
		this.blocks.forEach((block) -> this.predecessors.add(new BitSet()));
		for (BasicBlock block : this.blocks) {
			block.successors().forEach((id) -> predecessors(id).set(block.id()));
			block.handlers().forEach((id) -> predecessors(id).set(block.id()));
		}
	}

	private int position(LabelNode label) {
		Integer position = this.positions.get(label);
		if (position == null) {
			throw new SplitException("its code is invalid: a label is missing");
		}
		return position;
	}

	private static final class TypeAnalyzer extends Analyzer<BasicValue> {

		TypeAnalyzer(ClassHierarchy hierarchy) {
			super(new TypeInterpreter(hierarchy));
		}

		@Override
		protected Frame<BasicValue> newFrame(int locals, int stack) {
			return new TypeFrame(locals, stack);
		}

		@Override
		protected Frame<BasicValue> newFrame(Frame<? extends BasicValue> frame) {
			return new TypeFrame(frame);
		}

	}

}
