package io.toolruntime.autoconfigure.javascript;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.javascript.JavaScriptCall;
import io.toolruntime.javascript.JavaScriptTools;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class JavaScriptToolsMetricsAutoConfigurationTests {

	private static final String PREFIX = "toolruntime.javascript.";

	private ApplicationContextRunner runner;

	@BeforeEach
	void write(@TempDir Path folder) throws IOException {
		TestTools.assumeBun();
		TestTools.write(folder);
		this.runner = TestTools.runner(folder)
			.withConfiguration(
					AutoConfigurations.of(JavaScriptToolsMetricsAutoConfiguration.class, MetricsAutoConfiguration.class,
							SimpleMetricsExportAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class));
	}

	private static void call(AssertableApplicationContext context, String tool, Map<String, Object> input,
			Duration timeout) {
		context.getBean(JavaScriptTools.class)
			.tryExecute(JavaScriptCall.of(tool, "e", input, Map.of()).withTimeout(timeout));
	}

	@Test
	void callsAreTimedByToolAndOutcome() {
		this.runner.run((context) -> {
			context.getBean(ToolGateway.class).runTool("javascript:convert", Map.of("amount", 1));
			call(context, "fails", Map.of(), null);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get(PREFIX + "execute").tags("tool", "convert", "outcome", "success").timer().count())
				.isOne();
			assertThat(meters.get(PREFIX + "execute").tags("tool", "fails", "outcome", "error").timer().count())
				.isOne();
			assertThat(meters.get(PREFIX + "errors").tags("tool", "fails", "kind", "thrown").counter().count()).isOne();
			assertThat(meters.get(PREFIX + "output").tags("tool", "convert").summary().totalAmount())
				.isEqualTo("{\"amount\":1}".length());
			assertThat(meters.get(PREFIX + "workers").tags("source", "javascript").gauge().value()).isPositive();
			assertThat(meters.get(PREFIX + "worker.start").tags("runtime", "bun").timer().count()).isPositive();
		});
	}

	@Test
	void endsOfProcessesAreCountedByHowTheyEnded() {
		this.runner.run((context) -> {
			call(context, "exits", Map.of("code", 7), null);
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get(PREFIX + "errors").tags("kind", "crashed").counter().count()).isOne();
			long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
			while (meters.find(PREFIX + "process.exits").tags("status", "exit").counter() == null
					&& System.nanoTime() < deadline) {
				Thread.sleep(20);
			}
			assertThat(meters.get(PREFIX + "process.exits")
				.tags("runtime", "bun", "status", "exit", "code", "7", "signal", "none")
				.counter()
				.count()).isOne();
		});
	}

	@Test
	void namesOfToolsThatAreNotThereAreNoTags() {
		this.runner.run((context) -> {
			for (int i = 0; i < 5; i++) {
				call(context, "made-up-" + i, Map.of(), null);
			}
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get(PREFIX + "errors").tags("tool", "other", "kind", "not_found").counter().count())
				.isEqualTo(5);
		});
	}

	@Test
	void whatIsLateIsCountedByItself() {
		this.runner.run((context) -> {
			context.getBean(ToolGateway.class).toolNames();
			call(context, "waits", Map.of(), Duration.ofMillis(200));
			assertThat(context.getBean(MeterRegistry.class)
				.get(PREFIX + "timeouts")
				.tag("tool", "waits")
				.counter()
				.count()).isOne();
		});
	}

}
