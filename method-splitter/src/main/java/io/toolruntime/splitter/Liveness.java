package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which local variables a block reads before it writes them, which it writes, and which
 * are still needed where it begins: the live-variable analysis of Aho, Lam, Sethi and
 * Ullman, "Compilers" (2nd edition, 9.2.5). A variable is a number here; constant
 * parameters are none.
 */
final class Liveness {

	private final ControlFlowGraph graph;

	private final Parameters parameters;

	private final List<Variable> variables = new ArrayList<>();

	private final Map<Variable, Integer> numbers = new HashMap<>();

	private final List<BitSet> reads = new ArrayList<>();

	private final List<BitSet> writes = new ArrayList<>();

	private final List<BitSet> live = new ArrayList<>();

	private Liveness(ControlFlowGraph graph, Parameters parameters) {
		this.graph = graph;
		this.parameters = parameters;
	}

	static Liveness of(ControlFlowGraph graph, Parameters parameters) {
		Liveness liveness = new Liveness(graph, parameters);
		graph.blocks().forEach(liveness::scan);
		liveness.solve();
		return liveness;
	}

	Variable variable(int number) {
		return this.variables.get(number);
	}

	/**
	 * The number of a variable.
	 * @param variable a variable
	 * @return its number; -1 if no block that can be reached uses it
	 */
	int number(Variable variable) {
		return this.numbers.getOrDefault(variable, -1);
	}

	/** What a block reads before it writes it. */
	BitSet reads(int block) {
		return this.reads.get(block);
	}

	/** What a block writes. */
	BitSet writes(int block) {
		return this.writes.get(block);
	}

	/** What is needed where a block begins. */
	BitSet live(int block) {
		return this.live.get(block);
	}

	private void scan(BasicBlock block) {
		BitSet read = new BitSet();
		BitSet written = new BitSet();
		for (AbstractInsnNode insn : block.instructions()) {
			if (insn instanceof IincInsnNode increment) {
				int number = assign(new Variable(increment.var, Type.INT_TYPE));
				if (!written.get(number)) {
					read.set(number);
				}
				written.set(number);
			}
			else if (insn instanceof VarInsnNode access && !this.parameters.isConstant(access.var)) {
				int number = assign(Variable.of(access));
				if (Variable.isStore(access)) {
					written.set(number);
				}
				else if (!written.get(number)) {
					read.set(number);
				}
			}
		}
		this.reads.add(read);
		this.writes.add(written);
		this.live.add((BitSet) read.clone());
	}

	private int assign(Variable variable) {
		return this.numbers.computeIfAbsent(variable, (added) -> {
			this.variables.add(added);
			return this.variables.size() - 1;
		});
	}

	private void solve() {
		boolean changed = true;
		while (changed) {
			changed = false;
			for (int id = this.graph.blocks().size() - 1; id >= 0; id--) {
				changed |= update(this.graph.block(id));
			}
		}
	}

	/**
	 * An exception may leave a block before it writes anything, so what a handler needs
	 * is needed from the block's beginning.
	 */
	private boolean update(BasicBlock block) {
		BitSet needed = new BitSet();
		block.successors().forEach((id) -> needed.or(live(id)));
		needed.andNot(writes(block.id()));
		block.handlers().forEach((id) -> needed.or(live(id)));
		needed.or(reads(block.id()));
		if (needed.equals(live(block.id()))) {
			return false;
		}
		this.live.set(block.id(), needed);
		return true;
	}

}
