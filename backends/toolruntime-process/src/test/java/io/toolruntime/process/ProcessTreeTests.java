package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessTree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whoever cannot look does not say that there is nothing. The processes are those of a
 * recorded {@code /proc}, except where one is really killed.
 */
class ProcessTreeTests {

	private static final Duration SOON = Duration.ofMillis(200);

	private static final long MARK = ProcessTree.mark("one");

	/** Higher than any process has: nobody is killed by mistake. */
	private static final long NOBODY = 1L << 30;

	@TempDir
	private Path root;

	private final long own = ProcessHandle.current().pid();

	private Proc recorded() throws IOException {
		process(this.own, ProcessTree.mark("another"), 'S');
		return new Proc(this.root);
	}

	private Path process(long pid, long mark, char state) throws IOException {
		Path folder = Files.createDirectories(this.root.resolve(Long.toString(pid)));
		Files.writeString(folder.resolve("limits"),
				"Limit                     Soft Limit           Hard Limit           Units\nMax file locks            %1$d %1$d locks\n"
					.formatted(mark));
		Files.writeString(folder.resolve("stat"), "%d (python) 3) %c 1 1 1".formatted(pid, state));
		return folder;
	}

	@Test
	void whatIsNotThereIsGone() throws IOException {
		assertThat(new ProcessTree(recorded()).kill(MARK, SOON)).isTrue();
	}

	@Test
	void whatIsThereIsNotGone() throws IOException {
		Proc proc = recorded();
		process(NOBODY, MARK, 'S');
		assertThat(new ProcessTree(proc).marked(MARK)).containsExactly(NOBODY);
		assertThat(new ProcessTree(proc).kill(MARK, SOON)).isFalse();
	}

	@Test
	void oneThatHasLoweredItsSoftLimitIsFoundByItsHardOne() throws IOException {
		Proc proc = recorded();
		Path folder = process(NOBODY, MARK, 'S');
		Files.writeString(folder.resolve("limits"),
				"Max file locks            7                    " + MARK + " locks\n");
		assertThat(new ProcessTree(proc).marked(MARK)).containsExactly(NOBODY);
	}

	@Test
	void thoseWhoLookAtOnceEachFindTheirOwn() throws Exception {
		Proc proc = recorded();
		for (int i = 0; i < 40; i += 2) {
			process(NOBODY + i, ProcessTree.mark("many-" + i), 'S');
		}
		ProcessTree tree = new ProcessTree(proc);
		ExecutorService threads = Executors.newFixedThreadPool(40);
		try {
			List<Future<List<Long>>> found = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				long mark = ProcessTree.mark("many-" + i);
				found.add(threads.submit(() -> tree.marked(mark)));
			}
			for (int i = 0; i < 40; i++) {
				assertThat(found.get(i).get(30, TimeUnit.SECONDS))
					.isEqualTo((i % 2 == 0) ? List.of(NOBODY + i) : List.of());
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void whatBeganBeforeTheLookIsInIt() throws Exception {
		ProcessTree tree = new ProcessTree(recorded());
		for (int i = 0; i < 50; i++) {
			Thread other = new Thread(() -> tree.kill(MARK, SOON));
			other.start();
			process(NOBODY + i, ProcessTree.mark("later-" + i), 'S');
			assertThat(tree.marked(ProcessTree.mark("later-" + i))).containsExactly(NOBODY + i);
			other.join();
		}
	}

	@Test
	void theEntryOfOneThatHasEndedIsNoProcess() throws IOException {
		Proc proc = recorded();
		process(NOBODY, MARK, 'Z');
		assertThat(new ProcessTree(proc).kill(MARK, Duration.ofSeconds(20))).isTrue();
	}

	@Test
	void whereProcessesCannotBeListedNoneIsGone() throws IOException {
		Proc proc = new Proc(Files.writeString(this.root.resolve("file"), "no folder"));
		assertThat(new ProcessTree(proc).kill(MARK, SOON)).isFalse();
		assertThatThrownBy(proc::processes).isInstanceOf(IOException.class);
		assertThatThrownBy(() -> new ProcessTree(proc).marked(MARK)).isInstanceOf(IOException.class);
	}

	@Test
	void aListingWithoutThisProcessLacksOthersToo() {
		Proc proc = new Proc(this.root);
		assertThat(new ProcessTree(proc).kill(MARK, SOON)).isFalse();
		assertThatThrownBy(proc::processes).hasMessageContaining("does not list this process");
	}

	@Test
	void oneThatCannotBeLookedAtIsNotGone() throws IOException {
		Proc proc = recorded();
		Path folder = process(NOBODY, MARK, 'S');
		Files.delete(folder.resolve("limits"));
		// Nor can a folder be read as a file
		Files.createDirectory(folder.resolve("limits"));
		assertThat(new ProcessTree(proc).kill(MARK, SOON)).isFalse();
	}

	@Test
	void oneWhoseStateCannotBeReadRunsAsLongAsItHasAnEntry() throws IOException {
		Proc proc = recorded();
		Path folder = process(NOBODY, MARK, 'S');
		Files.delete(folder.resolve("stat"));
		assertThat(proc.isRunning(NOBODY)).isTrue();
		assertThat(proc.isRunning(NOBODY + 1)).isFalse();
	}

	@Test
	void oneThatBeganAtAnotherTimeIsAnother() {
		Proc proc = new Proc();
		long began = proc.startTime(this.own).orElseThrow();
		assertThat(proc.isRunning(this.own, began)).isTrue();
		assertThat(proc.isRunning(this.own, began - 1)).isFalse();
		assertThat(proc.isRunning(NOBODY, began)).isFalse();
	}

	@Test
	void oneWhoseStartCannotBeReadRunsAsLongAsItHasAnEntry() throws IOException {
		Proc proc = recorded();
		Path folder = process(NOBODY, MARK, 'S');
		Files.delete(folder.resolve("stat"));
		assertThat(proc.isRunning(NOBODY, 1)).isTrue();
	}

	@Test
	void whoHasTheIdOfAProcessThatHasEndedIsNotKilledForIt() throws Exception {
		Process bystander = new ProcessBuilder("/bin/sleep", "60").start();
		try {
			Process ended = new ProcessBuilder("/bin/true").start();
			ended.waitFor();
			ProcessTree.kill9(new HookedProcess(ended, bystander.toHandle(), () -> {
			}));
			assertThat(bystander.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
			ProcessTree.kill9(bystander);
			assertThat(bystander.waitFor()).isEqualTo(128 + 9);
		}
		finally {
			bystander.destroyForcibly().waitFor();
		}
	}

	@Test
	void userIdsAreNotTakenWhereNobodyKnowsWhichAreInUse() {
		assertThatThrownBy(() -> new UserIds(ProcessProperties.DEFAULT_UID_BASE, new Proc(this.root)))
			.isInstanceOf(IOException.class);
	}

	@Test
	void killingGoesOnWhenListingFailsForAMoment() {
		AtomicInteger listings = new AtomicInteger();
		assertThat(ProcessTree.killUntilNoneIsLeft(() -> {
			if (listings.incrementAndGet() < 3) {
				throw new IOException("too many open files");
			}
			return List.of();
		}, Duration.ofSeconds(20))).isTrue();
		assertThat(listings).hasValue(3);
		assertThat(ProcessTree.killUntilNoneIsLeft(() -> {
			throw new IOException("too many open files");
		}, SOON)).isFalse();
	}

	@Test
	void aProcessThatCannotBeSeenFromHereIsNotGoneAndNobodyElseIsKilledForIt() throws Exception {
		Process bystander = new ProcessBuilder("/bin/sleep", "60").start();
		try {
			assertThat(ProcessTree.killUntilNoneIsLeft(() -> List.of(0L), SOON)).isFalse();
			assertThat(bystander.waitFor(100, TimeUnit.MILLISECONDS)).isFalse();
		}
		finally {
			bystander.destroyForcibly().waitFor();
		}
	}

}
