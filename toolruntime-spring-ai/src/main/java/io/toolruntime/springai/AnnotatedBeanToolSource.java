package io.toolruntime.springai;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolSource;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Tools that are methods of beans with Spring AI's {@code @Tool} or {@code @McpTool}.
 * Looks at the beans' types only, so that no bean is created before its time; once all
 * singletons are there, the list is kept.
 */
public final class AnnotatedBeanToolSource implements ToolSource, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(AnnotatedBeanToolSource.class);

	private static final String NAME = "annotated-beans";

	private final ConfigurableListableBeanFactory beanFactory;

	private final JsonMapper mapper = JsonMapper.shared();

	private final Namespaces namespaces;

	private final MethodInputSchema inputSchemas = new MethodInputSchema(this.mapper);

	private final ResultSchema resultSchemas = new ResultSchema(this.mapper);

	private final List<ToolMethodReader> readers;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	private volatile boolean singletonsInstantiated;

	private volatile @Nullable List<BeanMethodTool> tools;

	/**
	 * Creates a source.
	 * @param beanFactory has the beans
	 */
	public AnnotatedBeanToolSource(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.namespaces = new Namespaces(beanFactory);
		this.readers = readers(this.mapper);
	}

	/*
	 * A method with both annotations is read as @McpTool, which says more.
	 */
	private static List<ToolMethodReader> readers(JsonMapper mapper) {
		List<ToolMethodReader> readers = new ArrayList<>();
		if (ClassUtils.isPresent("org.springframework.ai.mcp.annotation.McpTool",
				AnnotatedBeanToolSource.class.getClassLoader())) {
			readers.add(new McpToolReader(mapper));
		}
		readers.add(new SpringAiToolReader(mapper));
		return readers;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public List<Tool> tools() {
		return List.copyOf(beanMethodTools());
	}

	@Override
	public void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	/**
	 * Forgets a list that was asked for too early: types of beans that factories make may
	 * not have been known yet.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.singletonsInstantiated = true;
		boolean asked = this.tools != null;
		this.tools = null;
		if (asked) {
			this.listeners.forEach(Runnable::run);
		}
	}

	/**
	 * Tells whether a method of an object is one of these tools.
	 * @param object the object, or its proxy
	 * @param method the method
	 * @return whether it is
	 */
	boolean contains(Object object, Method method) {
		return beanMethodTools().stream().anyMatch((tool) -> tool.isMethodOf(object, method));
	}

	private List<BeanMethodTool> beanMethodTools() {
		List<BeanMethodTool> known = this.tools;
		if (known != null && this.singletonsInstantiated) {
			return known;
		}
		List<BeanMethodTool> found = new ArrayList<>();
		for (String beanName : this.beanFactory.getBeanNamesForType(Object.class, true, false)) {
			if (!ScopedProxyUtils.isScopedTarget(beanName)) {
				collect(beanName, found::add);
			}
		}
		this.tools = List.copyOf(found);
		return found;
	}

	private void collect(String beanName, Consumer<BeanMethodTool> found) {
		Class<?> type = targetType(beanName);
		if (type == null || !isCandidate(type)) {
			return;
		}
		Map<Method, Function<Method, BeanMethodTool>> methods = MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<Function<Method, BeanMethodTool>>) (method) -> lookUp(beanName, type,
						method));
		methods.forEach((method, factory) -> {
			try {
				found.accept(factory.apply(method));
			}
			catch (UnsupportedToolMethodException | IllegalArgumentException | IllegalStateException ex) {
				logger.warn("Method {} of bean '{}' is no tool: {}", method, beanName, ex.getMessage());
			}
		});
	}

	/*
	 * The framework's own beans are many, and none is a tool.
	 */
	private boolean isCandidate(Class<?> type) {
		if (type.getName().startsWith("org.springframework.")
				&& !type.getName().startsWith("org.springframework.ai.")) {
			return false;
		}
		return this.readers.stream()
			.anyMatch((reader) -> AnnotationUtils.isCandidateClass(type, reader.annotationType()));
	}

	private @Nullable Function<Method, BeanMethodTool> lookUp(String beanName, Class<?> type, Method method) {
		for (ToolMethodReader reader : this.readers) {
			if (AnnotatedElementUtils.hasAnnotation(method, reader.annotationType())) {
				return (selected) -> create(beanName, type, selected, reader);
			}
		}
		return null;
	}

	private BeanMethodTool create(String beanName, Class<?> type, Method method, ToolMethodReader reader) {
		Class<?> returnType = method.getReturnType();
		if (Function.class.isAssignableFrom(returnType) || Supplier.class.isAssignableFrom(returnType)
				|| Consumer.class.isAssignableFrom(returnType)) {
			throw new UnsupportedToolMethodException("it returns a function; return what the function would give");
		}
		Class<?> beanType = this.beanFactory.getType(beanName, false);
		if (beanType != null) {
			BeanMethodTool.requireInvocable(method, beanType);
		}
		Method annotated = annotatedMethod(method, reader);
		ToolMethodReader.Declaration declaration = reader.read(annotated);
		Map<String, Object> inputSchema = this.inputSchemas.complete(reader.inputSchema(annotated), annotated,
				(parameter) -> BeanMethodTool.injected(reader, parameter) == null);
		ToolId id = ToolId.of(this.namespaces.of(beanName, type, method), Namespaces.idPart(declaration.name()));
		ToolDescriptor descriptor = new ToolDescriptor(id, declaration.title(), declaration.description(), inputSchema,
				reader.describesResult(annotated) ? this.resultSchemas.of(method, type) : null,
				declaration.annotations(), Set.of(), NAME, null, List.of());
		return new BeanMethodTool(this.beanFactory, beanName, type, method, annotated, reader, descriptor, this.mapper);
	}

	/*
	 * The annotation may stand on the interface, and the parameters' descriptions with
	 * it.
	 */
	private static Method annotatedMethod(Method method, ToolMethodReader reader) {
		MergedAnnotation<?> annotation = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY)
			.get(reader.annotationType());
		AnnotatedElement source = (AnnotatedElement) annotation.getSource();
		return (source instanceof Method annotated) ? annotated : method;
	}

	private @Nullable Class<?> targetType(String beanName) {
		Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		if (type != null && ScopedObject.class.isAssignableFrom(type)) {
			Class<?> scoped = AutoProxyUtils.determineTargetClass(this.beanFactory,
					ScopedProxyUtils.getTargetBeanName(beanName));
			type = (scoped != null) ? scoped : type;
		}
		return (type != null) ? ClassUtils.getUserClass(type) : null;
	}

}
