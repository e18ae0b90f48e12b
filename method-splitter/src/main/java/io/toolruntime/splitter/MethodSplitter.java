package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.List;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;

/**
 * Splits one static method into chunks.
 */
final class MethodSplitter {

	private static final int CHUNK_ACCESS = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;

	private final String owner;

	private final boolean isInterface;

	private final ClassHierarchy hierarchy;

	private final SplitOptions options;

	MethodSplitter(String owner, boolean isInterface, ClassHierarchy hierarchy, SplitOptions options) {
		this.owner = owner;
		this.isInterface = isInterface;
		this.hierarchy = hierarchy;
		this.options = options;
	}

	/**
	 * Splits a method.
	 * @param method the method, which becomes the driver
	 * @param frame the class of its frame object
	 * @return the driver and the chunks
	 * @throws SplitException if it cannot be split
	 */
	SplitMethod split(MethodNode method, FrameClass frame) {
		if ((method.access & Opcodes.ACC_STATIC) == 0) {
			throw new SplitException("it is not static");
		}
		if (method.name.equals("<clinit>")) {
			throw new SplitException("it initializes its class, and no other method may assign final fields");
		}
		String key = this.owner + "." + method.name + method.desc;
		ControlFlowGraph whole = ControlFlowGraph.whole(this.owner, method, this.hierarchy);
		BlockHeat heat = this.options.profile().heat(key, method, whole);
		if (this.options.record()) {
			EdgeCounter.add(method, whole, frame, key);
		}
		new SwitchNarrowing(method, whole, heat).apply();
		MethodShape shape = shape(method);
		if (new SwitchDivision(shape, heat, new ChunkSize(shape, frame), this.options.limit()).apply()) {
			shape = shape(method);
		}
		SplitPlan plan = new SplitPlan(
				new ChunkPartition(shape, heat, new ChunkSize(shape, frame), this.options.limit()).chunks());
		DriverWriter driver = new DriverWriter(shape, frame);
		List<MethodNode> chunks = new ArrayList<>();
		for (int i = 0; i < plan.chunks().size(); i++) {
			MethodNode chunk = new MethodNode(CHUNK_ACCESS, DriverWriter.chunkName(method.name, i),
					driver.chunkDescriptor(), null, null);
			ChunkWriter.write(shape, frame, plan.chunks().get(i), plan::state, (1 << plan.entryBits()) - 1, chunk);
			chunks.add(chunk);
		}
		driver.write(plan, this.owner, this.isInterface);
		return new SplitMethod(method, chunks, frame);
	}

	/** Long blocks are cut, so that what remains of a chunk's room is small. */
	private MethodShape shape(MethodNode method) {
		return MethodShape.of(this.owner, method, this.hierarchy, Math.max(4, this.options.limit() / 16));
	}

}
