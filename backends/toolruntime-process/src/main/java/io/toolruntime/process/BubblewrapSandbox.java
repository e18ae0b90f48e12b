package io.toolruntime.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.sandbox.FirstByteStream;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxExit;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * A guest in bubblewrap. When it has said its first word, and before anybody hears it, it
 * is looked at from outside; it goes on only if it is what it should be.
 */
final class BubblewrapSandbox implements Sandbox {

	private static final Logger logger = LoggerFactory.getLogger(BubblewrapSandbox.class);

	private static final Duration LONGEST_END = Duration.ofSeconds(2);

	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

	private final SandboxSpec spec;

	private final BubblewrapRuntime runtime;

	private final Process process;

	private final ProcessEnd end;

	private final @Nullable ControlGroup group;

	private final @Nullable Long user;

	private final Inspection inspection;

	private final InputStream stdout;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** Whether it was closed and none of its processes can be there any more. */
	private boolean gone;

	private final Map<Limit, Enforcement> seen = new EnumMap<>(Limit.class);

	private @Nullable Workspace workspace;

	/** First process of the PID namespace, with which all of it ends. */
	private volatile @Nullable First first;

	/** Whether the workspace was full when last looked at, which it stays. */
	private boolean full;

	BubblewrapSandbox(SandboxSpec spec, BubblewrapRuntime runtime, Process process, @Nullable ControlGroup group,
			@Nullable Long user, Inspection inspection) {
		this.spec = spec;
		this.runtime = runtime;
		this.process = process;
		this.end = new ProcessEnd(spec.id(), process);
		this.group = group;
		this.user = user;
		this.inspection = inspection;
		this.stdout = new FirstByteStream(process.getInputStream(), this::inspect);
	}

	private void inspect() throws IOException {
		try {
			long monitor = this.process.pid();
			long init = this.runtime.proc()
				.child(monitor)
				.orElseThrow(() -> new IOException("bubblewrap has no process in it"));
			this.first = First.of(init, this.runtime.proc());
			this.inspection.ofFirst(init);
			long guest = this.runtime.proc().child(init).orElseThrow(() -> new IOException("there is no guest in it"));
			Map<Limit, Enforcement> found = this.inspection.of(guest);
			if (this.group != null && !this.group.processes().contains(guest)) {
				throw new IOException("its guest is not in its control group");
			}
			Workspace opened = Workspace.open(this.runtime.programs(),
					this.runtime.proc().of(monitor, "root" + this.runtime.mountPoint()).resolve(this.spec.id()));
			synchronized (this.seen) {
				this.seen.putAll(found);
				this.workspace = opened;
			}
			if (this.closed.get()) {
				closeWorkspace();
			}
		}
		catch (IOException | RuntimeException ex) {
			if (!this.closed.get()) {
				logger.error("A sandbox is not what it should be and is not used: {}", ex.getMessage(), ex);
			}
			kill();
			throw new IOException("The sandbox is not what it should be: " + ex.getMessage(), ex);
		}
	}

	@Override
	public OutputStream stdin() {
		return this.process.getOutputStream();
	}

	@Override
	public InputStream stdout() {
		return this.stdout;
	}

	@Override
	public InputStream stderr() {
		return this.process.getErrorStream();
	}

	@Override
	public boolean tighten(Limits limits) {
		Limits made = this.spec.limits();
		if (!Objects.equals(made.disk(), limits.disk())) {
			// Only from inside could the file system be made smaller
			return false;
		}
		boolean same = Objects.equals(made.memory(), limits.memory()) && Objects.equals(made.cpus(), limits.cpus())
				&& Objects.equals(made.pids(), limits.pids());
		return same || (this.group != null && this.group.tighten(limits) && this.group.holdsAllOf(limits));
	}

	@Override
	public @Nullable ExecutionOutcome limitHit(@Nullable ExecutionError error) {
		if (this.group != null && this.group.memoryKills() > 0) {
			return ExecutionOutcome.MEMORY_LIMIT;
		}
		if (this.group != null && this.group.processRefusals() > 0) {
			return ExecutionOutcome.PROCESS_LIMIT;
		}
		return isFull() ? ExecutionOutcome.DISK_LIMIT : null;
	}

	private boolean isFull() {
		synchronized (this.seen) {
			if (!this.full && this.workspace != null) {
				try {
					this.full = this.workspace.isFull();
				}
				catch (IOException ex) {
					logger.debug("The workspace of {} cannot be looked at", this.spec.id(), ex);
				}
			}
			return this.full;
		}
	}

	@Override
	public Map<Limit, Enforcement> evidence() {
		Map<Limit, Enforcement> evidence = new EnumMap<>(Limit.class);
		synchronized (this.seen) {
			evidence.putAll(this.seen);
		}
		if (this.group != null) {
			evidence.putAll(this.group.evidence());
		}
		return evidence;
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
			boolean killed = kill();
			this.end.closeInput();
			this.end.await();
			closeWorkspace();
			if (!this.gone) {
				finish(killed);
			}
			if (!this.gone) {
				this.runtime.remember(this);
				logger.warn("Processes of sandbox {} may still run: its user id and its place are for no other until"
						+ " they are gone", this.spec.id());
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

	/* What it had on the host is for others when none of its processes can be there. */
	private void finish(boolean killed) {
		this.gone = killed && !this.process.isAlive();
		if (!this.gone) {
			return;
		}
		if (this.group != null) {
			this.runtime.watch().remove(this.group);
			this.group.close();
		}
		if (this.user != null) {
			this.runtime.users().release(this.user);
		}
		this.runtime.forget(this);
	}

	/* Returns whether nothing is left. */
	private boolean kill() {
		First init = this.first;
		if (init == null) {
			// Wherever its start has come to: it may not be in its control group yet
			ProcessTree.kill9(this.process);
		}
		else if (this.process.isAlive()) {
			// The kernel ends everything else in its PID namespace, and waits for that
			init.handle().destroyForcibly();
		}
		boolean ended = this.group == null || this.group.end();
		if (init != null && endsSoon() && ends(init)) {
			return ended;
		}
		ProcessTree.kill9(this.process);
		return this.runtime.tree().kill(ProcessTree.mark(this.spec.id())) && ended;
	}

	/*
	 * bubblewrap does not wait for the first process of the PID namespace, but the kernel
	 * lets that one end last. One that is ending has left its control group before.
	 */
	private boolean ends(First init) {
		long deadline = System.nanoTime() + LONGEST_END.toNanos();
		while (this.runtime.proc().isRunning(init.handle().pid(), init.startTime())) {
			if (System.nanoTime() > deadline) {
				return false;
			}
			LockSupport.parkNanos(PAUSE);
		}
		return true;
	}

	private boolean endsSoon() {
		try {
			return this.process.waitFor(1, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private void closeWorkspace() {
		synchronized (this.seen) {
			if (this.workspace != null) {
				try {
					this.workspace.close();
				}
				catch (IOException ex) {
					logger.debug("The workspace of {} cannot be closed", this.spec.id(), ex);
				}
				this.workspace = null;
			}
		}
	}

	/**
	 * First process of the PID namespace. Its id may be somebody else's when it is gone.
	 *
	 * @param handle the process
	 * @param startTime when it began
	 */
	private record First(ProcessHandle handle, long startTime) {

		static First of(long pid, Proc proc) throws IOException {
			return new First(ProcessHandle.of(pid).orElseThrow(First::ended),
					proc.startTime(pid).orElseThrow(First::ended));
		}

		private static IOException ended() {
			return new IOException("its first process has ended");
		}

	}

}
