package io.toolruntime.autoconfigure;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.toolruntime.ExecuteRequest;
import io.toolruntime.ToolRuntime;
import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.DuplicateToolException;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolNameClashException;
import io.toolruntime.tool.ToolSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ToolCatalogAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ToolCatalogAutoConfiguration.class, ToolRuntimeAutoConfiguration.class))
		.withUserConfiguration(FakeBackends.class);

	@Test
	void toolsComeFromSourceBeansAndToolBeans() {
		this.runner.withBean("one", ToolSource.class, () -> ToolSource.of("one", List.of(tool("orders:find_order"))))
			.withBean("two", Tool.class, () -> tool("stock:level"))
			.run((context) -> {
				assertThat(context.getBean(ToolCatalog.class).tools()).extracting((tool) -> tool.id().toString())
					.containsExactly("orders:find_order", "stock:level");
				assertThat(context.getBean(ToolGateway.class).runTool("stock:level", Map.of()))
					.isEqualTo("stock:level");
			});
	}

	@Test
	void withoutToolsTheCatalogIsEmpty() {
		this.runner.run((context) -> assertThat(context.getBean(ToolCatalog.class).tools()).isEmpty());
	}

	@Test
	void aToolMayNeedTheRuntimeThatCallsIt() {
		this.runner.withUserConfiguration(ToolThatNeedsTheRuntime.class)
			.run((context) -> assertThat(context.getBean(ToolRuntime.class)
				.execute(ExecuteRequest.javascript("meta:profiles").build())
				.value()).isEqualTo(1));
	}

	@Test
	void codeSeesOnlyTheToolsOfItsProfile() {
		this.runner.withBean("one", Tool.class, () -> tool("orders:find_order"))
			.withBean("two", Tool.class, () -> tool("orders:refund_order"))
			.withPropertyValues("toolruntime.profiles.standard.tools.exclude=orders:refund_order")
			.run((context) -> {
				ToolRuntime runtime = context.getBean(ToolRuntime.class);
				assertThat(runtime.execute(ExecuteRequest.javascript("orders:find_order").build()).value())
					.isEqualTo("orders:find_order");
				assertThat(context.getBean(ToolGateway.class).listNamespaces()).containsExactly("orders");
				assertThatThrownBy(() -> runtime.execute(ExecuteRequest.javascript("orders:refund_order").build()))
					.hasMessageContaining("no tool 'orders:refund_order'");
			});
	}

	@Test
	void twoToolsWithOneIdStopTheStartAndSayWhereTheyComeFrom() {
		this.runner.withBean("one", ToolSource.class, () -> ToolSource.of("shop", List.of(tool("orders:find_order"))))
			.withBean("two", ToolSource.class, () -> ToolSource.of("archive", List.of(tool("orders:find_order"))))
			.run((context) -> {
				assertThat(context).hasFailed();
				Throwable failure = context.getStartupFailure();
				assertThat(failure).isInstanceOf(DuplicateToolException.class).satisfies((ex) -> {
					FailureAnalysis analysis = new DuplicateToolFailureAnalyzer().analyze(ex);
					assertThat(analysis).isNotNull();
					assertThat(analysis.getDescription()).contains("orders:find_order", "shop", "archive");
					assertThat(analysis.getAction()).contains("another name");
				});
			});
	}

	@Test
	void twoToolsThatCodeCannotTellApartStopTheStartAndSayWhereTheyComeFrom() {
		this.runner.withBean("one", ToolSource.class, () -> ToolSource.of("shop", List.of(tool("orders:find-order"))))
			.withBean("two", ToolSource.class, () -> ToolSource.of("archive", List.of(tool("orders:find_order"))))
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(ToolNameClashException.class)
				.satisfies((ex) -> {
					FailureAnalysis analysis = new ToolNameClashFailureAnalyzer().analyze(ex);
					assertThat(analysis).isNotNull();
					assertThat(analysis.getDescription()).contains("tools.orders.find_order",
							"orders:find-order from shop", "orders:find_order from archive");
					assertThat(analysis.getAction()).contains("Rename one of them");
				}));
	}

	private static Tool tool(String id) {
		return Tool.of(ToolDescriptor.of(id, "A tool", Map.of("type", "object")), (arguments, context) -> id);
	}

	@Configuration(proxyBeanMethods = false)
	static class ToolThatNeedsTheRuntime {

		@Bean
		Tool profilesTool(ToolRuntime runtime) {
			return Tool.of(ToolDescriptor.of("meta:profiles", "Counts", Map.of("type", "object")),
					(arguments, context) -> runtime.profiles().size());
		}

	}

}
