package io.toolruntime.wasm;

import run.endive.runtime.Memory;

/** Memory of a guest with one thread: nobody waits for anybody. */
interface UnsharedMemory extends Memory {

	@Override
	default boolean shared() {
		return false;
	}

	@Override
	default Object lock(int address) {
		throw new UnsupportedOperationException("A guest has one thread");
	}

	@Override
	default int waitOn(int address, int expected, long timeout) {
		throw new UnsupportedOperationException("A guest has one thread");
	}

	@Override
	default int waitOn(int address, long expected, long timeout) {
		throw new UnsupportedOperationException("A guest has one thread");
	}

	@Override
	default int notify(int address, int maxThreads) {
		return 0;
	}

}
