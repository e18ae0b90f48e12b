package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.List;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Divides a switch that is too large for a chunk, because every case with a target
 * elsewhere costs an exit, by the ranges of its keys: a binary search finds the part, and
 * each part is a switch that stands before its first target, where a chunk takes it and
 * its targets together.
 */
final class SwitchDivision {

	/** Parts have about this many times fewer bytecodes than the limit. */
	private static final int PARTS_PER_CHUNK = 4;

	private final MethodNode method;

	private final MethodShape shape;

	private final BlockHeat heat;

	private final ChunkSize size;

	private final int limit;

	/**
	 * Creates a division.
	 * @param shape the method, whose code it changes
	 * @param heat how often its blocks run
	 * @param size measures chunks
	 * @param limit chunks have fewer bytecodes than this
	 */
	SwitchDivision(MethodShape shape, BlockHeat heat, ChunkSize size, int limit) {
		this.method = shape.method();
		this.shape = shape;
		this.heat = heat;
		this.size = size;
		this.limit = limit;
	}

	/**
	 * Divides the switches that do not fit in a chunk.
	 * @return whether there was one: then the shape does not describe the method any more
	 */
	boolean apply() {
		boolean divided = false;
		for (BasicBlock block : this.shape.graph().blocks()) {
			SwitchCases cases = SwitchCases.of(block.last());
			if (cases == null || cases.size() < 2) {
				continue;
			}
			int alone = this.size.of(Chunk.of(this.shape, this.heat, List.of(block)));
			if (alone >= this.limit) {
				int parts = (int) Math.min(cases.size(), (long) PARTS_PER_CHUNK * alone / this.limit);
				divide(block.last(), cases.divide((cases.size() + parts - 1) / parts));
				divided = true;
			}
		}
		return divided;
	}

	private void divide(AbstractInsnNode insn, List<SwitchCases> parts) {
		int selector = this.method.maxLocals++;
		this.method.maxStack++;
		List<LabelNode> labels = new ArrayList<>();
		for (SwitchCases part : parts) {
			LabelNode label = new LabelNode();
			labels.add(label);
			InsnList code = new InsnList();
			AbstractInsnNode narrowed = part.toInstruction();
			new Code(code).add(label).load(Type.INT_TYPE, selector).add(narrowed);
			code.forEach((added) -> this.heat.inherit(added, insn));
			this.heat.copySteps(insn, narrowed);
			place(code, part.targets().values().iterator().next());
		}
		InsnList search = new InsnList();
		search(new Code(search).store(Type.INT_TYPE, selector), selector, parts, labels);
		search.forEach((added) -> this.heat.inherit(added, insn));
		this.method.instructions.insertBefore(insn, search);
		this.method.instructions.remove(insn);
	}

	private static void search(Code code, int selector, List<SwitchCases> parts, List<LabelNode> labels) {
		if (parts.size() == 1) {
			code.jump(labels.get(0));
			return;
		}
		int middle = parts.size() / 2;
		LabelNode below = new LabelNode();
		code.load(Type.INT_TYPE, selector).push(parts.get(middle).targets().firstKey());
		code.add(new JumpInsnNode(Opcodes.IF_ICMPLT, below));
		search(code, selector, parts.subList(middle, parts.size()), labels.subList(middle, parts.size()));
		code.add(below);
		search(code, selector, parts.subList(0, middle), labels.subList(0, middle));
	}

	/**
	 * Before a label that no instruction falls through to and that no exception handler
	 * is near; where there is none, at the end.
	 */
	private void place(InsnList code, LabelNode target) {
		AbstractInsnNode before = target.getPrevious();
		while (before != null && before.getOpcode() < 0) {
			before = before.getPrevious();
		}
		if (before == null || ControlFlowGraph.fallsThrough(before) || isProtected(target)) {
			this.method.instructions.add(code);
		}
		else {
			this.method.instructions.insertBefore(target, code);
		}
	}

	private boolean isProtected(LabelNode label) {
		int position = this.method.instructions.indexOf(label);
		for (TryCatchBlockNode region : this.method.tryCatchBlocks) {
			if (this.method.instructions.indexOf(region.start) <= position
					&& position <= this.method.instructions.indexOf(region.end)) {
				return true;
			}
		}
		return false;
	}

}
