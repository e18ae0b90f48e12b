package io.toolruntime.sandbox;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.toolruntime.BackendInfo;
import io.toolruntime.ExecutionError;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.guest.ScriptedGuest;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.Isolation;

/** Opens sandboxes in this JVM, with guests that do what a test says. */
public final class ScriptedSandboxProvider implements SandboxProvider {

	private final Function<SandboxSpec, ScriptedGuest> guests;

	public final List<ScriptedSandbox> opened = Collections.synchronizedList(new ArrayList<>());

	public final AtomicInteger living = new AtomicInteger();

	public final AtomicInteger mostLiving = new AtomicInteger();

	public volatile String image = "image-1";

	public volatile boolean tightens = true;

	public volatile @Nullable String down;

	public volatile @Nullable ExecutionOutcome limitHit;

	public volatile @Nullable Integer exitCode;

	public volatile boolean exitAwaited;

	public volatile boolean failsToClose;

	public volatile boolean leavesProcesses;

	public volatile boolean closed;

	public volatile Map<Limit, Enforcement> configured = Map.of();

	public ScriptedSandboxProvider(Function<SandboxSpec, ScriptedGuest> guests) {
		this.guests = guests;
	}

	/** Opens sandboxes whose guests run a script each. */
	public static ScriptedSandboxProvider of(ScriptedGuest.Script script) {
		return new ScriptedSandboxProvider((spec) -> ScriptedGuest.running((guest) -> {
			guest.becomeReady();
			guest.read();
			script.run(guest);
		}));
	}

	@Override
	public BackendInfo info() {
		return new BackendInfo("scripted", "standard", Isolation.NAMESPACE, false, Map.of());
	}

	@Override
	public Set<String> languages() {
		return Set.of("javascript", "python");
	}

	@Override
	public Map<String, Object> check() {
		requireUp();
		return Map.of("engine", "scripted");
	}

	private void requireUp() {
		if (this.down != null) {
			throw new RuntimeUnavailableException(this.down, "scripted", Duration.ofSeconds(1));
		}
	}

	@Override
	public LimitsEnforced enforcement(Limits limits) {
		return LimitsEnforced.nothing(limits).with(this.configured);
	}

	@Override
	public String image(String language) {
		return this.image;
	}

	@Override
	public Sandbox open(SandboxSpec spec) {
		requireUp();
		ScriptedSandbox sandbox = new ScriptedSandbox(spec, this.guests.apply(spec));
		this.opened.add(sandbox);
		this.mostLiving.accumulateAndGet(this.living.incrementAndGet(), Math::max);
		return sandbox;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	/** One of them. */
	public final class ScriptedSandbox implements Sandbox {

		public final SandboxSpec spec;

		private final ScriptedGuest guest;

		public volatile @Nullable Limits tightenedTo;

		private final AtomicBoolean gone = new AtomicBoolean();

		ScriptedSandbox(SandboxSpec spec, ScriptedGuest guest) {
			this.spec = spec;
			this.guest = guest;
		}

		/** Its guest dies. */
		public void kill() {
			this.guest.close();
		}

		@Override
		public boolean isGone() {
			return this.gone.get() && !ScriptedSandboxProvider.this.leavesProcesses;
		}

		@Override
		public OutputStream stdin() {
			return this.guest.stdin();
		}

		@Override
		public InputStream stdout() {
			return this.guest.stdout();
		}

		@Override
		public InputStream stderr() {
			return this.guest.stderr();
		}

		@Override
		public boolean tighten(Limits limits) {
			this.tightenedTo = limits;
			return ScriptedSandboxProvider.this.tightens;
		}

		@Override
		public @Nullable ExecutionOutcome limitHit(@Nullable ExecutionError error) {
			return ScriptedSandboxProvider.this.limitHit;
		}

		@Override
		public Map<Limit, Enforcement> evidence() {
			return Map.of(Limit.MEMORY,
					Enforcement.measured("256MB", "scripted", Enforcement.Observer.HOST, "256MB", "1MB"));
		}

		@Override
		public Optional<SandboxExit> exit(Duration wait) {
			ScriptedSandboxProvider.this.exitAwaited = true;
			return Optional.ofNullable(ScriptedSandboxProvider.this.exitCode).map(SandboxExit::new);
		}

		@Override
		public void close() {
			if (this.gone.compareAndSet(false, true)) {
				this.guest.close();
				ScriptedSandboxProvider.this.living.decrementAndGet();
			}
			if (ScriptedSandboxProvider.this.failsToClose) {
				throw new IllegalStateException("The engine does not answer");
			}
		}

	}

}
