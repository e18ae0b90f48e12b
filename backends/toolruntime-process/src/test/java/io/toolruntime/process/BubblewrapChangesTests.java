package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.guest.GuestProgram;
import io.toolruntime.sandbox.Trials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Health tries seldom, but notices at once what has changed. */
class BubblewrapChangesTests {

	@TempDir
	private Path folder;

	private final AtomicLong now = new AtomicLong();

	private final Trials trials = new Trials(Duration.ofSeconds(10), this.now::get);

	private final AtomicInteger count = new AtomicInteger();

	private String tried(String image) {
		return this.trials.result("python", image, () -> "trial " + this.count.incrementAndGet());
	}

	/* Counts how often it starts a sandbox. */
	private Path bubblewrap(String version) throws IOException {
		Path starts = this.folder.resolve("starts");
		if (!Files.exists(starts)) {
			Files.createFile(starts);
			Files.setPosixFilePermissions(starts, PosixFilePermissions.fromString("rw-rw-rw-"));
		}
		Path program = Files.writeString(this.folder.resolve("bwrap"), """
				#!/bin/sh
				[ "$1" = --version ] && echo bubblewrap %s && exit 0
				echo started >> %s
				exec /usr/bin/bwrap "$@"
				""".formatted(version, starts));
		Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.setPosixFilePermissions(this.folder, PosixFilePermissions.fromString("rwxr-xr-x"));
		return starts;
	}

	private BubblewrapSandboxProvider provider() {
		return new BubblewrapSandboxProvider("dev", ProcessProperties.DEFAULTS,
				Stream.concat(Stream.of(this.folder.toString()), GuestProgram.PATH.stream()).toList());
	}

	@Test
	void aTrialIsKeptForTenSeconds() {
		assertThat(tried("one")).isEqualTo("trial 1");
		this.now.addAndGet(Duration.ofMillis(9_900).toNanos());
		assertThat(tried("one")).isEqualTo("trial 1");
		this.now.addAndGet(Duration.ofMillis(200).toNanos());
		assertThat(tried("one")).isEqualTo("trial 2");
	}

	@Test
	void whatHasChangedIsTriedAtOnce() {
		assertThat(tried("one")).isEqualTo("trial 1");
		assertThat(tried("other")).isEqualTo("trial 2");
		assertThat(tried("one")).isEqualTo("trial 3");
	}

	@Test
	void failuresAreNotKept() {
		assertThat(tried("one")).isEqualTo("trial 1");
		this.now.addAndGet(Duration.ofSeconds(11).toNanos());
		assertThatThrownBy(() -> this.trials.result("python", "one", () -> {
			throw new IllegalStateException("broken");
		})).hasMessage("broken");
		assertThat(tried("one")).isEqualTo("trial 2");
	}

	@Test
	void whoeverAsksAtTheSameTimeSharesATrial() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			threads.add(new Thread(() -> this.trials.result("python", "one", () -> {
				begun.countDown();
				await(go);
				return "trial " + this.count.incrementAndGet();
			})));
		}
		threads.forEach(Thread::start);
		begun.await();
		go.countDown();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(this.count).hasValue(1);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void healthOpensOneSandboxForALanguageHoweverOftenItIsAsked() throws IOException {
		Machine.assumeBubblewrap();
		Path starts = bubblewrap("0.8.0");
		try (BubblewrapSandboxProvider provider = provider()) {
			for (int i = 0; i < 20; i++) {
				provider.check();
			}
			assertThat(Files.readAllLines(starts)).hasSize(provider.languages().size());
		}
	}

	@Test
	void anotherBubblewrapIsAnotherImageAndIsTriedAtOnce() throws IOException {
		Machine.assumeBubblewrap();
		bubblewrap("0.8.0");
		try (BubblewrapSandboxProvider provider = provider()) {
			assertThat(provider.check()).containsEntry("bubblewrap", "0.8.0");
			String image = provider.image("python");
			assertThat(provider.image("python")).isEqualTo(image);
			bubblewrap("0.10.0");
			assertThat(provider.image("python")).isNotEqualTo(image);
			assertThat(provider.check()).containsEntry("bubblewrap", "0.10.0");
			bubblewrap("0.4.0");
			assertThatThrownBy(provider::check).isInstanceOf(RuntimeUnavailableException.class)
				.hasMessageContaining("0.4.0");
		}
	}

	@Test
	void whatIsOlderIsNotAskedForWhatItDoesNotKnow() throws IOException {
		Machine.assumeBubblewrap();
		Bubblewrap bubblewrap = new Bubblewrap(new HostPrograms(List.of(this.folder.toString())));
		bubblewrap("0.8.0");
		assertThat(bubblewrap.canDisableNamespaces()).isTrue();
		bubblewrap("0.7.0-older");
		assertThat(bubblewrap.canDisableNamespaces()).isFalse();
	}

}
