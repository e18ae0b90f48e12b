package io.toolruntime.runtime;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.toolruntime.BackendDeniedException;
import io.toolruntime.CodeExecutionException;
import io.toolruntime.DuplicateExecutionException;
import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionCancelledException;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ExecutionTimeoutException;
import io.toolruntime.InvalidRequestException;
import io.toolruntime.ResourceLimitException;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxCrashedException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class DefaultRuntimeTests {

	private final List<DefaultRuntime> runtimes = new ArrayList<>();

	@AfterEach
	void closeRuntimes() {
		this.runtimes.forEach(DefaultRuntime::close);
	}

	private DefaultRuntime runtime(Map<String, io.toolruntime.backend.Backend> backends, String defaultProfile) {
		DefaultRuntime runtime = new DefaultRuntime(backends, defaultProfile, Set.of("standard", "hardened"),
				new EchoGateway());
		this.runtimes.add(runtime);
		return runtime;
	}

	private DefaultRuntime empty(ExecutionListener... listeners) {
		return empty(ObservationRegistry.NOOP, listeners);
	}

	private DefaultRuntime empty(ObservationRegistry observations, ExecutionListener... listeners) {
		DefaultRuntime runtime = new DefaultRuntime(
				new RuntimeSettings("javascript", null, Set.of("standard", "hardened"), Duration.ofMillis(200)),
				new EchoGateway(), observations, List.of(listeners));
		this.runtimes.add(runtime);
		return runtime;
	}

	private static ExecuteRequest.Builder request() {
		return ExecuteRequest.javascript("return 1");
	}

	@Test
	void routesToTheBackendOfTheRequestedProfile() {
		ScriptedBackend dev = ScriptedBackend.returning("dev");
		ScriptedBackend standard = ScriptedBackend.returning("standard");
		DefaultRuntime runtime = runtime(Map.of("dev", dev, "standard", standard), "standard");

		assertThat(runtime.execute(request().profile("dev").build()).value()).isEqualTo("dev");
		assertThat(runtime.execute(request().build()).value()).isEqualTo("standard");
	}

	@Test
	void writesTheResolvedDefaultProfileIntoTheRequestThatTheBackendSees() {
		// Fault R3 of the Go runtime: backends saw an empty profile and ran as "standard"
		ScriptedBackend hardened = ScriptedBackend.returning(1);
		DefaultRuntime runtime = runtime(Map.of("hardened", hardened), "hardened");

		runtime.execute(request().build());

		assertThat(hardened.requests).singleElement().satisfies((seen) -> {
			assertThat(seen.profile()).isEqualTo("hardened");
			assertThat(seen.language()).isEqualTo("javascript");
			assertThat(seen.id()).isNotEmpty();
			assertThat(seen.limits()).isEqualTo(Limits.DEFAULTS);
		});
	}

	@Test
	void lowersLimitsByTheRequestAndNeverRaisesThem() {
		ScriptedBackend backend = ScriptedBackend.returning(1);
		DefaultRuntime runtime = runtime(Map.of("standard", backend), "standard");
		Limits asked = Limits.parse(Map.of("timeout", "1s", "memory", "1GB", "tool-calls", 0));

		runtime.execute(request().limits(asked).build());

		Limits seen = backend.requests.get(0).limits();
		assertThat(seen.timeout()).isEqualTo(Duration.ofSeconds(1));
		assertThat(seen.memory()).isEqualTo(256L << 20);
		assertThat(seen.toolCalls()).isEqualTo(64);
	}

	@Test
	void keepsMetadataInputEnvironmentFilesAndCaller() {
		// Fault of toolcodeengine: metadata was not passed on, the result dropped it
		ScriptedBackend backend = ScriptedBackend.returning(1);
		DefaultRuntime runtime = runtime(Map.of("standard", backend), "standard");
		Caller caller = new Caller("ada", "acme", Set.of("orders"));

		ExecuteResult result = runtime.execute(
				request().metadata("trace", "t-1").input(Map.of("a", 1)).env("REGION", "eu").caller(caller).build());

		assertThat(result.metadata()).containsEntry("trace", "t-1");
		ExecuteRequest seen = backend.requests.get(0);
		assertThat(seen.metadata()).containsEntry("trace", "t-1");
		assertThat(seen.input()).isEqualTo(Map.of("a", 1));
		assertThat(seen.env()).containsEntry("REGION", "eu");
		assertThat(seen.caller()).isEqualTo(caller);
	}

	@Test
	void keepsTheOutputOfTheSandboxBesideTheRecordsOfTheHost() {
		// Fault R7: the executor overwrote the sandbox's stdout and tool calls with the
		// host's buffers
		DefaultRuntime runtime = runtime(Map.of("standard", new ScriptedBackend((execution) -> {
			execution.output().stdout("from the sandbox\n");
			return execution.gateway().runTool("test:echo", Map.of("n", 1));
		})), "standard");

		ExecuteResult result = runtime.execute(request().build());

		assertThat(result.stdout()).isEqualTo("from the sandbox\n");
		assertThat(result.toolCalls()).singleElement().satisfies((call) -> {
			assertThat(call.sequence()).isEqualTo(1);
			assertThat(call.toolId()).isEqualTo("test:echo");
			assertThat(call.arguments()).isEqualTo(Map.of("n", 1));
			assertThat(call.outcome()).isEqualTo(ToolCallRecord.OK);
		});
	}

	@Test
	void givesTheGatewayTheLoweredBudgetAndTheGuestsClock() {
		// Fault of toolcodeengine: the capped budget was not passed on, nor were chain
		// steps; and time to get a sandbox counted as time of the tools
		List<Duration> left = new ArrayList<>();
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev").withLimits(Limits.parse(Map.of("tool-calls", 2))),
				new ScriptedBackend((execution) -> {
					left.add(execution.gateway().context().remaining());
					execution.started();
					left.add(execution.gateway().context().remaining());
					execution.gateway().runTool("test:echo", Map.of());
					execution.gateway()
						.runChain(List.of(new ChainStep("test:echo", Map.of(), false),
								new ChainStep("test:echo", Map.of(), false)));
					return 1;
				}));

		assertThatExceptionOfType(ToolException.class).isThrownBy(() -> {
			try {
				runtime.execute(request().limits(Limits.parse(Map.of("tool-calls", 1000, "timeout", "10s"))).build());
			}
			catch (SandboxFailedException ex) {
				throw ex.getCause();
			}
		}).satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT));
		assertThat(left.get(0)).isGreaterThan(Duration.ofSeconds(10));
		assertThat(left.get(1)).isLessThanOrEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void whatHadComeSurvivesATimeout() {
		// R4: there, a timeout was an exception of the platform, without any result
		DefaultRuntime runtime = runtime(Map.of("standard", new ScriptedBackend((execution) -> {
			execution.output().stdout("so far");
			execution.gateway().runTool("test:echo", Map.of("n", 1));
			return ExecutionOutcome.TIMEOUT;
		})), "standard");

		ExecuteResult result = runtime.execute(request().metadata("trace", "t-1").build());

		assertThatExceptionOfType(ExecutionTimeoutException.class).isThrownBy(result::orThrow).satisfies((ex) -> {
			assertThat(ex.getResult().stdout()).isEqualTo("so far");
			assertThat(ex.getResult().toolCalls()).hasSize(1);
			assertThat(ex.getResult().metadata()).containsEntry("trace", "t-1");
			assertThat(ex.getResult().limitsEnforced().get(Limit.TOOL_CALLS).peak()).isEqualTo(1);
		});
	}

	@Test
	void doesNotEchoTheRequestAsEnforcement() {
		// Fault R5: LimitsEnforced said true for whatever was asked for
		ScriptedBackend backend = ScriptedBackend.returning(1).notEnforcing(Limit.CPUS, Limit.PIDS);
		DefaultRuntime runtime = runtime(Map.of("standard", backend), "standard");

		ExecuteResult result = runtime.execute(request().build());

		assertThat(result.limitsEnforced().isEnforced(Limit.CPUS)).isFalse();
		assertThat(result.limitsEnforced().isEnforced(Limit.PIDS)).isFalse();
		assertThat(result.limitsEnforced().get(Limit.TOOL_CALLS).peak()).isEqualTo(0);
	}

	@Test
	void refusesARequestWithoutCode() {
		DefaultRuntime runtime = runtime(Map.of("standard", ScriptedBackend.returning(1)), "standard");

		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> runtime.execute(ExecuteRequest.builder().code("  \n").build()))
			.withMessageStartingWith("code:")
			.satisfies((ex) -> assertThat(ex.isRetryable()).isFalse());
	}

	@Test
	void refusesAnUnknownProfileAndListsThoseThereAre() {
		DefaultRuntime runtime = runtime(Map.of("standard", ScriptedBackend.returning(1)), "standard");

		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> runtime.execute(request().profile("turbo").build()))
			.withMessageContaining("turbo")
			.withMessageContaining("[standard]");
	}

	@Test
	void refusesAnUnknownLanguageAndListsThoseThereAre() {
		DefaultRuntime runtime = runtime(Map.of("standard", ScriptedBackend.returning(1)), "standard");

		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> runtime.execute(request().language("cobol").build()))
			.withMessageContaining("cobol")
			.withMessageContaining("[javascript, python]");
	}

	@Test
	void refusesEnvironmentVariablesThatALoaderObeys() {
		DefaultRuntime runtime = runtime(Map.of("standard", ScriptedBackend.returning(1)), "standard");

		for (String name : List.of("LD_PRELOAD", "NODE_OPTIONS", "PYTHONPATH", "PATH", "BASH_ENV", "_JAVA_OPTIONS")) {
			assertThatExceptionOfType(InvalidRequestException.class)
				.isThrownBy(() -> runtime.execute(request().env(name, "x").build()))
				.withMessageContaining(name);
		}
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> runtime.execute(request().env("lower", "x").build()))
			.withMessageContaining("env:");
	}

	@Test
	void isUnavailableWhereTheDefaultProfileHasNoBackend() {
		DefaultRuntime runtime = runtime(Map.of("dev", ScriptedBackend.returning(1)), "standard");

		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("'standard'")
			.withMessageContaining("[dev]");
	}

	@Test
	void deniesTheUnsafeHostUnderADeniedProfile() {
		ScriptedBackend unsafe = new ScriptedBackend("unsafe", Isolation.NONE, (execution) -> 1);
		DefaultRuntime runtime = runtime(Map.of("standard", unsafe), "standard");

		assertThatExceptionOfType(BackendDeniedException.class).isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("deny-unsafe-profiles");
		assertThat(unsafe.requests).isEmpty();
	}

	@Test
	void deniesTheUnsafeHostUnderAProfileThatNobodyListed() {
		// There, only a list stood between a hardened profile and the unsafe host
		ScriptedBackend unsafe = new ScriptedBackend("unsafe", Isolation.NONE, (execution) -> 1);
		for (String profile : List.of("standard", "hardened", "my-own")) {
			DefaultRuntime runtime = new DefaultRuntime(Map.of(profile, unsafe), profile, Set.of(), new EchoGateway());
			this.runtimes.add(runtime);

			assertThatExceptionOfType(BackendDeniedException.class).isThrownBy(() -> runtime.execute(request().build()))
				.withMessageContaining("'none'");
		}
		assertThat(unsafe.requests).isEmpty();
	}

	@Test
	void allowsTheUnsafeHostUnderDev() {
		ScriptedBackend unsafe = new ScriptedBackend("unsafe", Isolation.NONE, (execution) -> 1);
		DefaultRuntime runtime = runtime(Map.of("dev", unsafe), "dev");

		assertThat(runtime.execute(request().build()).outcome()).isEqualTo(ExecutionOutcome.OK);
	}

	@Test
	void deniesIsolationThatTheProfileDoesNotAccept() {
		ScriptedBackend namespace = new ScriptedBackend("docker", Isolation.NAMESPACE, (execution) -> 1);
		DefaultRuntime runtime = runtime(Map.of("hardened", namespace), "hardened");

		assertThatExceptionOfType(BackendDeniedException.class).isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("[kernel, vm, wasm]")
			.withMessageContaining("'namespace'");
	}

	@Test
	void deniesABackendThatDoesNotEnforceWhatTheProfileRequires() {
		ScriptedBackend backend = ScriptedBackend.returning(1).notEnforcing(Limit.MEMORY);
		DefaultRuntime runtime = runtime(Map.of("standard", backend), "standard");

		assertThatExceptionOfType(BackendDeniedException.class).isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("memory");
		assertThat(backend.requests).isEmpty();
	}

	@Test
	void deniesAnUnlimitedProfileThatRequiresTheLimit() {
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("standard").withLimits(Limits.parse(Map.of("memory", 0))),
				ScriptedBackend.returning(1));

		assertThatExceptionOfType(BackendDeniedException.class).isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("limits.memory is 0");
	}

	@Test
	void registersAndRemovesProfilesWhileItRuns() {
		DefaultRuntime runtime = empty();
		ScriptedBackend backend = ScriptedBackend.returning("late");
		runtime.register(SecurityProfile.named("team-a"), backend);

		assertThat(runtime.execute(request().profile("team-a").build()).value()).isEqualTo("late");
		assertThat(runtime.profiles()).singleElement().satisfies((info) -> {
			assertThat(info.name()).isEqualTo("team-a");
			assertThat(info.backend().kind()).isEqualTo("wasm");
			assertThat(info.isDefault()).isTrue();
		});

		assertThat(runtime.unregister("team-a")).isTrue();
		assertThat(runtime.unregister("team-a")).isFalse();
		assertThat(backend.closed).hasValue(1);
		assertThatExceptionOfType(InvalidRequestException.class)
			.isThrownBy(() -> runtime.execute(request().profile("team-a").build()));
	}

	@Test
	void refusesToRegisterAProfileTwice() {
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.returning(1));

		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> runtime.register(SecurityProfile.named("dev"), ScriptedBackend.returning(2)))
			.withMessageContaining("'dev'");
	}

	@Test
	void removingAProfileDrainsItsExecutionsBeforeClosingTheBackend() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		ScriptedBackend backend = ScriptedBackend.waitingFor(latch);
		DefaultRuntime runtime = new DefaultRuntime(
				new RuntimeSettings("javascript", null, Set.of(), Duration.ofSeconds(20)), new EchoGateway(),
				ObservationRegistry.NOOP, List.of());
		this.runtimes.add(runtime);
		runtime.register(SecurityProfile.named("dev"), backend);
		ExecutionHandle handle = runtime.start(request().build());
		Thread remover = new Thread(() -> runtime.unregister("dev"));
		remover.start();
		while (!runtime.profiles().isEmpty()) {
			Thread.onSpinWait();
		}

		assertThat(backend.closed).hasValue(0);
		latch.countDown();
		remover.join();

		assertThat(handle.result().get().outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(backend.closed).hasValue(1);
	}

	@Test
	void aProfileThatIsRegisteredAnewIsNoneOfThoseThatAreDrained() throws Exception {
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.waitingFor(new CountDownLatch(1)));
		ExecutionHandle old = runtime.start(request().build());
		Thread remover = new Thread(() -> runtime.unregister("dev"));
		remover.start();
		while (!runtime.profiles().isEmpty()) {
			Thread.onSpinWait();
		}
		CountDownLatch latch = new CountDownLatch(1);
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.waitingFor(latch));
		ExecutionHandle fresh = runtime.start(request().build());

		remover.join();

		assertThat(old.result().get().outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		assertThat(fresh.result().isDone()).isFalse();
		latch.countDown();
		assertThat(fresh.result().get().outcome()).isEqualTo(ExecutionOutcome.OK);
	}

	@Test
	void aProfileThatChoosesToolsIsRefusedAtOnceByAGatewayThatCannot() {
		ToolGateway cannotChoose = (ToolGateway) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { ToolGateway.class },
				(proxy, method, arguments) -> InvocationHandler.invokeDefault(proxy, method, arguments));
		DefaultRuntime runtime = new DefaultRuntime(RuntimeSettings.DEFAULTS, cannotChoose, ObservationRegistry.NOOP,
				List.of());
		this.runtimes.add(runtime);
		SecurityProfile choosing = SecurityProfile.named("dev")
			.withTools(new ToolFilter(List.of("orders:*"), List.of()));

		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> runtime.register(choosing, ScriptedBackend.returning(1)))
			.withMessageContaining("cannot choose tools by profile");
		assertThat(runtime.profiles()).isEmpty();
	}

	@Test
	void closingCancelsWhatDoesNotEndInTime() throws Exception {
		ScriptedBackend backend = ScriptedBackend.waitingFor(new CountDownLatch(1));
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), backend);
		ExecutionHandle handle = runtime.start(request().build());

		runtime.close();

		assertThat(handle.result().get().outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		assertThat(backend.closed).hasValue(1);
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("closed");
		runtime.close();
		assertThat(backend.closed).hasValue(1);
	}

	@Test
	void cancelsThroughTheHandle() throws Exception {
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.waitingFor(new CountDownLatch(1)));

		ExecutionHandle handle = runtime.start(request().id("mine").build());
		handle.cancel();

		ExecuteResult result = handle.result().get(5, TimeUnit.SECONDS);
		assertThat(handle.id()).isEqualTo("mine");
		assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		assertThatExceptionOfType(ExecutionCancelledException.class).isThrownBy(result::orThrow);
	}

	@Test
	void interruptingTheCallerCancels() throws Exception {
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.waitingFor(new CountDownLatch(1)));
		List<ExecuteResult> results = new ArrayList<>();
		Thread caller = new Thread(() -> results.add(runtime.execute(request().build())));

		caller.start();
		caller.interrupt();
		caller.join();

		assertThat(results).singleElement()
			.satisfies((result) -> assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CANCELLED));
	}

	@Test
	void refusesAnIdThatIsRunning() {
		CountDownLatch latch = new CountDownLatch(1);
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.waitingFor(latch));
		ExecutionHandle first = runtime.start(request().id("twice").build());

		assertThatExceptionOfType(DuplicateExecutionException.class)
			.isThrownBy(() -> runtime.execute(request().id("twice").build()));

		latch.countDown();
		first.result().join();
		assertThat(runtime.execute(request().id("twice").build()).id()).isEqualTo("twice");
	}

	@Test
	void aFullProfileIsUnavailableAndSaysWhenToTryAgain() {
		CountDownLatch latch = new CountDownLatch(1);
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev").withAdmission(1, 1, Duration.ofSeconds(20)),
				ScriptedBackend.waitingFor(latch));
		ExecutionHandle running = runtime.start(request().build());
		ExecutionHandle queued = runtime.start(request().build());

		assertThatExceptionOfType(RuntimeUnavailableException.class).isThrownBy(() -> runtime.start(request().build()))
			.withMessageContaining("full")
			.satisfies((ex) -> {
				assertThat(ex.isRetryable()).isTrue();
				assertThat(ex.getRetryAfter()).isPositive();
			});

		latch.countDown();
		assertThat(running.result().join().outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(queued.result().join().outcome()).isEqualTo(ExecutionOutcome.OK);
	}

	@Test
	void anExecutionThatIsCancelledInTheQueueNeverReachesTheBackend() {
		CountDownLatch latch = new CountDownLatch(1);
		ScriptedBackend backend = ScriptedBackend.waitingFor(latch);
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev").withAdmission(1, 5, Duration.ofSeconds(20)), backend);
		ExecutionHandle running = runtime.start(request().id("running").build());
		while (backend.requests.isEmpty()) {
			Thread.onSpinWait();
		}
		ExecutionHandle queued = runtime.start(request().id("queued").build());

		queued.cancel();

		assertThat(queued.result().join().outcome()).isEqualTo(ExecutionOutcome.CANCELLED);
		latch.countDown();
		running.result().join();
		assertThat(backend.requests).extracting(ExecuteRequest::id).containsExactly("running");
		assertThat(runtime.execute(request().build()).outcome()).isEqualTo(ExecutionOutcome.OK);
	}

	@Test
	void anExecutionThatWaitsTooLongForItsTurnIsUnavailable() {
		CountDownLatch latch = new CountDownLatch(1);
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev").withAdmission(1, 5, Duration.ofMillis(50)),
				ScriptedBackend.waitingFor(latch));
		ExecutionHandle running = runtime.start(request().build());

		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("start-timeout");

		latch.countDown();
		running.result().join();
	}

	@Test
	void runsAtMostAsManyAtOnceAsTheProfileAllows() throws Exception {
		var active = new java.util.concurrent.atomic.AtomicInteger();
		var most = new java.util.concurrent.atomic.AtomicInteger();
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev").withAdmission(3, 100, Duration.ofSeconds(20)),
				new ScriptedBackend((execution) -> {
					most.accumulateAndGet(active.incrementAndGet(), Math::max);
					Thread.yield();
					active.decrementAndGet();
					return 1;
				}));

		List<ExecutionHandle> handles = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			handles.add(runtime.start(request().build()));
		}
		handles.forEach((handle) -> handle.result().join());

		assertThat(most.get()).isBetween(1, 3);
	}

	@Test
	void aFailingEngineIsAnExceptionThatKeepsWhatHadCome() {
		DefaultRuntime runtime = runtime(Map.of("standard", new ScriptedBackend((execution) -> {
			execution.output().stdout("so far");
			execution.gateway().runTool("test:echo", Map.of());
			throw new IllegalStateException("the engine broke");
		})), "standard");

		assertThatExceptionOfType(SandboxFailedException.class).isThrownBy(() -> runtime.execute(request().build()))
			.withMessageContaining("the engine broke")
			.satisfies((ex) -> {
				assertThat(ex.getBackend()).isEqualTo("wasm");
				assertThat(ex.getResult()).isNotNull();
				assertThat(ex.getResult().stdout()).isEqualTo("so far");
				assertThat(ex.getResult().toolCalls()).hasSize(1);
			});
	}

	@Test
	void aToolCallAfterTheEndIsRefused() {
		List<io.toolruntime.gateway.MeteredToolGateway> kept = new ArrayList<>();
		DefaultRuntime runtime = runtime(Map.of("standard", new ScriptedBackend((execution) -> {
			kept.add(execution.gateway());
			return 1;
		})), "standard");
		runtime.execute(request().build());

		assertThatExceptionOfType(io.toolruntime.tool.ToolException.class)
			.isThrownBy(() -> kept.get(0).runTool("test:echo", Map.of()))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.CANCELLED));
	}

	@Test
	void listenersSeeTheSameObjectThatTheCallerGets() {
		List<Object> seen = new ArrayList<>();
		DefaultRuntime runtime = empty(new ExecutionListener() {

			@Override
			public void onStarted(ExecuteRequest request) {
				seen.add("started " + request.profile());
			}

			@Override
			public void onResult(ExecuteResult result) {
				seen.add(result);
			}

		});
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.returning(1));

		ExecuteResult result = runtime.execute(request().build());

		assertThat(seen).hasSize(2);
		assertThat(seen.get(0)).isEqualTo("started dev");
		assertThat(seen.get(1)).isSameAs(result);
	}

	@Test
	void aListenerThatThrowsHarmsNothing() {
		List<String> heard = new ArrayList<>();
		DefaultRuntime runtime = empty(new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				throw new IllegalStateException("listener");
			}

		}, new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				heard.add(text);
			}

		});
		runtime.register(SecurityProfile.named("dev"), new ScriptedBackend((execution) -> {
			execution.output().stdout("x");
			return 1;
		}));

		assertThat(runtime.execute(request().build()).outcome()).isEqualTo(ExecutionOutcome.OK);
		assertThat(heard).containsExactly("x");
	}

	@Test
	void aListenerThatBlocksDoesNotKeepTheExecutionFromItsEnd() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());
		DefaultRuntime runtime = empty(new ExecutionListener() {

			@Override
			public void onStdout(String text) {
				heard.add(text);
				entered.countDown();
				try {
					release.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			public void onToolCall(ToolCallRecord call) {
				heard.add(call.toolId());
			}

			@Override
			public void onResult(ExecuteResult result) {
				heard.add(result.outcome().value());
			}

		});
		List<Thread> guests = new ArrayList<>();
		runtime.register(SecurityProfile.named("dev"), new ScriptedBackend((execution) -> {
			Thread guest = new Thread(() -> execution.output().stdout("a"));
			guests.add(guest);
			guest.start();
			try {
				entered.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			execution.output().stdout("b");
			return execution.gateway().runTool("test:echo", Map.of("n", 1));
		}));

		ExecuteResult result = runtime.execute(request().build());

		assertThat(result.stdout()).isEqualTo("ab");
		assertThat(result.toolCalls()).hasSize(1);
		assertThat(heard).containsExactly("a");
		release.countDown();
		guests.get(0).join();
		assertThat(heard).containsExactly("a", "b", "test:echo", "ok");
	}

	@Test
	void aListenerMayWaitForTheResultOfItsOwnExecution() throws Exception {
		java.util.concurrent.CompletableFuture<ExecutionHandle> started = new java.util.concurrent.CompletableFuture<>();
		List<ExecutionOutcome> heard = new ArrayList<>();
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), new ScriptedBackend((execution) -> {
			Thread tool = new Thread(() -> execution.gateway().runTool("test:echo", Map.of()));
			tool.setDaemon(true);
			tool.start();
			while (execution.gateway().records().isEmpty()) {
				Thread.onSpinWait();
			}
			return 1;
		}));

		CountDownLatch told = new CountDownLatch(1);
		started.complete(runtime.start(request().build(), new ExecutionListener() {

			@Override
			public void onToolCall(ToolCallRecord call) {
				heard.add(started.join().result().join().outcome());
				told.countDown();
			}

		}));

		assertThat(started.join().result().get().outcome()).isEqualTo(ExecutionOutcome.OK);
		told.await();
		assertThat(heard).containsExactly(ExecutionOutcome.OK);
	}

	@Test
	void whoNeverHadASandboxIsToldApartByItsTimings() {
		CountDownLatch latch = new CountDownLatch(1);
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev").withAdmission(1, 5, Duration.ofSeconds(20)),
				ScriptedBackend.waitingFor(latch));
		ExecutionHandle running = runtime.start(request().build());
		ExecutionHandle queued = runtime.start(request().build());

		queued.cancel();

		assertThat(queued.result().join().timings().hasRun()).isFalse();
		latch.countDown();
		assertThat(running.result().join().timings().hasRun()).isTrue();
	}

	@Test
	void outcomesBecomeTheirExceptionsByOrThrow() {
		Map<ExecutionOutcome, Class<? extends RuntimeException>> expected = Map.of(ExecutionOutcome.CODE_ERROR,
				CodeExecutionException.class, ExecutionOutcome.TIMEOUT, ExecutionTimeoutException.class,
				ExecutionOutcome.MEMORY_LIMIT, ResourceLimitException.class, ExecutionOutcome.TOOL_CALL_LIMIT,
				ResourceLimitException.class, ExecutionOutcome.CRASHED, SandboxCrashedException.class);
		expected.forEach((outcome, type) -> {
			DefaultRuntime runtime = runtime(Map.of("dev", ScriptedBackend.returning(outcome)), "dev");
			ExecuteResult result = runtime.execute(request().build());
			assertThatExceptionOfType(io.toolruntime.ToolRuntimeException.class).isThrownBy(result::orThrow)
				.satisfies((ex) -> {
					assertThat(ex).isInstanceOf(type);
					assertThat(ex.getResult()).isSameAs(result);
				});
		});
	}

	@Test
	void observesAnExecutionWithItsOutcome() {
		TestObservationRegistry observations = TestObservationRegistry.create();
		DefaultRuntime runtime = empty(observations);
		runtime.register(SecurityProfile.named("dev"), new ScriptedBackend((execution) -> {
			execution.gateway().runTool("test:echo", Map.of());
			return 1;
		}));

		runtime.execute(request().build());

		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("toolruntime.execution")
			.that()
			.hasLowCardinalityKeyValue("profile", "dev")
			.hasLowCardinalityKeyValue("backend", "wasm")
			.hasLowCardinalityKeyValue("language", "javascript")
			.hasLowCardinalityKeyValue("outcome", "ok")
			.hasBeenStopped();
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("toolruntime.tool.call")
			.that()
			.hasLowCardinalityKeyValue("tool", "test:echo")
			.hasLowCardinalityKeyValue("outcome", "ok");
	}

	@Test
	void observationsBelongTogetherAlthoughTheyAreOfSeveralThreads() {
		TestObservationRegistry observations = TestObservationRegistry.create();
		DefaultRuntime runtime = empty(observations);
		runtime.register(SecurityProfile.named("dev"), new ScriptedBackend((execution) -> {
			Thread tool = new Thread(() -> execution.gateway().runTool("test:echo", Map.of()));
			tool.start();
			try {
				tool.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return 1;
		}));

		Observation.createNotStarted("http.request", observations)
			.observe(() -> runtime.start(request().build()).result().join());

		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("toolruntime.execution")
			.that()
			.hasParentObservationContextSatisfying((parent) -> assertThat(parent.getName()).isEqualTo("http.request"));
		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("toolruntime.tool.call")
			.that()
			.hasParentObservationContextSatisfying(
					(parent) -> assertThat(parent.getName()).isEqualTo("toolruntime.execution"));
	}

	@Test
	void observesADeniedExecution() {
		TestObservationRegistry observations = TestObservationRegistry.create();
		DefaultRuntime runtime = empty(observations);
		runtime.register(SecurityProfile.named("standard"),
				new ScriptedBackend("unsafe", Isolation.NONE, (execution) -> 1));

		assertThatExceptionOfType(BackendDeniedException.class).isThrownBy(() -> runtime.execute(request().build()));

		TestObservationRegistryAssert.assertThat(observations)
			.hasObservationWithNameEqualTo("toolruntime.execution")
			.that()
			.hasLowCardinalityKeyValue("outcome", "denied")
			.hasBeenStopped();
	}

	@Test
	void meteredGatewaysOpenOutsideExecutionsToo() {
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.returning(1));

		try (var gateway = runtime.gateways().open("dev", Caller.named("ada"), Limits.parse(Map.of("tool-calls", 1)))) {
			assertThat(gateway.runTool("test:echo", Map.of("a", 1))).isEqualTo(Map.of("a", 1));
			assertThatExceptionOfType(io.toolruntime.tool.ToolException.class)
				.isThrownBy(() -> gateway.runTool("test:echo", Map.of()))
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.TOOL_CALL_LIMIT));
			assertThat(gateway.context().caller().name()).isEqualTo("ada");
		}
	}

	@Test
	void startedExecutionsLeaveNoThreadBehindForLong() {
		DefaultRuntime runtime = empty();
		runtime.register(SecurityProfile.named("dev"), ScriptedBackend.returning(1));
		for (int i = 0; i < 20; i++) {
			runtime.start(request().build()).result().join();
		}
		runtime.close();

		assertThat(Thread.getAllStackTraces().keySet()).allSatisfy(
				(thread) -> assertThat(thread.isDaemon() || !thread.getName().startsWith("toolruntime-execution"))
					.isTrue());
	}

}
