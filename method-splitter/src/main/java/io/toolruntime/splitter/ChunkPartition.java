package io.toolruntime.splitter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides a method's blocks into chunks, each of which is smaller than a limit when it is
 * finished.
 */
final class ChunkPartition {

	private final MethodShape shape;

	private final BlockHeat heat;

	private final ChunkSize size;

	private final int limit;

	/**
	 * Creates a partition.
	 * @param shape the method
	 * @param heat how often its blocks run
	 * @param size measures chunks
	 * @param limit chunks have fewer bytecodes than this
	 */
	ChunkPartition(MethodShape shape, BlockHeat heat, ChunkSize size, int limit) {
		this.shape = shape;
		this.heat = heat;
		this.size = size;
		this.limit = limit;
	}

	/**
	 * Divides.
	 * @return the chunks; each block of the method is in one of them
	 * @throws SplitException if a block alone is too large
	 */
	List<Chunk> chunks() {
		List<Chunk> chunks = new ArrayList<>();
		List<BasicBlock> rest = order();
		while (!rest.isEmpty()) {
			int count = mostThatFit(rest);
			chunks.add(chunk(rest.subList(0, count)));
			rest = rest.subList(count, rest.size());
		}
		return chunks;
	}

	/**
	 * The hottest first, so that the first chunks hold what runs nearly always; in the
	 * method's order where nothing is known. Measured, this is faster than keeping blocks
	 * together that follow each other, though control crosses borders twice as often.
	 */
	private List<BasicBlock> order() {
		List<BasicBlock> order = new ArrayList<>(this.shape.graph().blocks());
		order.sort(Comparator.comparingLong(this.heat::of).reversed());
		return order;
	}

	private int mostThatFit(List<BasicBlock> order) {
		if (!fits(order.subList(0, 1))) {
			throw new SplitException("its block " + order.get(0).id() + " alone has "
					+ this.size.of(chunk(order.subList(0, 1))) + " bytecodes as a method");
		}
		int fitting = 1;
		int tooMany = order.size() + 1;
		for (int step = 16; fitting + step < tooMany; step *= 2) {
			if (fits(order.subList(0, fitting + step))) {
				fitting += step;
			}
			else {
				tooMany = fitting + step;
			}
		}
		while (tooMany - fitting > 1) {
			int middle = (fitting + tooMany) >>> 1;
			if (fits(order.subList(0, middle))) {
				fitting = middle;
			}
			else {
				tooMany = middle;
			}
		}
		return fitting;
	}

	private boolean fits(List<BasicBlock> blocks) {
		return this.size.of(chunk(blocks)) < this.limit;
	}

	private Chunk chunk(List<BasicBlock> blocks) {
		return Chunk.of(this.shape, this.heat, blocks);
	}

}
