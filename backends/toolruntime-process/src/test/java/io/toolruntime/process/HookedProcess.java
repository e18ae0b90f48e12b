package io.toolruntime.process;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A process of which another has the id now, and that does something when its input is
 * closed.
 */
final class HookedProcess extends Process {

	private final Process process;

	private final ProcessHandle handle;

	private final Runnable onInput;

	HookedProcess(Process process, ProcessHandle handle, Runnable onInput) {
		this.process = process;
		this.handle = handle;
		this.onInput = onInput;
	}

	@Override
	public ProcessHandle toHandle() {
		return this.handle;
	}

	@Override
	public long pid() {
		return this.handle.pid();
	}

	@Override
	public OutputStream getOutputStream() {
		this.onInput.run();
		return this.process.getOutputStream();
	}

	@Override
	public InputStream getInputStream() {
		return this.process.getInputStream();
	}

	@Override
	public InputStream getErrorStream() {
		return this.process.getErrorStream();
	}

	@Override
	public int waitFor() throws InterruptedException {
		return this.process.waitFor();
	}

	@Override
	public int exitValue() {
		return this.process.exitValue();
	}

	@Override
	public void destroy() {
		this.process.destroy();
	}

}
