package io.toolruntime.springai;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

import org.springframework.ai.chat.model.ToolContext;
import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean as a tool. The method was found on the bean's own class; it is
 * called on the bean as the application sees it, so that whatever a proxy adds, such as
 * authorization or a transaction, applies. The bean is fetched for each call: it may be
 * lazy, or have a scope.
 */
final class BeanMethodTool implements Tool {

	private final ConfigurableListableBeanFactory beanFactory;

	private final String beanName;

	private final Method method;

	private final Method annotatedMethod;

	private final ToolMethodReader reader;

	private final ToolDescriptor descriptor;

	private final List<ParameterSource> parameters;

	/**
	 * Creates a tool.
	 * @param beanFactory has the bean
	 * @param beanName the bean
	 * @param type the bean's own class
	 * @param method the method on it
	 * @param annotatedMethod the method that has the annotation: the same, or the one
	 * that it implements
	 * @param reader reads the annotation
	 * @param descriptor describes the tool
	 * @param mapper converts arguments
	 */
	BeanMethodTool(ConfigurableListableBeanFactory beanFactory, String beanName, Class<?> type, Method method,
			Method annotatedMethod, ToolMethodReader reader, ToolDescriptor descriptor, JsonMapper mapper) {
		this.beanFactory = beanFactory;
		this.beanName = beanName;
		this.method = method;
		this.annotatedMethod = annotatedMethod;
		this.reader = reader;
		this.descriptor = descriptor;
		List<ParameterSource> sources = new ArrayList<>();
		for (int i = 0; i < method.getParameterCount(); i++) {
			Parameter annotatedParameter = annotatedMethod.getParameters()[i];
			ParameterSource injected = injected(reader, annotatedParameter);
			sources.add((injected != null) ? injected
					: argument(annotatedParameter.getName(),
							mapper.constructType(
									GenericTypeResolver.resolveType(method.getGenericParameterTypes()[i], type)),
							mapper));
		}
		this.parameters = List.copyOf(sources);
	}

	/**
	 * Tells where a parameter's value comes from if it is not an argument.
	 * @param reader reads the method's annotation
	 * @param parameter the parameter
	 * @return the source, or {@code null} if it is an argument
	 */
	static @Nullable ParameterSource injected(ToolMethodReader reader, Parameter parameter) {
		if (parameter.getType() == ToolCallContext.class) {
			return (arguments, context) -> context;
		}
		if (parameter.getType() == ToolContext.class) {
			return (arguments, context) -> CallToolContext.of(context);
		}
		return reader.injected(parameter);
	}

	private static ParameterSource argument(String name, JavaType type, JsonMapper mapper) {
		return (arguments, context) -> {
			Object value = arguments.get(name);
			if (value == null) {
				// A primitive that was left out is what it would be in a new object
				return type.isPrimitive() ? Array.get(Array.newInstance(type.getRawClass(), 1), 0) : null;
			}
			try {
				return mapper.convertValue(value, type);
			}
			catch (JacksonException | IllegalArgumentException ex) {
				throw new ToolException(null, ToolErrorCode.VALIDATION_INPUT, "Argument '" + name
						+ "' cannot be read as " + type.getRawClass().getSimpleName() + ": " + firstLine(ex), ex);
			}
		};
	}

	private static String firstLine(Exception ex) {
		String message = (ex instanceof JacksonException jackson) ? jackson.getOriginalMessage() : ex.getMessage();
		return (message != null) ? message.lines().findFirst().orElse("") : ex.getClass().getSimpleName();
	}

	/**
	 * Refuses, at once, what could only be called past its proxy.
	 * @param method the tool's method
	 * @param beanType the class of the bean as the application sees it
	 */
	static void requireInvocable(Method method, Class<?> beanType) {
		if (!SpringProxy.class.isAssignableFrom(beanType)) {
			return;
		}
		if (Modifier.isFinal(method.getModifiers()) && method.getDeclaringClass().isAssignableFrom(beanType)) {
			throw new UnsupportedToolMethodException(
					"it is final, so the bean's proxy cannot add what it should; remove final");
		}
		try {
			AopUtils.selectInvocableMethod(method, beanType);
		}
		catch (IllegalStateException ex) {
			throw new UnsupportedToolMethodException("the bean has a proxy that does not have it; "
					+ "declare it in an interface of the bean, make it public, or proxy the class");
		}
	}

	@Override
	public ToolDescriptor descriptor() {
		return this.descriptor;
	}

	@Override
	public @Nullable Object call(Map<String, Object> arguments, ToolCallContext context) throws Exception {
		@Nullable Object[] values = new Object[this.parameters.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.parameters.get(i).value(arguments, context);
		}
		return CallerSecurity.callAs(context.caller(), () -> invoke(values, context));
	}

	private @Nullable Object invoke(@Nullable Object[] values, ToolCallContext context) throws Exception {
		Object bean = this.beanFactory.getBean(this.beanName);
		requireInvocable(this.method, bean.getClass());
		Method invocable = AopUtils.selectInvocableMethod(this.method, bean.getClass());
		ReflectionUtils.makeAccessible(invocable);
		try {
			Object result = AwaitedResult.of(invocable.invoke(bean, values), context);
			return this.reader.result(this.annotatedMethod, result);
		}
		catch (InvocationTargetException ex) {
			throw ToolFailure.of(ex.getTargetException());
		}
	}

	/**
	 * Tells whether this tool is a method of an object.
	 * @param object the object, or its proxy
	 * @param other the method, of the object's class or of an interface
	 * @return whether both are this tool's
	 */
	boolean isMethodOf(Object object, Method other) {
		if (!this.beanFactory.containsSingleton(this.beanName) || !this.beanFactory.isSingleton(this.beanName)) {
			return false;
		}
		Object bean = this.beanFactory.getBean(this.beanName);
		return target(bean) == target(object) && sameSignature(this.method, other);
	}

	private static boolean sameSignature(Method one, Method other) {
		return one.getName().equals(other.getName())
				&& Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
	}

	private static Object target(Object bean) {
		Object current = bean;
		for (Object next = AopProxyUtils.getSingletonTarget(current); next != null; next = AopProxyUtils
			.getSingletonTarget(current)) {
			current = next;
		}
		return current;
	}

	@Override
	public String toString() {
		return "bean '" + this.beanName + "', method " + this.method;
	}

}
