package io.toolruntime.autoconfigure.backend;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches if a profile uses a kind of backend, or at least has keys of it. Looked at
 * before {@code @ConditionalOnClass}: no class is loaded of a backend that nobody uses.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Conditional(OnBackendCondition.class)
public @interface ConditionalOnBackend {

	/**
	 * Names the kinds.
	 * @return the kinds, of which one is enough
	 */
	String[] value();

}
