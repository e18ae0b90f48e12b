package io.toolruntime.isolation;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolDescriptor;

/**
 * Decides in code where tools run. What it says comes before the configuration; of
 * several, the first that says something counts.
 */
@FunctionalInterface
public interface ToolIsolationPolicy {

	/**
	 * Decides where a tool runs. Asked at the start and for calls; says the same each
	 * time.
	 * @param tool the tool
	 * @param otherwise where it runs if this says nothing
	 * @return where it runs, or {@code null} to say nothing
	 */
	@Nullable IsolationChoice decide(ToolDescriptor tool, IsolationDecision otherwise);

}
