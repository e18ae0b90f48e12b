package io.toolruntime.springai;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** Finds the namespace of a bean's tools, and makes texts fit for ids. */
final class Namespaces {

	private static final String[] SUFFIXES = { "Tools", "Tool", "Service" };

	private static final int MAX_LENGTH = 128;

	private final ListableBeanFactory beanFactory;

	Namespaces(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Finds a namespace.
	 * @param beanName the bean that declares the tool
	 * @param type the class that has the tool's method, or {@code null} if not known
	 * @param method the tool's method, or {@code null} if not known
	 * @return the namespace
	 */
	String of(String beanName, @Nullable Class<?> type, @Nullable Method method) {
		ToolNamespace annotation = null;
		if (method != null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(method, ToolNamespace.class);
		}
		if (annotation == null && type != null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(type, ToolNamespace.class);
		}
		if (annotation == null) {
			annotation = this.beanFactory.findAnnotationOnBean(beanName, ToolNamespace.class, false);
		}
		if (annotation != null && StringUtils.hasText(annotation.value())) {
			return idPart(annotation.value().trim());
		}
		return idPart(withoutSuffix(readable(beanName, type)));
	}

	/*
	 * A name that Spring generated from the class, as for an imported class, is no name
	 * that anybody chose: take what component scanning would have taken.
	 */
	private static String readable(String beanName, @Nullable Class<?> type) {
		if (type != null && (beanName.equals(type.getName()) || beanName.startsWith(type.getName() + "#"))) {
			return StringUtils.uncapitalizeAsProperty(ClassUtils.getShortName(type));
		}
		return beanName;
	}

	private static String withoutSuffix(String name) {
		for (String suffix : SUFFIXES) {
			if (name.endsWith(suffix) && name.length() > suffix.length()) {
				return name.substring(0, name.length() - suffix.length());
			}
		}
		return name;
	}

	static String idPart(String text) {
		String part = text.replaceAll("[^A-Za-z0-9_.-]", "_");
		return (part.length() <= MAX_LENGTH) ? part : part.substring(0, MAX_LENGTH);
	}

}
