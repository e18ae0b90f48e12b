package io.toolruntime.docker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever an engine does, a call of it ends in time, and says what came of it. */
@Timeout(60)
class EngineCallsTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final DockerConnection NOWHERE = new DockerConnection(URI.create("unix:///nowhere/docker.sock"),
			null);

	@TempDir
	private Path folder;

	private final EngineCalls calls = new EngineCalls("docker", NOWHERE);

	@AfterEach
	void close() {
		this.calls.close();
	}

	@Test
	void whatTheEngineAnswersIsReturned() {
		assertThat(this.calls.call("answer", LONG, () -> 42)).isEqualTo(42);
	}

	@Test
	void anEngineThatNeverAnswersIsWaitedForNoLongerThanItMayTake() throws Exception {
		AtomicReference<Thread> caller = new AtomicReference<>();
		CompletableFuture<Boolean> ended = new CompletableFuture<>();
		try (FakeDaemon daemon = FakeDaemon.start(this.folder).raw("/_ping", FakeDaemon.SILENCE);
				DockerHttpClient http = new ZerodepDockerHttpClient.Builder().dockerHost(daemon.connection().host())
					.build()) {
			assertThatExceptionOfType(SandboxFailedException.class)
				.isThrownBy(() -> this.calls.call("answer a ping", Duration.ofSeconds(1), () -> {
					caller.set(Thread.currentThread());
					try (DockerHttpClient.Response response = http.execute(DockerHttpClient.Request.builder()
						.method(DockerHttpClient.Request.Method.GET)
						.path("/_ping")
						.build())) {
						return response.getStatusCode();
					}
					finally {
						ended.complete(true);
					}
				}))
				.withMessageContaining("asked to answer a ping and did not answer within 1 s")
				.satisfies((failure) -> assertThat(failure.isRetryable()).isTrue());
			// Interrupted: else it would wait for ever
			assertThat(ended.get(10, TimeUnit.SECONDS)).isTrue();
			this.calls.close();
			caller.get().join(10_000);
			assertThat(caller.get().isAlive()).isFalse();
		}
	}

	@Test
	void moreThanSixteenAtOnceWaitAndAreAllServed() throws Exception {
		AtomicInteger now = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		ExecutorService callers = Executors.newFixedThreadPool(50);
		try {
			List<Future<Integer>> answers = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				int number = i;
				answers.add(callers.submit(() -> this.calls.call("count", LONG, () -> {
					most.accumulateAndGet(now.incrementAndGet(), Math::max);
					Thread.sleep(50);
					now.decrementAndGet();
					return number;
				})));
			}
			for (int i = 0; i < 50; i++) {
				assertThat(answers.get(i).get()).isEqualTo(i);
			}
			assertThat(most).hasValue(16);
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void waitingForOthersIsNotTakingLong() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		ExecutorService callers = Executors.newFixedThreadPool(17);
		try {
			for (int i = 0; i < 16; i++) {
				callers.submit(() -> this.calls.call("wait", LONG, () -> release.await(30, TimeUnit.SECONDS)));
			}
			Thread.sleep(300);
			Future<String> late = callers.submit(() -> this.calls.call("answer", SHORT, () -> "served"));
			Thread.sleep(2 * SHORT.toMillis());
			assertThat(late.isDone()).isFalse();
			release.countDown();
			assertThat(late.get()).isEqualTo("served");
		}
		finally {
			callers.shutdownNow();
		}
	}

	@ParameterizedTest
	@CsvSource({ "400, false", "403, false", "409, false", "500, true", "503, true" })
	void whatTheEngineRefusesIsAFailure(int status, boolean retryable) {
		assertThatExceptionOfType(SandboxFailedException.class).isThrownBy(() -> this.calls.call("do it", LONG, () -> {
			throw new DockerException("no\r\n\tmore", status);
		}))
			.withMessage("The engine at unix:///nowhere/docker.sock was asked to do it and refused: Status " + status
					+ ": no more")
			.satisfies((failure) -> assertThat(failure.isRetryable()).isEqualTo(retryable));
	}

	@Test
	void whatIsNotThereIsToldFromWhatIsRefused() {
		assertThatThrownBy(() -> this.calls.call("look", LONG, () -> {
			throw new NotFoundException("no such container");
		})).isInstanceOf(NotFoundException.class);
	}

	@Test
	void whatAnEngineSaysIsOneLineAndNotOfAnyLength() {
		String hostile = "a\r\nb\u001b[31m\u0000\u0085c\u009b\u2028d\u202e\u200b" + "x".repeat(100_000);
		assertThatThrownBy(() -> this.calls.call("do it", LONG, () -> {
			throw new DockerException(hostile, 500);
		})).satisfies((failure) -> assertThat(failure.getMessage()).contains(": a b [31m c d x")
			.hasSizeLessThan(1200)
			.doesNotContainPattern("[\\p{gc=Cc}\\p{gc=Cf}\\p{gc=Zl}\\p{gc=Zp}]"));
	}

	@Test
	void whereThereIsNoEngineItIsSaidWhatToDo() throws IOException {
		try (DockerHttpClient http = new ZerodepDockerHttpClient.Builder().dockerHost(NOWHERE.host()).build()) {
			assertThatExceptionOfType(RuntimeUnavailableException.class)
				.isThrownBy(() -> this.calls.call("answer", LONG,
						() -> http.execute(DockerHttpClient.Request.builder()
							.method(DockerHttpClient.Request.Method.GET)
							.path("/_ping")
							.build())))
				.withMessageContaining("unix:///nowhere/docker.sock cannot be reached")
				.withMessageContaining("Start it, or set docker.host")
				.satisfies((failure) -> assertThat(failure.isRetryable()).isTrue());
		}
	}

	@Test
	void whatACallThrowsItselfIsThrownAsItIs() {
		RuntimeUnavailableException thrown = new RuntimeUnavailableException("full", "docker", null);
		assertThatThrownBy(() -> this.calls.call("do it", LONG, () -> {
			throw thrown;
		})).isSameAs(thrown);
	}

	@Test
	void afterItIsClosedItSaysSo() {
		this.calls.close();
		this.calls.close();
		assertThatExceptionOfType(RuntimeUnavailableException.class)
			.isThrownBy(() -> this.calls.call("answer", LONG, () -> 42))
			.withMessageContaining("unix:///nowhere/docker.sock is closed");
	}

	@Test
	void whoeverWaitsWhenItIsClosedWaitsNoLonger() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Throwable> caller = CompletableFuture.supplyAsync(() -> {
			try {
				return this.calls.call("wait", LONG, () -> {
					begun.countDown();
					Thread.sleep(LONG.toMillis());
					return new Throwable("answered");
				});
			}
			catch (RuntimeException ex) {
				return ex;
			}
		});
		begun.await();
		this.calls.close();
		assertThat(caller.get(10, TimeUnit.SECONDS)).isInstanceOf(RuntimeUnavailableException.class);
	}

	@Test
	void whoeverWaitsForAThreadWhenItIsClosedWaitsNoLonger() throws Exception {
		ExecutorService callers = Executors.newFixedThreadPool(17);
		try {
			for (int i = 0; i < 16; i++) {
				callers.submit(() -> this.calls.call("wait", LONG, () -> {
					Thread.sleep(LONG.toMillis());
					return true;
				}));
			}
			Thread.sleep(300);
			Future<Integer> late = callers.submit(() -> this.calls.call("answer", LONG, () -> 42));
			Thread.sleep(300);
			this.calls.close();
			assertThatThrownBy(() -> late.get(10, TimeUnit.SECONDS))
				.hasCauseInstanceOf(RuntimeUnavailableException.class)
				.hasMessageContaining("closed");
		}
		finally {
			callers.shutdownNow();
		}
	}

	@Test
	void whoeverIsInterruptedStaysInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(SandboxFailedException.class)
			.isThrownBy(() -> this.calls.call("do it", LONG, () -> 42))
			.withMessageContaining("Interrupted while the engine was asked to do it");
		assertThat(Thread.interrupted()).isTrue();
	}

}
