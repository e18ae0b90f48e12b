package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
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
			LabelNode other = defaultOf(last);
			if (other == null || this.heat.of(block) == 0
					|| (isHot(block, other) && !(last instanceof TableSwitchInsnNode))) {
				continue;
			}
			SortedMap<Integer, LabelNode> hot = new TreeMap<>();
			cases(last).forEach((key, label) -> {
				if (isHot(block, label)) {
					hot.put(key, label);
				}
			});
			if (!hot.isEmpty() && cases(last).size() - hot.size() >= FEWEST_COLD_CASES) {
				narrow(last, hot, isHot(block, other));
			}
		}
	}

	private boolean isHot(BasicBlock block, LabelNode target) {
		return this.heat.between(block, this.graph.block(this.graph.blockAt(target))) > 0;
	}

	private static @Nullable LabelNode defaultOf(AbstractInsnNode insn) {
		if (insn instanceof TableSwitchInsnNode table) {
			return table.dflt;
		}
		return (insn instanceof LookupSwitchInsnNode lookup) ? lookup.dflt : null;
	}

	private static SortedMap<Integer, LabelNode> cases(AbstractInsnNode insn) {
		SortedMap<Integer, LabelNode> cases = new TreeMap<>();
		if (insn instanceof TableSwitchInsnNode table) {
			for (int i = 0; i < table.labels.size(); i++) {
				cases.put(table.min + i, table.labels.get(i));
			}
		}
		else if (insn instanceof LookupSwitchInsnNode lookup) {
			for (int i = 0; i < lookup.labels.size(); i++) {
				cases.put(lookup.keys.get(i), lookup.labels.get(i));
			}
		}
		return cases;
	}

	private void narrow(AbstractInsnNode insn, SortedMap<Integer, LabelNode> hot, boolean hotDefault) {
		int selector = this.method.maxLocals++;
		LabelNode cold = new LabelNode();
		AbstractInsnNode narrowed = smallest(hot, cold);
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

	private static AbstractInsnNode smallest(SortedMap<Integer, LabelNode> cases, LabelNode other) {
		int first = cases.firstKey();
		long range = (long) cases.lastKey() - first + 1;
		if (range * 4 <= cases.size() * 8L) {
			List<LabelNode> labels = new ArrayList<>();
			for (int i = 0; i < range; i++) {
				labels.add(cases.getOrDefault(first + i, other));
			}
			return new TableSwitchInsnNode(first, cases.lastKey(), other, labels.toArray(LabelNode[]::new));
		}
		int[] keys = cases.keySet().stream().mapToInt(Integer::intValue).toArray();
		return new LookupSwitchInsnNode(other, keys, cases.values().toArray(LabelNode[]::new));
	}

}
