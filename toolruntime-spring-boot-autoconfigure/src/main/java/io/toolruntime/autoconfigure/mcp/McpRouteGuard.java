package io.toolruntime.autoconfigure.mcp;

import java.util.Set;
import java.util.function.UnaryOperator;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Guards the routes of Spring AI's MCP servers: by the routes themselves, so that no way
 * of writing a path leads past it.
 */
class McpRouteGuard implements BeanPostProcessor {

	private static final Set<String> ROUTES = Set.of("webMvcStreamableServerRouterFunction",
			"webMvcStatelessServerRouterFunction", "webMvcSseServerRouterFunction");

	private final UnaryOperator<RouterFunction<ServerResponse>> guard;

	/**
	 * Creates the guard.
	 * @param guard asked when there are routes to guard
	 */
	McpRouteGuard(UnaryOperator<RouterFunction<ServerResponse>> guard) {
		this.guard = guard;
	}

	@Override
	@SuppressWarnings("unchecked")
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (ROUTES.contains(beanName) && bean instanceof RouterFunction<?> routes)
				? this.guard.apply((RouterFunction<ServerResponse>) routes) : bean;
	}

}
