package io.toolruntime.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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

	/** What a process has in its environment without anybody giving it. */
	private static final int SHORTEST_TELLING_VALUE = 6;

	private final SecurityProfile profile;

	private final SandboxProvider provider;

	private final SandboxPool pool;

	private final Executor threads;

	/**
	 * Creates a probe.
	 * @param profile the profile
	 * @param provider what its sandboxes are
	 * @param pool where one is taken from
	 * @param threads write to the guest
	 */
	public SandboxProbe(SecurityProfile profile, SandboxProvider provider, SandboxPool pool, Executor threads) {
		this.profile = profile;
		this.provider = provider;
		this.pool = pool;
		this.threads = threads;
	}

	/**
	 * Tries all of it, in one sandbox.
	 * @return what was found: a protection that held, or one that did not. Nothing of a
	 * try whose control failed
	 * @throws SandboxFailedException if the probe could not be run
	 */
	public Map<Limit, Enforcement> findings() {
		String language = new TreeSet<>(this.provider.languages()).first();
		try (ProbeControls controls = new ProbeControls()) {
			boolean listens = controls.isListenerReachable();
			boolean readable = controls.isFileReadable();
			Map<?, ?> met = run(language, controls);
			Findings findings = new Findings(this.provider.enforcement(this.profile.limits()), met);
			if (listens) {
				findings.found(Limit.NETWORK, controls.hasVisitor() || findings.is("network", "connected"),
						"a sandbox reached a listener of the host", Observer.HOST, "refused");
			}
			if (readable) {
				boolean read = findings.is("read", controls.secret());
				findings.found(Limit.ROOT_FILESYSTEM, read || controls.wasWritten(),
						read ? "a sandbox read a file of the host" : "a sandbox wrote into /usr of the host",
						read ? Observer.GUEST : Observer.HOST, "refused");
			}
			findings.environment();
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

		void found(Limit limit, boolean breached, String breach, Observer observer, String measured) {
			Enforcement entry = this.configured.get(limit);
			if (breached) {
				this.entries.put(limit, Enforcement.notEnforced(entry.requested(), breach));
			}
			else if (entry.status() == Enforcement.Status.ENFORCED) {
				this.entries.put(limit,
						Enforcement.measured(entry.requested(), entry.mechanism(), observer, measured, null));
			}
		}

		/* Whether a value that the host has, and nobody would guess, is there too. */
		void environment() {
			String environment = text("environment");
			List<String> telling = System.getenv()
				.entrySet()
				.stream()
				.filter((variable) -> !variable.getKey().equals("PATH")
						&& variable.getValue().length() >= SHORTEST_TELLING_VALUE)
				.map((variable) -> "\"" + variable.getKey() + "\"")
				.toList();
			if (!telling.isEmpty() && !environment.isEmpty()) {
				found(Limit.ENVIRONMENT,
						telling.stream()
							.filter((name) -> !name.equals("\"HOME\"") && !name.equals("\"LANG\""))
							.anyMatch(environment::contains),
						"a sandbox saw a variable of the host", Observer.GUEST, "cleared");
			}
		}

		void user() {
			String user = text("user");
			if (user.matches("\\d{1,10}")) {
				found(Limit.USER, user.equals("0"), "the code is root", Observer.GUEST, user);
			}
		}

		void capabilities() {
			String capabilities = text("capabilities");
			if (capabilities.matches("[0-9a-f]{1,16}")) {
				found(Limit.CAPABILITIES, !capabilities.matches("0+"), "the code has the capabilities " + capabilities,
						Observer.GUEST, capabilities);
			}
		}

		void systemCalls() {
			String mode = text("systemCalls");
			if (mode.matches("\\d")) {
				found(Limit.SYSTEM_CALLS, !mode.equals("2") || is("newPrivileges", "0"),
						"no filter of system calls is in force", Observer.GUEST, "Seccomp " + mode);
			}
		}

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
