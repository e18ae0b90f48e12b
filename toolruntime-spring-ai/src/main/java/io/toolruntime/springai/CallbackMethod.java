package io.toolruntime.springai;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.method.MethodToolCallback;
import org.springframework.util.ReflectionUtils;

/**
 * The object and method behind one of Spring AI's callbacks, which it keeps to itself. A
 * test fails when Spring AI renames the fields; an application only gets a warning, and
 * its tool twice.
 *
 * @param object the object
 * @param method the method
 */
record CallbackMethod(Object object, Method method) {

	private static final Logger logger = LoggerFactory.getLogger(CallbackMethod.class);

	/**
	 * Looks behind a callback.
	 * @param callback the callback
	 * @return what is behind it, or {@code null} if it is of another kind, calls a static
	 * method, or cannot be looked behind
	 */
	static @Nullable CallbackMethod of(ToolCallback callback) {
		if (!(callback instanceof MethodToolCallback)) {
			return null;
		}
		Object object = read("toolObject", callback);
		Object method = read("toolMethod", callback);
		return (object != null && method instanceof Method toolMethod) ? new CallbackMethod(object, toolMethod) : null;
	}

	private static @Nullable Object read(String name, ToolCallback callback) {
		try {
			Field field = ReflectionUtils.findField(MethodToolCallback.class, name);
			if (field != null) {
				ReflectionUtils.makeAccessible(field);
				return field.get(callback);
			}
			logger.warn("Spring AI's MethodToolCallback has no field '{}' any more; its tools may be listed twice",
					name);
		}
		catch (IllegalAccessException | RuntimeException ex) {
			logger.warn("Spring AI's MethodToolCallback cannot be read; its tools may be listed twice", ex);
		}
		return null;
	}

	/**
	 * Tells whether both are the same method of the same object.
	 * @param other another
	 * @return whether they are
	 */
	boolean isSameAs(CallbackMethod other) {
		return this.object == other.object && this.method.equals(other.method);
	}

}
