package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.LabelNode;

/**
 * Writes the end of a chunk's method. Every exit puts into the frame object what is
 * needed behind it and may have changed, and nothing else: what did not change may not be
 * in its local. Exits share the end of their stores.
 */
final class ExitWriter {

	private final ChunkScope scope;

	private final Chunk chunk;

	private final Code code;

	/** Where the stores of a list of variables and the return are written already. */
	private final Map<List<Integer>, LabelNode> written = new HashMap<>();

	ExitWriter(ChunkScope scope) {
		this.scope = scope;
		this.chunk = scope.chunk();
		this.code = scope.code();
	}

	/**
	 * Writes.
	 * @param states the state of a block of another chunk
	 */
	void write(ToIntFunction<Integer> states) {
		List<Integer> order = storesByUse();
		for (BasicBlock exit : this.chunk.exits()) {
			this.code.add(this.scope.label(exit.id()));
			for (int i = exit.entry().getStackSize() - 1; i >= 0; i--) {
				Type type = exit.entry().getStack(i).getType();
				this.scope.put(type, this.scope.frame().put(FrameClass.stackValue(i, type)));
			}
			this.code.push(states.applyAsInt(exit.id()));
			store(order.stream().filter(this.chunk.transfers().stores(exit)::get).toList());
		}
	}

	/** The variables that exits store, those of the fewest exits first. */
	private List<Integer> storesByUse() {
		Map<Integer, Integer> uses = new TreeMap<>();
		for (BasicBlock exit : this.chunk.exits()) {
			this.chunk.transfers().stores(exit).stream().forEach((number) -> uses.merge(number, 1, Integer::sum));
		}
		List<Integer> order = new ArrayList<>(uses.keySet());
		order.sort(Comparator.comparing((number) -> uses.getOrDefault(number, 0)));
		return order;
	}

	private void store(List<Integer> numbers) {
		List<Integer> left = numbers;
		while (true) {
			LabelNode here = new LabelNode();
			LabelNode same = this.written.putIfAbsent(left, here);
			if (same != null) {
				this.code.jump(same);
				return;
			}
			this.code.add(here);
			if (left.isEmpty()) {
				this.code.op(Opcodes.IRETURN);
				return;
			}
			Variable variable = this.scope.variable(left.get(0));
			this.code.load(ChunkScope.OBJECT, ChunkScope.FRAME).load(variable.type(), this.scope.local(variable));
			this.code.add(this.scope.frame().put(variable));
			left = left.subList(1, left.size());
		}
	}

}
