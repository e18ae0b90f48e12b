package io.toolruntime.autoconfigure.javascript;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/** Matches where a file of tools is configured: without one nothing is made. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnJavaScriptToolsCondition.class)
@interface ConditionalOnJavaScriptTools {

}
