package io.toolruntime.springai;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolAnnotations;

/** Reads what one kind of annotation says of a method that is a tool. */
interface ToolMethodReader {

	/**
	 * Returns the annotation that makes a method a tool.
	 * @return the annotation's type
	 */
	Class<? extends Annotation> annotationType();

	/**
	 * Reads the annotation.
	 * @param method the method that has it
	 * @return what it says
	 */
	Declaration read(Method method);

	/**
	 * Generates the schema of the method's arguments.
	 * @param method the method that has the annotation
	 * @return JSON Schema
	 */
	String inputSchema(Method method);

	/**
	 * Tells where a parameter's value comes from if it is not an argument.
	 * @param parameter the parameter
	 * @return the source, or {@code null} if it is an argument
	 * @throws UnsupportedToolMethodException if a call from a sandbox has no such value
	 */
	@Nullable ParameterSource injected(Parameter parameter);

	/**
	 * Tells whether the method's return type is the type of the tool's result.
	 * @param method the method that has the annotation
	 * @return whether {@link #result} leaves results as they are
	 */
	boolean describesResult(Method method);

	/**
	 * Turns what the method returned into the tool's result.
	 * @param method the method that has the annotation
	 * @param result what it returned, or {@code null}
	 * @return the result, or {@code null}
	 */
	@Nullable Object result(Method method, @Nullable Object result);

	/**
	 * What an annotation says.
	 *
	 * @param name the tool's name
	 * @param title a title, or {@code null}
	 * @param description what the tool does
	 * @param annotations hints
	 */
	record Declaration(String name, @Nullable String title, String description, ToolAnnotations annotations) {
	}

}
