package io.toolruntime.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.HostConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.sandbox.FirstByteStream;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxExit;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * A guest in a container. When it has said its first word, and before anybody hears it,
 * its container is looked at; it goes on only if it is what it should be.
 */
final class DockerSandbox implements Sandbox {

	private static final Logger logger = LoggerFactory.getLogger(DockerSandbox.class);

	private static final long POLL_MILLIS = 10;

	/** Whoever waits for a result waits no longer for this than for one call. */
	private static final Duration LONGEST_REMOVAL = Duration.ofSeconds(10);

	private final SandboxSpec spec;

	private final HostConfig asked;

	private final boolean othersAreSeen;

	private final DockerHost host;

	private final String container;

	private final String interpreter;

	private final AttachedStreams streams;

	private final InputStream stdout;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Map<Limit, Enforcement> seen = new EnumMap<>(Limit.class);

	private volatile @Nullable ContainerLook look;

	/** Where this machine can see it; {@code null} elsewhere. */
	private volatile @Nullable ControlGroup group;

	/** What it is held to now. */
	private volatile Limits limits;

	private volatile boolean gone;

	/**
	 * Creates it, for a container that has been started.
	 * @param spec what it shall be
	 * @param asked what the engine was asked for
	 * @param host what it was started with
	 * @param container id of the container
	 * @param interpreter what the guest runs on
	 * @param streams its standard streams
	 * @param othersAreSeen whether containers of this engine can be looked at from here,
	 * so that this one must be too
	 */
	DockerSandbox(SandboxSpec spec, HostConfig asked, DockerHost host, String container, String interpreter,
			AttachedStreams streams, boolean othersAreSeen) {
		this.othersAreSeen = othersAreSeen;
		this.spec = spec;
		this.asked = asked;
		this.limits = spec.limits();
		this.host = host;
		this.container = container;
		this.interpreter = interpreter;
		this.streams = streams;
		this.stdout = new FirstByteStream(streams.stdout(), this::inspect);
	}

	private void inspect() throws IOException {
		try {
			InspectContainerResponse now = this.host.engine().inspect(this.container);
			ContainerInspection inspection = this.host.inspection();
			AcceptedConfig.of(this.asked, now).require(this.host.mayHaveSwap());
			long pid = Objects.requireNonNullElse(now.getState().getPidLong(), 0L);
			boolean visible = pid > 0 && this.host.isHere() && inspection.isVisible(pid, this.container);
			if (visible) {
				look(inspection, pid);
			}
			else if (this.othersAreSeen) {
				throw new IOException("its processes cannot be seen, and those of others can");
			}
			this.look = (visible && inspection.seesFiles()) ? new HostLook(this.host.space(), this.host.proc(), pid)
					: new ExecLook(this.host.engine(), this.container, this.interpreter, this.spec.language());
		}
		catch (IOException | RuntimeException ex) {
			if (!this.closed.get()) {
				logger.error("A sandbox is not what it should be and is not used: {}", ex.getMessage());
			}
			this.streams.close();
			throw new IOException("The sandbox is not what it should be: " + ex.getMessage(), ex);
		}
	}

	private void look(ContainerInspection inspection, long pid) throws IOException {
		ControlGroup found = inspection.group(pid, this.spec.limits());
		Map<Limit, Enforcement> entries = inspection.of(pid, this.spec.limits());
		entries.putAll(evidence(found));
		synchronized (this.seen) {
			this.seen.putAll(entries);
		}
		this.group = found;
		this.host.watch().add(found, this::kill);
		if (this.closed.get()) {
			this.host.watch().remove(found);
		}
	}

	/* One process was killed for want of memory: the rest of it ends too. */
	private boolean kill() {
		try {
			return this.host.engine().kill(this.container);
		}
		catch (ToolRuntimeException ex) {
			logger.debug("Container {} is not killed yet", this.container, ex);
			return false;
		}
	}

	/**
	 * Tells whether its processes were looked at from the host.
	 * @return whether they were; {@code false} before its first word
	 */
	boolean isSeen() {
		return this.group != null;
	}

	@Override
	public OutputStream stdin() {
		return this.streams.stdin();
	}

	@Override
	public InputStream stdout() {
		return this.stdout;
	}

	@Override
	public InputStream stderr() {
		return this.streams.stderr();
	}

	@Override
	public boolean tighten(Limits limits) {
		Limits made = this.spec.limits();
		ControlGroup current = this.group;
		boolean counted = !this.host.runtime().isGvisor() || Objects.equals(made.pids(), limits.pids());
		// Only from inside could its file systems be made smaller, or gVisor's count
		if (!Objects.equals(made.disk(), limits.disk()) || !counted) {
			return false;
		}
		try {
			this.host.engine().update(this.container, limits, this.host.definition().hostPids(limits));
			AcceptedConfig.of(this.host.definition().host(limits, Set.of()), this.host.engine().inspect(this.container))
				.requireLimits(this.host.mayHaveSwap());
			if (current != null) {
				current.require(this.host.definition().ofControlGroup(limits));
				Map<Limit, Enforcement> entries = evidence(current);
				synchronized (this.seen) {
					this.seen.putAll(entries);
				}
			}
			this.limits = limits;
			return true;
		}
		catch (IOException | ToolRuntimeException | NotFoundException ex) {
			logger.debug("Limits cannot be lowered to {}", limits, ex);
			return false;
		}
	}

	@Override
	public @Nullable ExecutionOutcome limitHit(@Nullable ExecutionError error) {
		ControlGroup current = this.group;
		if ((current != null && current.memoryKills() > 0) || wasKilledForMemory()) {
			return ExecutionOutcome.MEMORY_LIMIT;
		}
		ContainerUse use = use(error);
		boolean refused = current != null && !this.host.runtime().isGvisor() && current.processRefusals() > 0;
		if (refused || use.isNear(this.limits.pids())) {
			return ExecutionOutcome.PROCESS_LIMIT;
		}
		return use.full() ? ExecutionOutcome.DISK_LIMIT : null;
	}

	private ContainerUse use(@Nullable ExecutionError error) {
		ContainerLook current = this.look;
		return (current != null) ? current.use(error) : ContainerUse.UNKNOWN;
	}

	private boolean wasKilledForMemory() {
		try {
			return Boolean.TRUE.equals(this.host.engine().inspect(this.container).getState().getOOMKilled());
		}
		catch (NotFoundException ex) {
			return false;
		}
		catch (ToolRuntimeException ex) {
			throw engineGone(ex);
		}
	}

	@Override
	public Map<Limit, Enforcement> evidence() {
		Map<Limit, Enforcement> evidence = new EnumMap<>(Limit.class);
		synchronized (this.seen) {
			evidence.putAll(this.seen);
		}
		ControlGroup current = this.group;
		if (current != null) {
			evidence.putAll(evidence(current));
		}
		return evidence;
	}

	private Map<Limit, Enforcement> evidence(ControlGroup current) {
		Map<Limit, Enforcement> evidence = current.evidence();
		if (this.host.runtime().isGvisor()) {
			// What the host counts there are gVisor's own threads
			evidence.remove(Limit.PIDS);
		}
		return evidence;
	}

	@Override
	public Optional<SandboxExit> exit(Duration wait) throws InterruptedException {
		long deadline = System.nanoTime() + wait.toNanos();
		while (true) {
			InspectContainerResponse.ContainerState state = state();
			if (state == null) {
				return Optional.empty();
			}
			if (Boolean.FALSE.equals(state.getRunning())) {
				Long code = state.getExitCodeLong();
				return Optional.of(new SandboxExit((code != null) ? code.intValue() : -1));
			}
			if (System.nanoTime() - deadline >= 0) {
				return Optional.empty();
			}
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
		}
	}

	private InspectContainerResponse.@Nullable ContainerState state() {
		try {
			return this.host.engine().inspect(this.container).getState();
		}
		catch (NotFoundException ex) {
			throw new SandboxFailedException("Somebody removed the container of a sandbox", this.host.runtime().kind(),
					true, null, ex);
		}
		catch (ToolRuntimeException ex) {
			throw engineGone(ex);
		}
	}

	private SandboxFailedException engineGone(ToolRuntimeException cause) {
		return new SandboxFailedException("The engine went away: " + cause.getMessage(), this.host.runtime().kind(),
				true, null, cause);
	}

	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		ControlGroup current = this.group;
		if (current != null) {
			this.host.watch().remove(current);
		}
		this.streams.close();
		try {
			this.host.engine().remove(this.container, LONGEST_REMOVAL);
			this.gone = !this.host.engine().has(this.container);
		}
		catch (ToolRuntimeException ex) {
			logger.warn("The container of sandbox {} is not removed yet: {}", this.spec.id(), ex.getMessage());
		}
		if (!this.gone) {
			this.host.removeLater(this.container, () -> this.gone = true);
		}
	}

	@Override
	public boolean isGone() {
		return this.gone;
	}

}
