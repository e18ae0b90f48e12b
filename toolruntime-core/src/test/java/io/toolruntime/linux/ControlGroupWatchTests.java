package io.toolruntime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever ran out of memory is ended whole, and it is not forgotten. */
@Timeout(60)
class ControlGroupWatchTests {

	@TempDir
	private Path folder;

	private final ControlGroupWatch watch = new ControlGroupWatch("test-watch");

	private ControlGroup group;

	@BeforeEach
	void create() throws IOException {
		this.group = new ControlGroup(Map.of(Controller.MEMORY, new Controller.Hierarchy(this.folder, true),
				Controller.PIDS, new Controller.Hierarchy(this.folder, true)));
		kills(0);
	}

	@AfterEach
	void close() {
		this.watch.close();
	}

	private void kills(int count) throws IOException {
		Files.writeString(this.folder.resolve("memory.events"), "oom_kill " + count + "\n");
	}

	@Test
	void whereOneProcessWasKilledTheRestIsEnded() throws Exception {
		CountDownLatch ended = new CountDownLatch(1);
		this.watch.add(this.group, () -> {
			ended.countDown();
			return true;
		});
		assertThat(ended.await(500, TimeUnit.MILLISECONDS)).isFalse();
		kills(1);
		assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whatCouldNotBeEndedIsTriedAgainUntilItIs() throws Exception {
		AtomicInteger tries = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(3);
		kills(1);
		this.watch.add(this.group, () -> {
			ended.countDown();
			if (tries.incrementAndGet() == 1) {
				throw new IllegalStateException("not now");
			}
			return tries.get() == 3;
		});
		assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
		TimeUnit.MILLISECONDS.sleep(500);
		assertThat(tries).hasValue(3);
	}

	@Test
	void whoeverIsNotWatchedAnyMoreIsLeftAlone() throws Exception {
		AtomicInteger tries = new AtomicInteger();
		this.watch.add(this.group, () -> tries.incrementAndGet() > 0);
		this.watch.remove(this.group);
		kills(1);
		TimeUnit.MILLISECONDS.sleep(500);
		assertThat(tries).hasValue(0);
	}

	@Test
	void whatWasSeenIsRememberedWhenTheGroupIsGone() throws Exception {
		CountDownLatch seen = new CountDownLatch(1);
		Files.writeString(this.folder.resolve("pids.events"), "max 4\n");
		kills(2);
		this.watch.add(this.group, () -> {
			seen.countDown();
			return true;
		});
		assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
		Files.delete(this.folder.resolve("memory.events"));
		Files.delete(this.folder.resolve("pids.events"));
		assertThat(this.group.memoryKills()).isEqualTo(2);
		assertThat(this.group.processRefusals()).isEqualTo(4);
	}

}
