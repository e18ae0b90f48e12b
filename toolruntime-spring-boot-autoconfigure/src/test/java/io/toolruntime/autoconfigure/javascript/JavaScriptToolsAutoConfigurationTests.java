package io.toolruntime.autoconfigure.javascript;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ExecuteResult;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.properties.InvalidToolRuntimeConfigurationException;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.javascript.JavaScriptRuntime;
import io.toolruntime.javascript.JavaScriptTools;
import io.toolruntime.javascript.JavaScriptToolsFactory;
import io.toolruntime.javascript.JavaScriptToolsProperties;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class JavaScriptToolsAutoConfigurationTests {

	@TempDir
	private Path folder;

	private ApplicationContextRunner runner;

	@BeforeEach
	void write() throws IOException {
		TestTools.write(this.folder);
		this.runner = TestTools.runner(this.folder);
	}

	@Test
	void functionsOfTheFileAreToolsThatCodeCalls() {
		TestTools.assumeBun();
		this.runner.run((context) -> {
			ToolGateway gateway = context.getBean(ToolGateway.class);
			assertThat(gateway.toolNames()).containsEntry("javascript",
					List.of("convert", "exits", "fails", "variable", "waits"));
			assertThat(gateway.describeTool("javascript:convert", DetailLevel.SCHEMA).tool().inputSchema())
				.containsEntry("required", List.of("amount"));
			ExecuteResult result = context.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("return (await tools.javascript.convert({ amount: 42 })).amount")
					.build());
			assertThat(result.orThrow().value()).isEqualTo(42);
			assertThat(result.toolCalls()).singleElement()
				.satisfies((call) -> assertThat(call.toolId()).isEqualTo("javascript:convert"));
		});
	}

	@Test
	void aToolHasItsOwnConfigurationAndEnvironment() {
		TestTools.assumeBun();
		this.runner
			.withPropertyValues("rates.key=hush", "toolruntime.javascript.tools.convert.configuration.rate=2",
					"toolruntime.javascript.tools.variable.env.API_KEY=${rates.key}",
					"toolruntime.javascript.tools.variable.timeout=5s")
			.run((context) -> {
				ToolGateway gateway = context.getBean(ToolGateway.class);
				assertThat(gateway.runTool("javascript:convert", Map.of("amount", 4))).isEqualTo(Map.of("amount", 8));
				assertThat(gateway.runTool("javascript:variable", Map.of("name", "API_KEY"))).isEqualTo("hush");
				assertThat(gateway.runTool("javascript:variable", Map.of("name", "HOME"))).isNull();
			});
	}

	@Test
	void whatIsAllowedByNameComesFromTheEnvironmentOfSpring() {
		TestTools.assumeBun();
		this.runner.withPropertyValues("SHOP_REGION=eu", "toolruntime.javascript.permissions.env=SHOP_REGION")
			.run((context) -> assertThat(
					context.getBean(ToolGateway.class).runTool("javascript:variable", Map.of("name", "SHOP_REGION")))
				.isEqualTo("eu"));
	}

	@Test
	void severalFilesAreSeveralNamespaces() {
		TestTools.assumeBun();
		this.runner
			.withPropertyValues("toolruntime.javascript.entrypoint=", "toolruntime.javascript.project-root=",
					"toolruntime.javascript.sources.rates.entrypoint=" + this.folder + "/tools.ts",
					"toolruntime.javascript.sources.rates.project-root=" + this.folder,
					"toolruntime.javascript.sources.more-rates.entrypoint=tools.ts",
					"toolruntime.javascript.sources.more-rates.project-root=" + this.folder)
			.run((context) -> assertThat(context.getBean(ToolGateway.class).listNamespaces())
				.containsExactly("more-rates", "rates"));
	}

	@Test
	void aRuntimeThatIsMissingLeavesItsToolsUnavailableAndTheApplicationRuns() {
		this.runner.withPropertyValues("toolruntime.javascript.commands.bun=/nonexistent/bun").run((context) -> {
			ToolGateway gateway = context.getBean(ToolGateway.class);
			assertThatExceptionOfType(ToolException.class)
				.isThrownBy(() -> gateway.runTool("javascript:convert", Map.of("amount", 1)))
				.withMessageContaining("javascript.commands.bun is /nonexistent/bun")
				.satisfies((ex) -> assertThat(ex.getCode()).isEqualTo(ToolErrorCode.UNAVAILABLE));
			ExecuteResult result = context.getBean(ToolRuntime.class).execute(ExecuteRequest.javascript("""
					try { await tools.javascript.convert({ amount: 1 }) } catch (e) { return e.code }
					""").build());
			assertThat(result.orThrow().value()).isEqualTo("unavailable");
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "runtime=rhino|toolruntime.javascript.runtime|bun, node, deno",
			"entrypoint=./none.ts|toolruntime.javascript.entrypoint|there is no file",
			"timeout=-1s|toolruntime.javascript.timeout|more than 0", "memory=much|toolruntime.javascript.memory|much",
			"workers.min=9|toolruntime.javascript.workers.min|at most workers.max",
			"permissions.net=http://x/|toolruntime.javascript.permissions.net|x",
			"permissions.unenforced=maybe|toolruntime.javascript.permissions.unenforced|refuse",
			"permissions.flags=--allow-ffi|toolruntime.javascript.permissions.flags|read, write, net, env and run",
			"tools.convert.env.LD_PRELOAD=x|toolruntime.javascript.tools.convert.env|LD_PRELOAD",
			"timeuot=1s|toolruntime.javascript.timeuot|Did you mean toolruntime.javascript.timeout?",
			"sources.a.entrypoint=x.ts|toolruntime.javascript.entrypoint|javascript.sources" })
	void whatCannotWorkStopsTheStartWithTheProperty(String setting, String property, String words) {
		this.runner.withPropertyValues("toolruntime.javascript." + setting).run((context) -> {
			Throwable failure = context.getStartupFailure();
			while (failure.getCause() != null && !(failure instanceof InvalidToolRuntimeConfigurationException)) {
				failure = failure.getCause();
			}
			assertThat(failure).isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class, (invalid) -> {
				assertThat(invalid.getProperty()).isEqualTo(property);
				assertThat(invalid.getReason() + invalid.getRemedy()).contains(words);
			});
		});
	}

	@Test
	void withoutAFileNothingIsMadeAndKeysAreAllowed() {
		this.runner.withPropertyValues("toolruntime.javascript.entrypoint=", "toolruntime.javascript.timeout=5s")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(JavaScriptTools.class)
				.doesNotHaveBean(JavaScriptToolsFactory.class));
	}

	@Test
	void keysWithoutTheModuleStopTheStart() {
		this.runner.withClassLoader(new FilteredClassLoader(JavaScriptTools.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidToolRuntimeConfigurationException.class,
						(invalid) -> assertThat(invalid.getRemedy())
							.contains("io.toolruntime:toolruntime-javascript")));
	}

	@Test
	void backsOffForToolsOfTheApplicationsOwn() throws IOException {
		JavaScriptTools own = new JavaScriptToolsFactory().create(JavaScriptToolsProperties.DEFAULTS);
		this.runner.withBean(JavaScriptTools.class, () -> own)
			.run((context) -> assertThat(context.getBean(JavaScriptTools.class)).isSameAs(own));
	}

	@Test
	void runtimesAndTheGlobalTimeoutAreKnown() {
		this.runner
			.withPropertyValues("toolruntime.javascript.timeout=7s",
					"toolruntime.javascript.commands.deno=/nonexistent/deno")
			.run((context) -> {
				JavaScriptTools tools = context.getBean(JavaScriptTools.class);
				assertThat(tools.globalTimeout()).isEqualTo(Duration.ofSeconds(7));
				assertThat(tools.runtimes()).filteredOn((status) -> status.runtime() == JavaScriptRuntime.DENO)
					.singleElement()
					.satisfies((status) -> assertThat(status.problem()).contains("/nonexistent/deno"));
			});
	}

	@Test
	void isNotThereWhereToolruntimeIsOff() {
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(JavaScriptTools.class));
	}

}
