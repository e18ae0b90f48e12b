package io.toolruntime.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionHandle;
import io.toolruntime.ExecutionListener;
import io.toolruntime.ProfileInfo;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.autoconfigure.properties.ToolRuntimeProperties;
import io.toolruntime.backend.Backend;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.profile.Isolation;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.tool.ToolCatalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class ToolRuntimeAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class))
		.withUserConfiguration(FakeBackends.class);

	@Test
	void withoutConfigurationThereIsStandardOnWasm() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(ToolRuntime.class)
				.hasSingleBean(ToolGateway.class)
				.hasSingleBean(ToolCatalog.class)
				.hasSingleBean(ToolRuntimeProperties.class)
				.hasBean("toolRuntime")
				.hasBean("toolGateway")
				.hasBean("toolCatalog")
				.hasBean("standardToolRuntimeBackend");
			ToolRuntime runtime = context.getBean(ToolRuntime.class);
			assertThat(runtime.profiles()).singleElement().satisfies((profile) -> {
				assertThat(profile.name()).isEqualTo("standard");
				assertThat(profile.backend().kind()).isEqualTo("wasm");
				assertThat(profile.isDefault()).isTrue();
			});
			assertThat(execute(runtime, null).value()).isEqualTo("hello");
		});
	}

	@Test
	void isOffAltogetherWhereItIsNotEnabled() {
		this.runner.withPropertyValues("toolruntime.enabled=false", "toolruntime.default-profile=nowhere")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ToolRuntime.class)
				.doesNotHaveBean(Backend.class)
				.doesNotHaveBean(ToolGateway.class)
				.doesNotHaveBean(ToolCatalog.class)
				.doesNotHaveBean(ToolRuntimeProperties.class));
	}

	@Test
	void thereIsABackendBeanForEachProfileQualifiedByItsName() {
		this.runner.withUserConfiguration(QualifiedConsumer.class)
			.withPropertyValues("toolruntime.profiles.dev.backend=unsafe", "toolruntime.profiles.my-own.backend=docker",
					"toolruntime.default-profile=dev")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(Backend.class)).containsOnlyKeys("devToolRuntimeBackend",
						"my-ownToolRuntimeBackend");
				QualifiedConsumer consumer = context.getBean(QualifiedConsumer.class);
				assertThat(consumer.dev).isSameAs(context.getBean("devToolRuntimeBackend"));
				assertThat(consumer.own).isSameAs(context.getBean("my-ownToolRuntimeBackend"));
				assertThat(consumer.own.info().kind()).isEqualTo("docker");
			});
	}

	@Test
	void anApplicationsBackendReplacesThatOfItsProfileAndKeepsTheProfilesLimits() {
		this.runner.withUserConfiguration(OwnStandardBackend.class)
			.withPropertyValues("toolruntime.profiles.standard.backend=kubernetes",
					"toolruntime.profiles.standard.limits.pids=3")
			.run((context) -> {
				assertThat(context).hasSingleBean(Backend.class);
				assertThat(profile(context, "standard").backend().kind()).isEqualTo("own");
				assertThat(profile(context, "standard").limits().pids()).isEqualTo(3);
			});
	}

	@Test
	void anApplicationsBackendOfAnotherNameIsAProfileToo() {
		this.runner.withBean("labToolRuntimeBackend", Backend.class, () -> new FakeBackend("own", "lab", Isolation.VM))
			.withPropertyValues("toolruntime.default-profile=lab")
			.run((context) -> {
				assertThat(profile(context, "lab").isDefault()).isTrue();
				assertThat(profile(context, "lab").limits()).isEqualTo(Limits.DEFAULTS);
				assertThat(profile(context, "standard").isDefault()).isFalse();
			});
	}

	@Test
	void theApplicationsOwnBeansReplaceOurs() {
		this.runner.withBean("mine", ToolRuntime.class, () -> mock(ToolRuntime.class))
			.withBean("gateway", ToolGateway.class, () -> mock(ToolGateway.class))
			.withBean("catalog", ToolCatalog.class, () -> mock(ToolCatalog.class))
			.run((context) -> assertThat(context).hasSingleBean(ToolRuntime.class)
				.hasSingleBean(ToolGateway.class)
				.hasSingleBean(ToolCatalog.class)
				.doesNotHaveBean("toolRuntime")
				.doesNotHaveBean("toolGateway")
				.doesNotHaveBean("toolCatalog"));
	}

	@Test
	void aBackendIsMadeWithItsProfileAndItsOwnProperties() {
		this.runner
			.withPropertyValues("toolruntime.profiles.standard.backend=docker",
					"toolruntime.profiles.standard.limits.memory=64MB",
					"toolruntime.profiles.standard.docker.host=unix:///run/d.sock",
					"toolruntime.profiles.standard.docker.images.javascript=node:22",
					"toolruntime.profiles.standard.docker.pull=never", "toolruntime.profiles.standard.unsafe.host=x")
			.run((context) -> {
				FakeBackendFactory docker = context.getBean("docker", FakeBackendFactory.class);
				assertThat(docker.lastProperties()).isEqualTo(new FakeBackendFactory.Properties("unix:///run/d.sock",
						Map.of("javascript", "node:22"), FakeBackendFactory.Pull.NEVER, List.of(), null));
				assertThat(docker.lastProfile().limits().memory()).isEqualTo(64L << 20);
				assertThat(context.getBean("unsafe", FakeBackendFactory.class).lastProperties()).isNull();
			});
	}

	@Test
	void executionListenersOfTheApplicationHearOfExecutions() {
		AtomicReference<String> heard = new AtomicReference<>();
		this.runner.withBean(ExecutionListener.class, () -> new ExecutionListener() {

			@Override
			public void onResult(ExecuteResult result) {
				heard.set(result.id());
			}

		}).run((context) -> {
			ExecuteResult result = execute(context.getBean(ToolRuntime.class), null);
			assertThat(heard).hasValue(result.id());
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"toolruntime.profiles.standard.backend=dokcer|profiles.standard.backend|there is no backend 'dokcer'|docker",
			"toolruntime.profiles.standard.backend=kubernetes|profiles.standard.backend|not on the class path|io.toolruntime:toolruntime-kubernetes",
			"toolruntime.profiles.standard.backend=gvisor|profiles.standard.backend|not on the class path|toolruntime-containerd",
			"toolruntime.default-profile=nowhere|default-profile|there is no profile 'nowhere'|one of standard",
			"toolruntime.profiles.standard.backend=unsafe|profiles.standard.backend|deny-unsafe-profiles|another backend",
			"toolruntime.profiles.own.backend=unsafe|profiles.own.backend|accepts isolation|another backend",
			"toolruntime.profiles.hardened.backend=docker|profiles.hardened.backend|accepts isolation|another backend",
			"toolruntime.profiles.standard.limits.memory=much|profiles.standard.limits.memory|is not a size|Change",
			"toolruntime.profiles.standard.max-concurrent=x|profiles.standard.max-concurrent|whole number|Change",
			"toolruntime.profiles.standard.docker.hots=x|profiles.standard.docker.hots|no key 'hots'|docker.host",
			"toolruntime.profiles.standard.docker.pull=x|profiles.standard.docker.pull|if-missing, never|Change",
			"toolruntime.isolation[0].mode=local|isolation[0].mode|not on the class path|toolruntime-isolation",
			"toolruntime.shutdown-timeout=-1s|shutdown-timeout|less than 0|0s" })
	void configurationThatCannotWorkStopsTheStart(String property, String name, String reason, String remedy) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime." + name);
					assertThat(ex.getValue()).hasToString(property.substring(property.indexOf('=') + 1));
					assertThat(ex.getOrigin()).isNotNull();
					assertThat(ex.getReason()).contains(reason);
					assertThat(ex.getRemedy()).contains(remedy);
				});
		});
	}

	@Test
	void severalProfilesOfWhichNoneIsTheDefaultStopTheStart() {
		this.runner.withPropertyValues("toolruntime.profiles.dev.backend=wasm", "toolruntime.profiles.lab.backend=wasm")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (ex) -> {
					assertThat(ex.getProperty()).isEqualTo("toolruntime.default-profile");
					assertThat(ex.getReason()).contains("dev, lab");
					assertThat(ex.getRemedy()).contains("dev, lab");
				}));
		this.runner
			.withPropertyValues("toolruntime.profiles.dev.backend=wasm", "toolruntime.profiles.standard.backend=wasm")
			.run((context) -> assertThat(profile(context, "standard").isDefault()).isTrue());
	}

	@Test
	void whatDenyUnsafeProfilesLeavesOutMayStillBeRefusedByItsIsolation() {
		this.runner
			.withPropertyValues("toolruntime.deny-unsafe-profiles=", "toolruntime.profiles.standard.backend=unsafe",
					"toolruntime.profiles.standard.isolation=none,wasm",
					"toolruntime.profiles.standard.require-enforcement=")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner
			.withPropertyValues("toolruntime.deny-unsafe-profiles=", "toolruntime.profiles.standard.backend=unsafe")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void aBackendWhoseIsolationTakesAnEngineToTellDoesNotStopTheStart() {
		this.runner.withBean("vm", FakeBackendFactory.class, () -> new FakeBackendFactory("microvm", null))
			.withPropertyValues("toolruntime.profiles.hardened.backend=microvm")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void twoFactoriesOfOneKindStopTheStart() {
		this.runner.withBean("other", FakeBackendFactory.class, () -> new FakeBackendFactory("wasm", Isolation.WASM))
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("two BackendFactory beans of kind 'wasm'"));
	}

	@Test
	void environmentVariablesOverlayAProfileWithADashAndMakeNoOther() {
		this.runner
			.withInitializer((context) -> new TestEnvironment()
				.yaml("toolruntime: { profiles: { my-profile: { backend: docker } } }")
				.variable("TOOLRUNTIME_PROFILES_MYPROFILE_BACKEND", "wasm")
				.variable("TOOLRUNTIME_PROFILES_MYPROFILE_LIMITS_TOOLCALLS", "2")
				.apply(context.getEnvironment()))
			.run((context) -> {
				assertThat(context.getBeansOfType(Backend.class)).containsOnlyKeys("my-profileToolRuntimeBackend");
				assertThat(profile(context, "my-profile").backend().kind()).isEqualTo("wasm");
				assertThat(profile(context, "my-profile").limits().toolCalls()).isEqualTo(2);
			});
	}

	@Test
	void aProfileMayExistOnlyInTheEnvironment() {
		this.runner
			.withInitializer(
					(context) -> new TestEnvironment().variable("TOOLRUNTIME_PROFILES_LAB_LIMITS_MEMORY", "64MB")
						.variable("TOOLRUNTIME_PROFILES_LAB_TOOLS_INCLUDE_0", "orders:*")
						.apply(context.getEnvironment()))
			.run((context) -> {
				assertThat(context.getBeansOfType(Backend.class)).containsOnlyKeys("labToolRuntimeBackend");
				assertThat(profile(context, "lab").limits().memory()).isEqualTo(64L << 20);
				assertThat(profile(context, "lab").isDefault()).isTrue();
			});
	}

	@Test
	void closingDrainsWhatRunsAndThenClosesEachBackendOnce() {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		AtomicReference<FakeBackend> backend = new AtomicReference<>();
		AtomicReference<ExecutionHandle> handle = new AtomicReference<>();
		this.runner.run((context) -> {
			backend.set(context.getBean(FakeBackend.class));
			backend.get().onExecute(() -> {
				started.countDown();
				await(goOn);
			});
			handle.set(context.getBean(ToolRuntime.class).start(ExecuteRequest.javascript("hello").build()));
			await(started);
			Thread close = new Thread(context::close);
			close.start();
			assertThat(handle.get().result()).isNotDone();
			assertThat(backend.get().closed).hasValue(0);
			goOn.countDown();
			close.join(TimeUnit.SECONDS.toMillis(30));
		});
		assertThat(handle.get().result().join().value()).isEqualTo("hello");
		assertThat(backend.get().closed).hasValue(1);
	}

	@Test
	void aBackendThatNoRuntimeTookIsClosedToo() {
		AtomicReference<FakeBackend> backend = new AtomicReference<>();
		this.runner.withBean("mine", ToolRuntime.class, () -> mock(ToolRuntime.class))
			.run((context) -> backend.set(context.getBean(FakeBackend.class)));
		assertThat(backend.get().closed).hasValue(1);
	}

	@Test
	void lazyInitializationPutsOffNeitherChecksNorClosing() {
		AtomicReference<FakeBackend> backend = new AtomicReference<>();
		ApplicationContextRunner lazy = this.runner.withInitializer(
				(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()));
		lazy.run((context) -> backend.set(context.getBean(FakeBackend.class)));
		assertThat(backend.get().closed).hasValue(1);
		lazy.withPropertyValues("toolruntime.profiles.standard.backend=dokcer")
			.run((context) -> assertThat(context).hasFailed());
	}

	@Test
	void aContextThatIsOnlyStoppedCanStartAgain() {
		this.runner.run((context) -> {
			context.stop();
			context.start();
			assertThat(execute(context.getBean(ToolRuntime.class), null).value()).isEqualTo("hello");
		});
	}

	@Test
	void theRuntimeStopsAfterTheWebServer() {
		// WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE
		assertThat(ToolRuntimeLifecycle.PHASE).isLessThan(Integer.MAX_VALUE - 2048);
	}

	private static ProfileInfo profile(AssertableApplicationContext context, String name) {
		return context.getBean(DefaultRuntime.class)
			.profiles()
			.stream()
			.filter((profile) -> profile.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static ExecuteResult execute(ToolRuntime runtime, String profile) {
		return runtime.execute(ExecuteRequest.javascript("hello").profile(profile).build());
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class QualifiedConsumer {

		@Autowired
		@Qualifier("dev")
		Backend dev;

		@Autowired
		@Qualifier("my-own")
		Backend own;

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnStandardBackend {

		@Bean
		Backend standardToolRuntimeBackend() {
			return new FakeBackend("own", "standard", Isolation.VM);
		}

	}

}
