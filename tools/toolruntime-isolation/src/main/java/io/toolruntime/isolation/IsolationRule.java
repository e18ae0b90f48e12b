package io.toolruntime.isolation;

/**
 * Where the tools of a selector run.
 *
 * @param selector which tools
 * @param choice where
 * @param name what people know the rule by, such as {@code toolruntime.isolation[0]}
 */
public record IsolationRule(IsolationSelector selector, IsolationChoice choice, String name) {
}
