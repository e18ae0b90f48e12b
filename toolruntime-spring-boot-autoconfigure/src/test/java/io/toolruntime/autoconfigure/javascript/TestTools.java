package io.toolruntime.autoconfigure.javascript;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Assumptions;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.backend.WasmBackendAutoConfiguration;

/** An application with a file of tools, on the Bun that {@code .ci/runtimes} installs. */
final class TestTools {

	private static final Path INSTALLED = Path
		.of(Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(System.getenv("HOME") + "/.cache"))
		.resolve("toolruntime-runtimes");

	private TestTools() {
	}

	/** Skips what needs a runtime that is not there. */
	static void assumeBun() {
		Assumptions.assumeTrue(Files.isExecutable(INSTALLED.resolve("bun")), "bun is needed: .ci/runtimes");
		Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")),
				"bubblewrap is needed: apt-get install bubblewrap");
	}

	static String bun() {
		return INSTALLED.resolve("bun").toString();
	}

	static Path write(Path folder) throws IOException {
		return Files.writeString(folder.resolve("tools.ts"), """
				export const convert = {
				  description: "Converts an amount.",
				  inputSchema: { type: "object", properties: { amount: { type: "number" } }, required: ["amount"] },
				  execute: ({ amount }, context) => ({ amount: amount * (context.configuration?.rate ?? 1) }),
				};
				export const variable = ({ name }) => process.env[name] ?? null;
				export const fails = () => { throw new Error("no"); };
				export const waits = () => new Promise(() => {});
				export const exits = ({ code }) => process.exit(code);
				""");
	}

	/**
	 * An application with these tools, and the property values of everything it needs.
	 */
	static ApplicationContextRunner runner(Path folder) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class,
					WasmBackendAutoConfiguration.class, JavaScriptToolsFeatureAutoConfiguration.class,
					JavaScriptToolsAutoConfiguration.class, ToolRuntimeAutoConfiguration.class))
			.withPropertyValues("toolruntime.javascript.entrypoint=./tools.ts",
					"toolruntime.javascript.project-root=" + folder, "toolruntime.javascript.commands.bun=" + bun());
	}

}
