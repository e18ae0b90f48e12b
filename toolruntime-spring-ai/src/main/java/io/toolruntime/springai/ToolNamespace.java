package io.toolruntime.springai;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the namespace of tools: on a tool's method, on the class of a bean, or on the
 * method that declares the bean. Without it the namespace is the bean's name without a
 * trailing {@code Tools}, {@code Tool} or {@code Service}.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface ToolNamespace {

	/**
	 * The namespace. Characters that ids do not allow become {@code _}.
	 * @return the namespace, such as {@code orders}
	 */
	String value();

}
