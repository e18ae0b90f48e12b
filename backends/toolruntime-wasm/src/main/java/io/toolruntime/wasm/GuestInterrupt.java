package io.toolruntime.wasm;

import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread of a guest, but only while the thread is at the guest's work.
 */
final class GuestInterrupt {

	private @Nullable Thread thread;

	/**
	 * This thread may be interrupted from now on.
	 */
	synchronized void allow() {
		this.thread = Thread.currentThread();
	}

	/**
	 * Does something of the host's on the guest's thread, and is not interrupted: a
	 * listener may write to a channel, which an interrupt would close.
	 * @param action what to do
	 */
	void without(Runnable action) {
		forbid();
		try {
			action.run();
		}
		finally {
			allow();
		}
	}

	private synchronized void forbid() {
		this.thread = null;
	}

	/**
	 * Interrupts the guest, unless that is this very thread.
	 */
	synchronized void interrupt() {
		if (this.thread != null && this.thread != Thread.currentThread()) {
			this.thread.interrupt();
		}
	}

	/**
	 * This thread must not be interrupted for the guest any more, and is not.
	 */
	void end() {
		forbid();
		Thread.interrupted();
	}

}
