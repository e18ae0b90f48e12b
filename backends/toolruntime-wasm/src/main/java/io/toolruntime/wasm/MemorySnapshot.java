package io.toolruntime.wasm;

/**
 * The memory of a guest at a moment, from which others are cloned. Its blocks are shared
 * by all clones and never written.
 *
 * @param blocks the blocks, each of {@link BlockMemory#BLOCK_SIZE}
 * @param pages how many pages of 64 KB they are
 * @param stackPointer the engine's stack pointer at that moment
 */
record MemorySnapshot(byte[][] blocks, int pages, int stackPointer) {
}
