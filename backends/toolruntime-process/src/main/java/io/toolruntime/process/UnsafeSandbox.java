package io.toolruntime.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxExit;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * A guest that is a plain process. It can do whatever the application's user can; but all
 * that came from it is gone when it is closed.
 */
final class UnsafeSandbox implements Sandbox {

	private static final Logger logger = LoggerFactory.getLogger(UnsafeSandbox.class);

	private final SandboxSpec spec;

	private final Process process;

	private final ProcessEnd end;

	private final @Nullable ControlGroup group;

	private final ProcessTree tree;

	private final Path folder;

	private final Consumer<UnsafeSandbox> onClose;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Whether it was closed and none of its processes can be there any more. */
	private boolean gone;

	UnsafeSandbox(SandboxSpec spec, Process process, @Nullable ControlGroup group, ProcessTree tree, Path folder,
			Consumer<UnsafeSandbox> onClose) {
		this.spec = spec;
		this.process = process;
		this.end = new ProcessEnd(spec.id(), process);
		this.group = group;
		this.tree = tree;
		this.folder = folder;
		this.onClose = onClose;
	}

	@Override
	public OutputStream stdin() {
		return this.process.getOutputStream();
	}

	@Override
	public InputStream stdout() {
		return this.process.getInputStream();
	}

	@Override
	public InputStream stderr() {
		return this.process.getErrorStream();
	}

	@Override
	public boolean tighten(Limits limits) {
		Limits made = this.spec.limits();
		boolean same = Objects.equals(made.memory(), limits.memory()) && Objects.equals(made.cpus(), limits.cpus())
				&& Objects.equals(made.pids(), limits.pids());
		// Where nothing holds a limit, nothing has to hold a lower one
		return same || this.group == null || this.group.tighten(limits);
	}

	@Override
	public @Nullable ExecutionOutcome limitHit(@Nullable ExecutionError error) {
		if (this.group != null && this.group.memoryKills() > 0) {
			return ExecutionOutcome.MEMORY_LIMIT;
		}
		return (this.group != null && this.group.processRefusals() > 0) ? ExecutionOutcome.PROCESS_LIMIT : null;
	}

	@Override
	public Map<Limit, Enforcement> evidence() {
		return (this.group != null) ? this.group.evidence() : Map.of();
	}

	@Override
	public Optional<SandboxExit> exit(Duration wait) throws InterruptedException {
		return this.end.exit(wait);
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		synchronized (this.end) {
			// Before their parents go, by which they are found where nothing else tells
			List<ProcessHandle> descendants = this.process.isAlive() ? this.process.descendants().toList() : List.of();
			boolean killed = kill();
			descendants.forEach(ProcessHandle::destroyForcibly);
			this.end.closeInput();
			this.end.await();
			if (!this.gone) {
				finish(killed);
			}
			if (!this.gone) {
				logger.warn("Processes of sandbox {} may still run: its place is for no other until they are gone",
						this.spec.id());
			}
		}
	}

	@Override
	public boolean isGone() {
		if (!this.closed.get()) {
			return false;
		}
		synchronized (this.end) {
			if (!this.gone) {
				finish(kill());
			}
			return this.gone;
		}
	}

	/* Returns whether nothing is left. */
	private boolean kill() {
		boolean ended = this.group == null || this.group.end();
		ProcessTree.kill9(this.process);
		return this.tree.kill(ProcessTree.mark(this.spec.id())) && ended;
	}

	/* Its folder tells a later application which processes to look for. */
	private void finish(boolean killed) {
		this.gone = killed && !this.process.isAlive();
		if (this.gone) {
			if (this.group != null) {
				this.group.close();
			}
			Instance.delete(this.folder);
			this.onClose.accept(this);
		}
	}

	@Nullable ControlGroup group() {
		return this.group;
	}

}
