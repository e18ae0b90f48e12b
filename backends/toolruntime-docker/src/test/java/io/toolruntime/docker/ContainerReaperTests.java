package io.toolruntime.docker;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.PoolSettings;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.sandbox.SandboxSpec;
import io.toolruntime.test.TestTools;

import static org.assertj.core.api.Assertions.assertThat;

/** What an application leaves when it is killed, the next one to start removes. */
@Tag("once")
class ContainerReaperTests {

	private final Leftovers leftovers = new Leftovers();

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int AT_ONCE = 16;

	private static final SecurityProfile PROFILE = SecurityProfile.named("dev");

	@Test
	void whatAKilledApplicationLeftIsGoneAfterTheNextHasStarted() throws Exception {
		TestEngine.assume();
		killAndStartAgain("docker", new DockerBackendFactory().create(profile(), TestEngine.PROPERTIES));
	}

	@Test
	void soItIsOnGvisor() throws Exception {
		TestEngine.assume("runsc");
		killAndStartAgain("gvisor", OciRuntimeBackendFactory.gvisor(new DockerBackendFactory())
			.create(profile(), OciRuntimeProperties.DEFAULTS, TestEngine.PROPERTIES));
	}

	private static SecurityProfile profile() {
		return new SecurityProfile("dev", PROFILE.limits(), PROFILE.isolation(), Set.of(), PROFILE.tools(), AT_ONCE,
				100, PATIENCE, new PoolSettings(0, AT_ONCE, PATIENCE));
	}

	private void killAndStartAgain(String kind, Backend next) throws Exception {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx256m", "-cp", System.getProperty("java.class.path"), ContainerHolder.class.getName(), kind,
				Integer.toString(AT_ONCE))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8))) {
			for (int i = 0; i < AT_ONCE; i++) {
				assertThat(lines.readLine()).isEqualTo("here");
			}
		}
		finally {
			application.destroyForcibly().waitFor();
		}
		assertThat(this.leftovers.now(application.pid())).as("what it left").hasSizeGreaterThanOrEqualTo(AT_ONCE);

		try (DefaultRuntime runtime = new DefaultRuntime(Map.of("dev", next), "dev", Set.of(),
				CatalogToolGateway.of(TestTools.source()))) {
			List<ExecutionHandle> handles = new ArrayList<>();
			for (int i = 0; i < 2 * AT_ONCE; i++) {
				handles.add(runtime.start(ExecuteRequest.javascript("return 'next ' + input;").input(i).build()));
			}
			for (int i = 0; i < handles.size(); i++) {
				assertThat(handles.get(i).result().get(2, TimeUnit.MINUTES).value()).isEqualTo("next " + i);
			}
			awaitNothing(application.pid());
		}
		assertThat(this.leftovers.now()).isEmpty();
	}

	@Test
	void guestsOfAKilledApplicationEndByThemselves() throws Exception {
		TestEngine.assume();
		ContainerDefinition definition = new ContainerDefinition(OciRuntime.ofEngine(),
				SeccompProfile.of("default", OciRuntime.ofEngine()), null);
		try (HeldContainer held = HeldContainer.start(definition, PROFILE.limits());
				DockerEngine engine = TestEngine.connect()) {
			// As when the application's connections end
			held.streams().close();

			long deadline = System.nanoTime() + PATIENCE.toNanos();
			while (Boolean.TRUE.equals(engine.inspect(held.id()).getState().getRunning())
					&& System.nanoTime() - deadline < 0) {
				Thread.sleep(20);
			}
			assertThat(engine.inspect(held.id()).getState().getRunning()).isFalse();
		}
	}

	@Test
	void containersOfOthersThatRunAreLeftAlone() throws Exception {
		TestEngine.assume();
		ContainerDefinition definition = new ContainerDefinition(OciRuntime.ofEngine(),
				SeccompProfile.of("default", OciRuntime.ofEngine()), null);
		try (DockerEngine engine = TestEngine.connect()) {
			SandboxSpec spec = new SandboxSpec("tr-held-" + UUID.randomUUID(), "python", Limits.NONE,
					Map.of(SandboxSpec.INSTANCE, "elsewhere.toolruntime-1-2-3-00000000"));
			String id = engine.create(definition.define(engine.newContainer(TestEngine.IMAGE), spec,
					new GuestImage("", Set.of(), Set.of()),
					List.of("/usr/bin/python3", "-c", "import time; time.sleep(60)")))
				.getId();
			try {
				engine.start(id);
				try (Backend next = new DockerBackendFactory().create(PROFILE, TestEngine.PROPERTIES)) {
					next.health();
					Thread.sleep(1000);
				}
				assertThat(engine.inspect(id).getState().getRunning()).isTrue();
			}
			finally {
				engine.remove(id);
			}
		}
	}

	private void awaitNothing(long application) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!this.leftovers.now(application).isEmpty() && System.nanoTime() - deadline < 0) {
			Thread.sleep(50);
		}
		assertThat(this.leftovers.now(application)).isEmpty();
	}

}
