package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.javascript.JavaScriptToolsProperties.Workers;
import io.toolruntime.tool.Cancellation;

import static org.assertj.core.api.Assertions.assertThat;

/** How many workers there are, and for how long; on Bun, which starts fastest. */
@Timeout(60)
class WorkerPoolTests {

	@TempDir
	Path folder;

	private JavaScriptTools tools(Workers workers) throws IOException {
		TestRuntimes.assume(JavaScriptRuntime.BUN);
		TestRuntimes.assumeBubblewrap();
		TestRuntimes.tools(this.folder);
		return new JavaScriptToolsFactory()
			.create(TestRuntimes.properties(this.folder, JavaScriptRuntime.BUN, null, workers, null));
	}

	private static int remembers(JavaScriptTools tools, String tenant, int next) {
		return (int) tools.execute(JavaScriptCall.of("remembers", "e", Map.of("next", next), Map.of())
			.waitedFor(tenant, null, new Cancellation()));
	}

	private static void awaitWorkers(JavaScriptTools tools, int count) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (tools.workers() != count && System.nanoTime() < deadline) {
			Thread.sleep(20);
		}
		assertThat(tools.workers()).isEqualTo(count);
	}

	@Test
	void thereIsNoneBeforeTheFirstCallAndNoneAfterTheEnd() throws Exception {
		JavaScriptTools tools = tools(null);
		assertThat(tools.workers()).isZero();
		remembers(tools, null, 1);
		assertThat(tools.workers()).isOne();
		tools.close();
		assertThat(tools.workers()).isZero();
	}

	@Test
	void asManyAreReadyAsAreAskedForOnceToolsAreUsed() throws Exception {
		try (JavaScriptTools tools = tools(new Workers(2, 4, null))) {
			assertThat(tools.workers()).isZero();
			remembers(tools, null, 1);
			awaitWorkers(tools, 2);
		}
	}

	@Test
	void oneServesSoManyCallsAndNoMore() throws Exception {
		try (JavaScriptTools tools = tools(new Workers(null, 1, 3))) {
			assertThat(remembers(tools, null, 1)).isZero();
			assertThat(remembers(tools, null, 2)).isEqualTo(1);
			assertThat(remembers(tools, null, 3)).isEqualTo(2);
			assertThat(remembers(tools, null, 4)).isZero();
		}
	}

	@Test
	void whereThereMayBeOneOnlyItServesOneTenantAfterTheOther() throws Exception {
		try (JavaScriptTools tools = tools(new Workers(null, 1, null))) {
			assertThat(remembers(tools, "ours", 1)).isZero();
			assertThat(remembers(tools, "theirs", 2)).isZero();
			assertThat(remembers(tools, "ours", 3)).isZero();
			assertThat(tools.workers()).isOne();
		}
	}

}
