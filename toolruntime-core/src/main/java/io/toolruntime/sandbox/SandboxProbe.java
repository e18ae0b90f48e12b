package io.toolruntime.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.SandboxFailedException;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.ToolGatewayServer;
import io.toolruntime.guest.ArtifactBounds;
import io.toolruntime.guest.GuestEnd;
import io.toolruntime.guest.GuestEvents;
import io.toolruntime.guest.GuestRequest;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolException;

/**
 * Tries in a sandbox of a profile what it forbids: reaching a listener, reading a file of
 * the host, writing into its system directories, seeing its variables, being root, having
 * capabilities, making any system call. No user's code is in the sandbox, so what the
 * guest says is what it met; where the host can see it too, the host's word counts.
 */
public final class SandboxProbe {

	private static final long PATIENCE_SECONDS = 30;

	private static final Map<String, String> PROGRAMS = Map.of("javascript", "probe.js", "python", "probe.py");

	private final SecurityProfile profile;

	private final SandboxProvider provider;

	private final SandboxPool pool;

	private final Executor threads;

	private final Setup setup;

	/**
	 * Creates a probe.
	 * @param profile the profile
	 * @param provider what its sandboxes are
	 * @param pool where one is taken from
	 * @param threads write to the guest
	 */
	public SandboxProbe(SecurityProfile profile, SandboxProvider provider, SandboxPool pool, Executor threads) {
		this(profile, provider, pool, threads, ProbeControls::new);
	}

	SandboxProbe(SecurityProfile profile, SandboxProvider provider, SandboxPool pool, Executor threads, Setup setup) {
		this.profile = profile;
		this.provider = provider;
		this.pool = pool;
		this.threads = threads;
		this.setup = setup;
	}

	/**
	 * Tries all of it, in one sandbox.
	 * @return what was found: a protection that held, or one that did not. Nothing of a
	 * try whose control failed
	 * @throws SandboxFailedException if the probe could not be run
	 */
	public Map<Limit, Enforcement> findings() {
		String language = new TreeSet<>(this.provider.languages()).first();
		try (ProbeControls controls = this.setup.controls()) {
			boolean listens = controls.isListenerReachable();
			boolean readable = controls.isFileReadable();
			Map<?, ?> met = run(language, controls);
			Findings findings = new Findings(this.provider.enforcement(this.profile.limits()), met);
			findings.found(Limit.NETWORK, controls.hasVisitor() || findings.is("network", "connected"),
					listens && findings.wasRefused("network"), "a sandbox reached a listener of the host",
					Observer.HOST, "refused");
			boolean read = findings.is("read", controls.secret());
			findings.found(Limit.ROOT_FILESYSTEM, read || controls.wasWritten(),
					readable && findings.wasRefused("read") && findings.wasRefused("write"),
					read ? "a sandbox read a file of the host" : "a sandbox wrote into /usr of the host",
					read ? Observer.GUEST : Observer.HOST, "refused");
			findings.environment(controls.tellingVariables());
			findings.user();
			findings.capabilities();
			findings.systemCalls();
			return findings.entries;
		}
		catch (IOException ex) {
			throw failed("its controls could not be set up: " + ex.getMessage(), ex);
		}
	}

	private Map<?, ?> run(String language, ProbeControls controls) {
		GuestRequest request = new GuestRequest(program(language),
				JsonMapper.shared().writeValueAsString(controls.input()), Map.of(), List.of(), null,
				new ArtifactBounds(0, 0, 0));
		GuestSandbox sandbox = acquire(language);
		try {
			CompletableFuture<GuestEnd> end = new CompletableFuture<>();
			sandbox.session()
				.execute(request, new ToolGatewayServer(CatalogToolGateway.of(new Tool[0])), this.threads,
						new Listener(end));
			if (end.get(PATIENCE_SECONDS, TimeUnit.SECONDS) instanceof GuestEnd.Completed completed
					&& completed.value() instanceof Map<?, ?> met) {
				return met;
			}
			throw failed("it ended with " + end.join(), null);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed("it was interrupted", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw failed("it did not end", ex);
		}
		finally {
			this.pool.releaseNow(sandbox);
		}
	}

	private GuestSandbox acquire(String language) {
		try {
			GuestSandbox sandbox = this.pool.acquire(language, this.profile.limits(), "probe-" + UUID.randomUUID(),
					new Cancellation());
			if (sandbox == null) {
				throw failed("no sandbox could be had", null);
			}
			return sandbox;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw failed("it was interrupted", ex);
		}
	}

	private SandboxFailedException failed(String why, @Nullable Throwable cause) {
		return new SandboxFailedException("The probe of profile '" + this.profile.name() + "' failed: " + why,
				this.provider.info().kind(), true, null, cause);
	}

	private static String program(String language) {
		String name = PROGRAMS.getOrDefault(language, "");
		try (InputStream in = SandboxProbe.class.getResourceAsStream(name)) {
			if (in == null) {
				throw new IllegalStateException("There is no probe in " + language);
			}
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Findings, put together from what the guest met. */
	private static final class Findings {

		private final Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);

		private final LimitsEnforced configured;

		private final Map<?, ?> met;

		Findings(LimitsEnforced configured, Map<?, ?> met) {
			this.configured = configured;
			this.met = met;
		}

		String text(String name) {
			return (this.met.get(name) instanceof String text) ? text : "";
		}

		boolean is(String name, String text) {
			return text(name).equals(text);
		}

		/* A try that was not made was not refused. */
		boolean wasRefused(String name) {
			return text(name).startsWith("refused");
		}

		/* What was breached was; what was not, proves something if it could have been. */
		void found(Limit limit, boolean breached, boolean proven, String breach, Observer observer, String measured) {
			Enforcement entry = this.configured.get(limit);
			if (breached) {
				this.entries.put(limit, Enforcement.notEnforced(entry.requested(), breach));
			}
			else if (proven && entry.status() == Enforcement.Status.ENFORCED) {
				this.entries.put(limit,
						Enforcement.measured(entry.requested(), entry.mechanism(), observer, measured, null));
			}
		}

		void environment(Set<String> telling) {
			List<String> seen = List.of(text("environment").split("\0"));
			found(Limit.ENVIRONMENT, seen.stream().anyMatch(telling::contains),
					!telling.isEmpty() && !text("environment").isEmpty(), "a sandbox saw a variable of the host",
					Observer.GUEST, "cleared");
		}

		void user() {
			String user = text("user");
			if (user.matches("\\d{1,10}")) {
				found(Limit.USER, user.equals("0"), true, "the code is root", Observer.GUEST, user);
			}
		}

		void capabilities() {
			String capabilities = text("capabilities");
			if (capabilities.matches("[0-9a-f]{1,16}")) {
				found(Limit.CAPABILITIES, !capabilities.matches("0+"), true,
						"the code has the capabilities " + capabilities, Observer.GUEST, capabilities);
			}
		}

		void systemCalls() {
			String mode = text("systemCalls");
			// A kernel of the sandbox's own has no need of a filter inside
			boolean filtered = this.configured.get(Limit.KERNEL).status() != Enforcement.Status.ENFORCED;
			if (filtered && mode.matches("\\d")) {
				found(Limit.SYSTEM_CALLS, !mode.equals("2") || is("newPrivileges", "0"), true,
						"no filter of system calls is in force", Observer.GUEST, "Seccomp " + mode);
			}
		}

	}

	/** Sets the controls up. */
	interface Setup {

		ProbeControls controls() throws IOException;

	}

	private record Listener(CompletableFuture<GuestEnd> end) implements GuestEvents {

		@Override
		public void output(boolean error, String text) {
			// Nobody asked it to say anything
		}

		@Override
		public void refused(ToolException failure) {
			// There are no tools
		}

		@Override
		public void ended(GuestEnd end) {
			this.end.complete(end);
		}

	}

}
