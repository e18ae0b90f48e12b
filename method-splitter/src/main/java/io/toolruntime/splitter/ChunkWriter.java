package io.toolruntime.splitter;

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
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Writes one chunk as a method {@code (frame, state, constants) -> next state}: it loads
 * what an entry needs, goes to the block that the state names, and on leaving stores what
 * it changed and others need.
 */
final class ChunkWriter {

	private final ControlFlowGraph graph;

	private final Type result;

	private final MethodNode method;

	private final ChunkScope scope;

	private final Code code;

	private ChunkWriter(MethodShape shape, ChunkScope scope, MethodNode method) {
		this.graph = shape.graph();
		this.result = shape.result();
		this.method = method;
		this.scope = scope;
		this.code = scope.code();
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
		ChunkScope scope = new ChunkScope(shape, frame, chunk, method);
		new EntryWriter(scope, entryMask).write();
		new ChunkWriter(shape, scope, method).write(chunk.blocks());
		new ExitWriter(scope).write(states);
	}

	private void write(List<BasicBlock> blocks) {
		for (int i = 0; i < blocks.size(); i++) {
			BasicBlock block = blocks.get(i);
			this.code.add(this.scope.label(block.id()));
			block.instructions().forEach(this::copy);
			boolean followed = i + 1 < blocks.size() && blocks.get(i + 1).id() == block.next();
			if (block.next() != BasicBlock.NONE && !followed) {
				this.code.jump(this.scope.label(block.next()));
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
			this.method.tryCatchBlocks
				.add(new TryCatchBlockNode(this.scope.label(block.id()), end, label(region.handler), region.type));
		}
	}

	private LabelNode label(LabelNode original) {
		return this.scope.label(this.graph.blockAt(original));
	}

	private LabelNode[] labels(List<LabelNode> originals) {
		return originals.stream().map(this::label).toArray(LabelNode[]::new);
	}

	private void copy(AbstractInsnNode insn) {
		int opcode = insn.getOpcode();
		if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
			end();
		}
		else if (insn instanceof VarInsnNode access) {
			this.code.add(new VarInsnNode(opcode, this.scope.local(Variable.of(access))));
		}
		else if (insn instanceof IincInsnNode increment) {
			int local = this.scope.local(new Variable(increment.var, Type.INT_TYPE));
			this.code.add(new IincInsnNode(local, increment.incr));
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

	/** The value of a return instruction becomes the frame's result. */
	private void end() {
		if (this.result.getSort() != Type.VOID) {
			this.scope.put(this.result, this.scope.frame().putResult(this.result));
		}
		this.code.push(SplitPlan.DONE).op(Opcodes.IRETURN);
	}

}
