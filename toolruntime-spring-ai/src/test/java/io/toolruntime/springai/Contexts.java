package io.toolruntime.springai;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Application contexts, and what the gateway sees of them. */
final class Contexts {

	static final ToolCallContext CALL = new ToolCallContext(Caller.named("ada"), "execution-1", "standard", null,
			new Cancellation());

	private Contexts() {
	}

	static AnnotationConfigApplicationContext of(Class<?>... components) {
		return of((context) -> context.register(components));
	}

	static AnnotationConfigApplicationContext of(Consumer<AnnotationConfigApplicationContext> configurer) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.registerBean(AnnotatedBeanToolSource.class,
				() -> new AnnotatedBeanToolSource(context.getDefaultListableBeanFactory()));
		context.registerBean(ToolCallbackToolSource.class,
				() -> new ToolCallbackToolSource(context.getDefaultListableBeanFactory(),
						context.getBean(AnnotatedBeanToolSource.class)));
		configurer.accept(context);
		context.refresh();
		return context;
	}

	static CatalogToolGateway gateway(AnnotationConfigApplicationContext context) {
		return CatalogToolGateway
			.of(context.getBean(AnnotatedBeanToolSource.class), context.getBean(ToolCallbackToolSource.class))
			.bind(CALL);
	}

	static Object run(AnnotationConfigApplicationContext context, String id, Map<String, Object> arguments) {
		return gateway(context).runTool(id, arguments);
	}

	static List<String> annotatedIds(AnnotationConfigApplicationContext context) {
		return ids(context.getBean(AnnotatedBeanToolSource.class).tools());
	}

	static List<String> callbackIds(AnnotationConfigApplicationContext context) {
		return ids(context.getBean(ToolCallbackToolSource.class).tools());
	}

	static Tool tool(AnnotationConfigApplicationContext context, String id) {
		return context.getBean(AnnotatedBeanToolSource.class)
			.tools()
			.stream()
			.filter((tool) -> tool.descriptor().id().toString().equals(id))
			.findFirst()
			.orElseThrow(() -> new AssertionError("There is no " + id + ", only " + annotatedIds(context)));
	}

	private static List<String> ids(List<Tool> tools) {
		return tools.stream().map((tool) -> tool.descriptor().id().toString()).sorted().toList();
	}

}
