package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Writes the beginning of a chunk's method: from the frame object it takes what the entry
 * of the current state needs, and goes there. A hot entry loads what it needs, and no
 * more. The others share the loads of all of them, which are fewer bytecodes.
 */
final class EntryWriter {

	private final ChunkScope scope;

	private final Chunk chunk;

	private final Code code;

	private final int entryMask;

	/**
	 * Creates a writer.
	 * @param scope the chunk's method
	 * @param entryMask the bits of a state that number the chunk's entries
	 */
	EntryWriter(ChunkScope scope, int entryMask) {
		this.scope = scope;
		this.chunk = scope.chunk();
		this.code = scope.code();
		this.entryMask = entryMask;
	}

	void write() {
		List<BasicBlock> hot = this.chunk.entries().stream().filter(this.chunk::isHot).toList();
		List<BasicBlock> others = this.chunk.entries().subList(hot.size(), this.chunk.entries().size());
		LabelNode rest = others.isEmpty() ? null : new LabelNode();
		List<LabelNode> targets = new ArrayList<>();
		hot.forEach((entry) -> targets.add(new LabelNode()));
		if (!hot.isEmpty()) {
			goToEntry(0, targets, rest);
		}
		for (int i = 0; i < hot.size(); i++) {
			this.code.add(targets.get(i));
			load(this.chunk.transfers().loads(hot.get(i)));
			prepare(hot.get(i));
			this.code.jump(this.scope.label(hot.get(i).id()));
		}
		if (rest != null) {
			this.code.add(rest);
			writeOthers(hot.size(), others);
		}
	}

	private void writeOthers(int first, List<BasicBlock> entries) {
		BitSet loads = new BitSet();
		entries.forEach((entry) -> loads.or(this.chunk.transfers().loads(entry)));
		load(loads);
		List<LabelNode> targets = new ArrayList<>();
		for (BasicBlock entry : entries) {
			targets.add(needsPreparation(entry) ? new LabelNode() : this.scope.label(entry.id()));
		}
		goToEntry(first, targets, null);
		for (int i = 0; i < targets.size(); i++) {
			if (needsPreparation(entries.get(i))) {
				this.code.add(targets.get(i));
				prepare(entries.get(i));
				this.code.jump(this.scope.label(entries.get(i).id()));
			}
		}
	}

	/** Without another target, the last one is that of all other states. */
	private void goToEntry(int first, List<LabelNode> targets, @Nullable LabelNode otherwise) {
		int last = targets.size() - 1;
		if (last == 0 && otherwise == null) {
			this.code.jump(targets.get(0));
			return;
		}
		this.code.load(Type.INT_TYPE, ChunkScope.STATE).push(this.entryMask).op(Opcodes.IAND);
		LabelNode[] cases = targets.subList(0, (otherwise != null) ? last + 1 : last).toArray(LabelNode[]::new);
		this.code.add(new TableSwitchInsnNode(first, first + cases.length - 1,
				(otherwise != null) ? otherwise : targets.get(last), cases));
	}

	private void load(BitSet numbers) {
		for (int number : numbers.stream().toArray()) {
			Variable variable = this.scope.variable(number);
			if (!variable.isReference()) {
				this.code.load(ChunkScope.OBJECT, ChunkScope.FRAME).add(this.scope.frame().get(variable));
				this.code.store(variable.type(), this.scope.local(variable));
			}
		}
	}

	private boolean needsPreparation(BasicBlock entry) {
		return entry.entry().getStackSize() > 0 || !references(entry).isEmpty();
	}

	/** A reference's static type depends on the entry, so each entry loads its own. */
	private List<Variable> references(BasicBlock entry) {
		return this.chunk.transfers()
			.loads(entry)
			.stream()
			.mapToObj(this.scope::variable)
			.filter(Variable::isReference)
			.toList();
	}

	private void prepare(BasicBlock entry) {
		for (Variable variable : references(entry)) {
			Type type = entry.entry().getLocal(variable.slot()).getType();
			getValue(this.scope.frame().get(variable), type);
			this.code.store(variable.type(), this.scope.local(variable));
		}
		for (int i = 0; i < entry.entry().getStackSize(); i++) {
			Type type = entry.entry().getStack(i).getType();
			getValue(this.scope.frame().get(FrameClass.stackValue(i, type)), type);
		}
	}

	private void getValue(AbstractInsnNode get, Type type) {
		if (type.equals(TypeInterpreter.NULL)) {
			this.code.op(Opcodes.ACONST_NULL);
			return;
		}
		this.code.load(ChunkScope.OBJECT, ChunkScope.FRAME).add(get);
		if (type.getSort() >= Type.ARRAY && !type.equals(ChunkScope.OBJECT)) {
			this.code.add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
		}
	}

}
