package io.toolruntime.splitter;

import java.util.SortedMap;
import java.util.TreeMap;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/**
 * Takes the cases that a profile has never seen out of a hot switch: it becomes a switch
 * of the hot cases, and a second switch of all cases behind its default. The first is
 * what lies in the hottest chunk, where every case with a target elsewhere costs an exit;
 * the second goes to a cold chunk.
 */
final class SwitchNarrowing {

	/** Below this, a second switch costs more than it saves. */
	private static final int FEWEST_COLD_CASES = 16;

	private final MethodNode method;

	private final ControlFlowGraph graph;

	private final BlockHeat heat;

	SwitchNarrowing(MethodNode method, ControlFlowGraph graph, BlockHeat heat) {
		this.method = method;
		this.graph = graph;
		this.heat = heat;
	}

	/**
	 * Narrows the method's hot switches. The graph does not describe the method any more.
	 */
	void apply() {
		for (BasicBlock block : this.graph.blocks()) {
			AbstractInsnNode last = block.last();
			SwitchCases cases = SwitchCases.of(last);
			if (cases == null || this.heat.of(block) == 0
					|| (isHot(block, cases.other()) && !(last instanceof TableSwitchInsnNode))) {
				continue;
			}
			SortedMap<Integer, LabelNode> hot = new TreeMap<>(cases.targets());
			hot.values().removeIf((label) -> !isHot(block, label));
			if (!hot.isEmpty() && cases.size() - hot.size() >= FEWEST_COLD_CASES) {
				narrow(last, hot, isHot(block, cases.other()));
			}
		}
	}

	private boolean isHot(BasicBlock block, LabelNode target) {
		return this.heat.between(block, this.graph.block(this.graph.blockAt(target))) > 0;
	}

	private void narrow(AbstractInsnNode insn, SortedMap<Integer, LabelNode> hot, boolean hotDefault) {
		int selector = this.method.maxLocals++;
		this.method.maxStack++;
		LabelNode cold = new LabelNode();
		AbstractInsnNode narrowed = new SwitchCases(hot, cold).toInstruction();
		InsnList added = new InsnList();
		Code code = new Code(added).store(Type.INT_TYPE, selector);
		if (hotDefault && insn instanceof TableSwitchInsnNode table) {
			code.load(Type.INT_TYPE, selector).push(table.min);
			code.add(new JumpInsnNode(Opcodes.IF_ICMPLT, table.dflt));
			code.load(Type.INT_TYPE, selector).push(table.max);
			code.add(new JumpInsnNode(Opcodes.IF_ICMPGT, table.dflt));
		}
		code.load(Type.INT_TYPE, selector).add(narrowed);
		added.forEach((each) -> this.heat.inherit(each, insn));
		this.heat.replace(insn, narrowed);
		code.add(cold).load(Type.INT_TYPE, selector);
		this.method.instructions.insertBefore(insn, added);
	}

}
