package io.toolruntime.tool;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says where a tool is to run if the configuration says nothing of it. On a class it
 * counts for all of its tools, on a method for that one. It has an effect in an
 * application that has the module {@code toolruntime-isolation}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
public @interface ToolIsolation {

	/**
	 * Where the tool runs.
	 * @return the mode
	 */
	IsolationMode value();

	/**
	 * The hosts that it may reach, where it has a network of its own.
	 * @return such as {@code api.example.com:443}; none reaches nothing
	 */
	String[] hosts() default {};

	/**
	 * What makes the tool where it does not run in the application: with Spring a
	 * configuration class.
	 * @return the class; {@code void} if the tool's own dependencies do
	 */
	Class<?> configuration() default void.class;

}
