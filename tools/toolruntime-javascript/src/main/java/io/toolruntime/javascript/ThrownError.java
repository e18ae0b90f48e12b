package io.toolruntime.javascript;

import org.jspecify.annotations.Nullable;

/**
 * What a tool threw, as its process tells it: text that is not to be trusted, bounded.
 *
 * @param name such as {@code TypeError}
 * @param message its message
 * @param stack its stack, or {@code null} if it has none
 */
public record ThrownError(String name, String message, @Nullable String stack) {

}
