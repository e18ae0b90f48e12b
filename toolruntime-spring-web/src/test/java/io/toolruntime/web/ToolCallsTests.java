package io.toolruntime.web;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import io.toolruntime.ExecutionListener;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ToolCallsTests {

	private final CountDownLatch running = new CountDownLatch(2);

	private final CountDownLatch released = new CountDownLatch(1);

	private final CatalogToolGateway gateway = CatalogToolGateway
		.of(Tool.of(ToolDescriptor.of("test:stubborn", "Ignores that nobody waits", Map.of("type", "object")),
				(arguments, context) -> {
					this.running.countDown();
					this.released.await();
					return "done";
				}));

	private MeteredToolGateway open() {
		return new MeteredToolGateway(this.gateway, ToolCallContext.anonymous(), Limits.DEFAULTS,
				ExecutionListener.NONE, ObservationRegistry.NOOP);
	}

	@Test
	void moreCallsThanMayRunAtOnceAreRefusedAndLaterOnesTaken() throws Exception {
		ToolCalls calls = new ToolCalls(2);
		CompletableFuture<?> first = Background.run(() -> calls.run(open(), "test:stubborn", Map.of()));
		CompletableFuture<?> second = Background.run(() -> calls.run(open(), "test:stubborn", Map.of()));
		assertThat(this.running.await(30, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> calls.run(open(), "test:stubborn", Map.of()))
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isPositive());
		this.released.countDown();
		assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo("done");
	}

	@Test
	void anInterruptedWaitTellsTheToolAndKeepsTheInterrupt() {
		Thread.currentThread().interrupt();
		MeteredToolGateway gateway = open();
		assertThatExceptionOfType(io.toolruntime.tool.ToolException.class)
			.isThrownBy(() -> new ToolCalls(1).run(gateway, "test:stubborn", Map.of()));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(gateway.context().cancellation().isCancelled()).isTrue();
		this.released.countDown();
	}

}
