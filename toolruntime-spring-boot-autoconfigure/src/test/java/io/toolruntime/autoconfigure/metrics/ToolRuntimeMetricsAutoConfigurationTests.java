package io.toolruntime.autoconfigure.metrics;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ExecutionOutcome;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.FakeBackend;
import io.toolruntime.autoconfigure.FakeBackends;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.profile.Isolation;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.CodeTransformException;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.TransformedCode;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolSource;

import static org.assertj.core.api.Assertions.assertThat;

class ToolRuntimeMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class,
				ToolRuntimeMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				ObservationAutoConfiguration.class))
		.withUserConfiguration(FakeBackends.class);

	@Test
	void gaugesTellThePoolsOfEachProfile() {
		this.runner.run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(gauge(meters, "idle", "standard")).isEqualTo(3);
			assertThat(gauge(meters, "active", "standard")).isEqualTo(2);
			assertThat(gauge(meters, "pending", "standard")).isEqualTo(1);
		});
	}

	@Test
	void aProfileThatComesLaterHasGaugesFromItsFirstExecutionAndNoValueOnceItIsGone() {
		this.runner.run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			DefaultRuntime runtime = context.getBean(DefaultRuntime.class);
			runtime.register(SecurityProfile.named("lab"), new FakeBackend("wasm", "lab", Isolation.WASM));
			runtime.execute(ExecuteRequest.javascript("hello").profile("lab").build());
			assertThat(gauge(meters, "idle", "lab")).isEqualTo(3);
			runtime.unregister("lab");
			assertThat(gauge(meters, "idle", "lab")).isNaN();
		});
	}

	@Test
	void aTimerTellsHowLongItTookToGetASandbox() {
		this.runner.run((context) -> {
			context.getBean(ToolRuntime.class).execute(ExecuteRequest.javascript("hello").build());
			Timer timer = context.getBean(MeterRegistry.class)
				.get("toolruntime.sandbox.acquire")
				.tags("profile", "standard", "source", "pool")
				.timer();
			assertThat(timer.count()).isOne();
			assertThat(timer.totalTime(TimeUnit.MICROSECONDS)).isEqualTo(1500);
		});
	}

	@Test
	void anExecutionThatNeverHadASandboxIsNotTimed() {
		CodeTransformer refusing = new RefusingTransformer();
		this.runner.withBean(CodeTransformer.class, () -> refusing).run((context) -> {
			ExecuteResult result = context.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.builder().language("typescript").code("hello").build());
			assertThat(result.outcome()).isEqualTo(ExecutionOutcome.CODE_ERROR);
			assertThat(result.timings().acquireMs()).isPositive();
			assertThat(context.getBean(MeterRegistry.class).find("toolruntime.sandbox.acquire").timer()).isNull();
		});
	}

	@Test
	void executionsAndToolCallsAreObserved() {
		this.runner.withBean(ToolSource.class, () -> ToolSource.of("test", List.of(tool("tool-1")))).run((context) -> {
			context.getBean(ToolRuntime.class).execute(ExecuteRequest.javascript("many:tool-1").build());
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("toolruntime.execution")
				.tags("profile", "standard", "backend", "wasm", "language", "javascript", "outcome", "ok")
				.timer()
				.count()).isOne();
			assertThat(meters.get("toolruntime.tool.call")
				.tags("profile", "standard", "tool", "many:tool-1", "outcome", "ok")
				.timer()
				.count()).isOne();
		});
	}

	@Test
	void beyondTwoHundredToolsTheRestShareOther() {
		List<Tool> tools = IntStream.range(0, 250).mapToObj((i) -> tool("tool-" + i)).toList();
		this.runner.withBean(ToolSource.class, () -> ToolSource.of("test", tools)).run((context) -> {
			ToolRuntime runtime = context.getBean(ToolRuntime.class);
			for (int i = 0; i < 250; i++) {
				runtime.execute(ExecuteRequest.javascript("many:tool-" + i).build());
			}
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("toolruntime.tool.call").tag("tool", "other").timer().count()).isEqualTo(50);
			assertThat(meters.getMeters()
				.stream()
				.map(Meter::getId)
				.filter((id) -> id.getName().startsWith("toolruntime.tool.call"))
				.map((id) -> id.getTag("tool"))
				.filter(Objects::nonNull)
				.distinct()).hasSize(201);
		});
	}

	@Test
	void isNotThereWithoutMetrics() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
					ToolRuntimeAutoConfiguration.class, ToolRuntimeMetricsAutoConfiguration.class))
			.withUserConfiguration(FakeBackends.class)
			.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DefaultRuntime.class)
				.doesNotHaveBean("toolRuntimeSandboxMetrics"));
	}

	private static Tool tool(String name) {
		return Tool.of(ToolDescriptor.of("many:" + name, "A tool", Map.of("type", "object")),
				(arguments, context) -> name);
	}

	private static double gauge(MeterRegistry meters, String state, String profile) {
		return meters.get("toolruntime.pool." + state).tag("profile", profile).gauge().value();
	}

	/** Finds a fault in whatever it is given. */
	private static final class RefusingTransformer implements CodeTransformer {

		@Override
		public String from() {
			return "typescript";
		}

		@Override
		public String to() {
			return "javascript";
		}

		@Override
		public String sourceName() {
			return "main.ts";
		}

		@Override
		public TransformedCode transform(String code, Cancellation cancellation) throws CodeTransformException {
			throw new CodeTransformException("SyntaxError", "no", 1, 1);
		}

		@Override
		public void close() {
		}

	}

}
