package io.toolruntime.springai;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolSource;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Tools that are Spring AI callbacks: beans of the types {@link ToolCallback} and
 * {@link ToolCallbackProvider}, and lists of them. A callback of a method that is a tool
 * already, or that comes by two ways, is one tool; our own callbacks are none. One that
 * cannot be had is left out with a warning, so that it takes no other with it.
 */
public final class ToolCallbackToolSource implements ToolSource {

	private static final Logger logger = LoggerFactory.getLogger(ToolCallbackToolSource.class);

	private static final String NAME = "tool-callbacks";

	private final ConfigurableListableBeanFactory beanFactory;

	private final AnnotatedBeanToolSource annotatedBeans;

	private final Namespaces namespaces;

	private final JsonMapper mapper = JsonMapper.shared();

	/**
	 * Creates a source.
	 * @param beanFactory has the beans
	 * @param annotatedBeans the tools that are known already
	 */
	public ToolCallbackToolSource(ConfigurableListableBeanFactory beanFactory, AnnotatedBeanToolSource annotatedBeans) {
		this.beanFactory = beanFactory;
		this.annotatedBeans = annotatedBeans;
		this.namespaces = new Namespaces(beanFactory);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public List<Tool> tools() {
		Collector collector = new Collector();
		for (String beanName : beanNames(ResolvableType.forClass(ToolCallback.class))) {
			collector.collect(beanName, () -> List.of(this.beanFactory.getBean(beanName, ToolCallback.class)));
		}
		for (String beanName : beanNames(ResolvableType.forClassWithGenerics(List.class, ToolCallback.class))) {
			collector.collect(beanName, () -> this.<ToolCallback>list(beanName));
		}
		for (String beanName : beanNames(ResolvableType.forClass(ToolCallbackProvider.class))) {
			collector.collect(beanName, () -> Arrays
				.asList(this.beanFactory.getBean(beanName, ToolCallbackProvider.class).getToolCallbacks()));
		}
		for (String beanName : beanNames(ResolvableType.forClassWithGenerics(List.class, ToolCallbackProvider.class))) {
			collector.collect(beanName,
					() -> this.<ToolCallbackProvider>list(beanName)
						.stream()
						.flatMap((provider) -> Arrays.stream(provider.getToolCallbacks()))
						.toList());
		}
		return List.copyOf(collector.tools);
	}

	@SuppressWarnings("unchecked")
	private <T> List<T> list(String beanName) {
		return (List<T>) this.beanFactory.getBean(beanName, List.class);
	}

	/*
	 * Our own providers are told by their type: asking one for its callbacks would ask
	 * for the tools that are being collected.
	 */
	private List<String> beanNames(ResolvableType type) {
		return Arrays.stream(this.beanFactory.getBeanNamesForType(type, true, false))
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.filter((name) -> !isOutward(this.beanFactory.getType(name, false)))
			.toList();
	}

	private static boolean isOutward(@Nullable Class<?> type) {
		return type != null && (OutwardToolCallback.class.isAssignableFrom(type)
				|| ToolRuntimeToolCallbackProvider.class.isAssignableFrom(type));
	}

	/** Collects the callbacks of one look at the beans. */
	private final class Collector {

		private final List<Tool> tools = new ArrayList<>();

		private final Set<ToolCallback> seen = Collections.newSetFromMap(new IdentityHashMap<>());

		private final List<CallbackMethod> methods = new ArrayList<>();

		private void collect(String beanName, Supplier<List<ToolCallback>> callbacks) {
			try {
				callbacks.get().forEach((callback) -> collect(beanName, callback));
			}
			catch (RuntimeException ex) {
				logger.warn("The tools of bean '{}' are not available", beanName, ex);
			}
		}

		private void collect(String beanName, ToolCallback callback) {
			if (callback instanceof OutwardToolCallback || !this.seen.add(callback)) {
				return;
			}
			CallbackMethod behind = CallbackMethod.of(callback);
			if (behind != null && isKnown(behind)) {
				return;
			}
			Class<?> type = (behind != null) ? AopUtils.getTargetClass(behind.object()) : null;
			Method method = (behind != null) ? behind.method() : null;
			try {
				String namespace = ToolCallbackToolSource.this.namespaces.of(beanName, type, method);
				this.tools.add(new CallbackTool(callback, namespace, NAME, ToolCallbackToolSource.this.mapper));
			}
			catch (RuntimeException ex) {
				logger.warn("A callback of bean '{}' is no tool: {}", beanName, ex.getMessage());
			}
		}

		private boolean isKnown(CallbackMethod behind) {
			if (ToolCallbackToolSource.this.annotatedBeans.contains(behind.object(), behind.method())
					|| this.methods.stream().anyMatch(behind::isSameAs)) {
				return true;
			}
			this.methods.add(behind);
			return false;
		}

	}

}
