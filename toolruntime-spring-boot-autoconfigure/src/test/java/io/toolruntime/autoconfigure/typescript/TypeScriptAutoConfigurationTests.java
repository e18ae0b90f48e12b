package io.toolruntime.autoconfigure.typescript;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;
import io.toolruntime.autoconfigure.ToolCatalogAutoConfiguration;
import io.toolruntime.autoconfigure.ToolRuntimeAutoConfiguration;
import io.toolruntime.autoconfigure.backend.WasmBackendAutoConfiguration;
import io.toolruntime.runtime.CodeTransformer;
import io.toolruntime.typescript.TypeScriptTransformer;

import static org.assertj.core.api.Assertions.assertThat;

class TypeScriptAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ToolCatalogAutoConfiguration.class, WasmBackendAutoConfiguration.class,
				TypeScriptAutoConfiguration.class, ToolRuntimeAutoConfiguration.class));

	@Test
	void everyBackendThatRunsJavaScriptRunsTypeScript() {
		this.runner.run((context) -> {
			ToolRuntime runtime = context.getBean(ToolRuntime.class);
			assertThat(runtime.profiles().get(0).languages()).contains("javascript", "typescript");
			assertThat(runtime
				.execute(ExecuteRequest.builder().language("typescript").code("const n: number = 42; return n").build())
				.orThrow()
				.value()).isEqualTo(42);
		});
	}

	@Test
	void withoutItsModuleThereIsJavaScriptOnly() {
		this.runner.withClassLoader(new FilteredClassLoader(TypeScriptTransformer.class))
			.run((context) -> assertThat(context.getBean(ToolRuntime.class).profiles().get(0).languages())
				.contains("javascript")
				.doesNotContain("typescript"));
	}

	@Test
	void isNotThereWhereToolruntimeIsOff() {
		this.runner.withPropertyValues("toolruntime.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CodeTransformer.class));
	}

}
