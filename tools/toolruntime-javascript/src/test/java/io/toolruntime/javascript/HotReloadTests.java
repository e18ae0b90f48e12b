package io.toolruntime.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A developer changes a file of tools while the application runs. */
@Timeout(60)
class HotReloadTests {

	@TempDir
	private Path folder;

	private Path file;

	private JavaScriptTools tools;

	private CatalogToolGateway gateway;

	private final AtomicInteger changes = new AtomicInteger();

	@BeforeEach
	void open() throws IOException {
		TestRuntimes.assume(JavaScriptRuntime.BUN);
		TestRuntimes.assumeBubblewrap();
		this.file = this.folder.resolve("tools.ts");
		Files.writeString(this.folder.resolve("price.ts"), "export const price: number = 1;");
		Files.writeString(this.file, """
				import { price } from "./price.ts";
				export async function pay(input: { pause?: number }) {
				  await new Promise((go) => setTimeout(go, input.pause ?? 0));
				  return price;
				}
				""");
		this.tools = new JavaScriptToolsFactory()
			.create(TestRuntimes.builder(this.folder, JavaScriptRuntime.BUN).reload(true).build());
		ToolSource source = this.tools.toolSources().get(0);
		source.onChange(this.changes::incrementAndGet);
		this.gateway = CatalogToolGateway.of(source);
	}

	@AfterEach
	void close() {
		if (this.tools != null) {
			this.tools.close();
		}
	}

	/* Files are told apart by when they were written: not twice within one tick. */
	private void write(Path file, String text) throws Exception {
		int before = this.changes.get();
		Files.writeString(file, text);
		long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (this.changes.get() == before && System.nanoTime() < deadline) {
			Thread.sleep(20);
		}
		assertThat(this.changes.get()).as("told of the change").isGreaterThan(before);
	}

	@Test
	void theCatalogIsToldOfNewTools() throws Exception {
		assertThat(this.gateway.toolNames()).isEqualTo(Map.of("javascript", List.of("pay")));

		write(this.file, "export const pay = () => 2; export const refund = () => 3;");

		assertThat(this.gateway.toolNames()).isEqualTo(Map.of("javascript", List.of("pay", "refund")));
		assertThat(this.gateway.runTool("javascript:refund", Map.of())).isEqualTo(3);
		assertThat(this.gateway.runTool("javascript:pay", Map.of())).isEqualTo(2);
	}

	@Test
	void aFileThatItImportsIsPartOfIt() throws Exception {
		assertThat(this.gateway.runTool("javascript:pay", Map.of())).isEqualTo(1);

		write(this.folder.resolve("price.ts"), "export const price: number = 10;");

		assertThat(this.gateway.runTool("javascript:pay", Map.of())).isEqualTo(10);
	}

	@Test
	void aCallThatRunsEndsWithWhatItBeganWith() throws Exception {
		this.gateway.runTool("javascript:pay", Map.of());
		CompletableFuture<Object> running = CompletableFuture
			.supplyAsync(() -> this.gateway.runTool("javascript:pay", Map.of("pause", 3000)));
		Thread.sleep(300);

		write(this.folder.resolve("price.ts"), "export const price: number = 20;");

		assertThat(this.gateway.runTool("javascript:pay", Map.of())).isEqualTo(20);
		assertThat(running.get(20, TimeUnit.SECONDS)).isEqualTo(1);
	}

	@Test
	void toolsThatCannotBeLoadedAreAwayUntilTheyCan() throws Exception {
		assertThat(this.gateway.runTool("javascript:pay", Map.of())).isEqualTo(1);

		write(this.file, "export const pay = (");

		assertThatExceptionOfType(ToolException.class)
			.isThrownBy(() -> this.gateway.runTool("javascript:pay", Map.of()))
			.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.UNAVAILABLE))
			.withMessageContaining("cannot be loaded");
		assertThat(this.tools.sources()).singleElement()
			.satisfies((status) -> assertThat(status.problem()).contains("./tools.ts cannot be loaded"));

		write(this.file, "export const pay = () => 5;");

		assertThat(this.gateway.runTool("javascript:pay", Map.of())).isEqualTo(5);
		assertThat(this.tools.sources()).singleElement().satisfies((status) -> assertThat(status.problem()).isNull());
	}

}
