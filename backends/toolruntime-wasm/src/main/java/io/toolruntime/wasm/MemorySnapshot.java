package io.toolruntime.wasm;

/**
 * The memory of a guest at a moment, from which others are cloned. Its pages are shared
 * by all clones and never written.
 *
 * @param pages the pages, each of 64 KB
 * @param stackPointer the engine's stack pointer at that moment
 */
record MemorySnapshot(byte[][] pages, int stackPointer) {
}
