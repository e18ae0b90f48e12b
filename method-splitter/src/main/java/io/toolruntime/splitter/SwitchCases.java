package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/**
 * What a switch instruction does, whichever of the two kinds it is.
 *
 * @param targets where each key goes, by key
 * @param other where all other keys go
 */
record SwitchCases(SortedMap<Integer, LabelNode> targets, LabelNode other) {

	/**
	 * Reads an instruction.
	 * @param insn an instruction
	 * @return its cases; {@code null} if it is no switch
	 */
	static @Nullable SwitchCases of(AbstractInsnNode insn) {
		SortedMap<Integer, LabelNode> targets = new TreeMap<>();
		if (insn instanceof TableSwitchInsnNode table) {
			for (int i = 0; i < table.labels.size(); i++) {
				targets.put(table.min + i, table.labels.get(i));
			}
			return new SwitchCases(targets, table.dflt);
		}
		if (insn instanceof LookupSwitchInsnNode lookup) {
			for (int i = 0; i < lookup.labels.size(); i++) {
				targets.put(lookup.keys.get(i), lookup.labels.get(i));
			}
			return new SwitchCases(targets, lookup.dflt);
		}
		return null;
	}

	int size() {
		return this.targets.size();
	}

	/**
	 * Divides by ranges of keys.
	 * @param most how many keys a part has at most
	 * @return the parts, in the order of their keys
	 */
	List<SwitchCases> divide(int most) {
		List<SwitchCases> parts = new ArrayList<>();
		SortedMap<Integer, LabelNode> part = new TreeMap<>();
		for (Integer key : this.targets.keySet()) {
			if (part.size() == most) {
				parts.add(new SwitchCases(part, this.other));
				part = new TreeMap<>();
			}
			part.put(key, this.targets.get(key));
		}
		parts.add(new SwitchCases(part, this.other));
		return parts;
	}

	/** The switch of the fewest bytecodes that does this; there must be a case. */
	AbstractInsnNode toInstruction() {
		int first = this.targets.firstKey();
		long range = (long) this.targets.lastKey() - first + 1;
		if (range * 4 <= this.targets.size() * 8L) {
			List<LabelNode> labels = new ArrayList<>();
			for (int i = 0; i < range; i++) {
				labels.add(this.targets.getOrDefault(first + i, this.other));
			}
			return new TableSwitchInsnNode(first, this.targets.lastKey(), this.other, labels.toArray(LabelNode[]::new));
		}
		int[] keys = this.targets.keySet().stream().mapToInt(Integer::intValue).toArray();
		return new LookupSwitchInsnNode(this.other, keys, this.targets.values().toArray(LabelNode[]::new));
	}

}
