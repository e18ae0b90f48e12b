package io.toolruntime.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.toolruntime.guest.ScriptedGuest;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Status;
import io.toolruntime.limit.Limit;
import io.toolruntime.profile.SecurityProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** What a probe claims, and what it does not where its controls fail. */
class SandboxProbeTests {

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev");

	private static final Map<String, String> VARIABLES = Map.of("HOST_SECRET", "s3cr3t-of-the-host", "PATH", "/usr/bin",
			"SHORT", "1", "KUBERNETES_SERVICE_HOST", "10.96.0.1");

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Map<String, Object> met = new HashMap<>(Map.of("network", "refused: ECONNREFUSED", "read",
			"refused: ENOENT", "write", "refused: EROFS", "environment", "PATH=/usr/bin\0", "user", "65534",
			"capabilities", "0000000000000000", "systemCalls", "2", "newPrivileges", "1"));

	private Map<String, String> variables = VARIABLES;

	private boolean listens = true;

	private boolean readable = true;

	private Visit visit = (input) -> {
	};

	@AfterEach
	void close() {
		this.threads.shutdownNow();
	}

	private ProbeControls controls() throws IOException {
		ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		if (!this.listens) {
			listener.close();
		}
		ProbeControls controls = new ProbeControls(listener, this.variables);
		if (!this.readable) {
			Files.delete(Path.of((String) controls.input().get("readable")));
		}
		return controls;
	}

	private Map<Limit, Enforcement> findings() {
		ScriptedSandboxProvider provider = new ScriptedSandboxProvider((spec) -> ScriptedGuest.running((guest) -> {
			guest.becomeReady();
			Map<?, ?> params = (Map<?, ?>) guest.read().get("params");
			this.visit.pay((Map<?, ?>) params.get("input"));
			guest.answer(this.met);
		}));
		Map<Limit, Enforcement> configured = new EnumMap<>(Limit.class);
		for (Limit limit : new Limit[] { Limit.NETWORK, Limit.ROOT_FILESYSTEM, Limit.ENVIRONMENT, Limit.USER,
				Limit.CAPABILITIES, Limit.SYSTEM_CALLS }) {
			configured.put(limit, Enforcement.configured(null, "a wall"));
		}
		provider.configured = configured;
		try (SandboxPool pool = new SandboxPool(PROFILE, provider, "test")) {
			return new SandboxProbe(PROFILE, provider, pool, this.threads, this::controls).findings();
		}
	}

	@Test
	void whatWasTriedAndRefusedIsMeasured() {
		assertThat(findings()).hasSize(6).allSatisfy((limit, finding) -> {
			assertThat(finding.status()).as(limit.key()).isEqualTo(Status.ENFORCED);
			assertThat(finding.measuredAt()).as(limit.key()).isNotNull();
		});
	}

	@Test
	void whereNobodyReachesTheListenerNothingIsClaimedOfTheNetwork() {
		this.listens = false;
		assertThat(findings()).doesNotContainKey(Limit.NETWORK).containsKey(Limit.ROOT_FILESYSTEM);
	}

	@Test
	void whereNobodyCanReadTheFileNothingIsClaimedOfTheFileSystem() {
		this.readable = false;
		assertThat(findings()).doesNotContainKey(Limit.ROOT_FILESYSTEM).containsKey(Limit.NETWORK);
	}

	@Test
	void whereTheHostHasNoVariableThatTellsNothingIsClaimedOfTheEnvironment() {
		this.variables = Map.of("PATH", "/usr/local/bin:/usr/bin", "SHORT", "1");
		assertThat(findings()).doesNotContainKey(Limit.ENVIRONMENT);
	}

	@Test
	void ofATryThatWasNotMadeNothingIsClaimed() {
		this.met.clear();
		assertThat(findings()).isEmpty();
	}

	@Test
	void whatTheSandboxDidNotSayTheHostSaw() {
		this.visit = (input) -> {
			new Socket((String) input.get("host"), (Integer) input.get("port")).close();
		};
		assertThat(findings().get(Limit.NETWORK).status()).isEqualTo(Status.NOT_ENFORCED);
	}

	@Test
	void aVariableOfTheHostIsABreach() {
		this.met.put("environment", "PATH=/usr/bin\0HOST_SECRET=s3cr3t-of-the-host\0");
		assertThat(findings().get(Limit.ENVIRONMENT).status()).isEqualTo(Status.NOT_ENFORCED);
	}

	@Test
	void aVariableWithTheNameOfOneOfTheHostsAndAnotherValueIsNone() {
		this.met.put("environment", "HOST_SECRET=another\0KUBERNETES_SERVICE_HOST=10.96.0.1\0");
		assertThat(findings().get(Limit.ENVIRONMENT).status()).isEqualTo(Status.ENFORCED);
	}

	/** What the sandbox does besides what it says. */
	private interface Visit {

		void pay(Map<?, ?> input) throws IOException;

	}

}
