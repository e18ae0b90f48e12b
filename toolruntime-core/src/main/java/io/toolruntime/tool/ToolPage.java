package io.toolruntime.tool;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A page of tools.
 *
 * @param tools the tools
 * @param nextCursor where to go on, or {@code null} at the end
 */
public record ToolPage(List<ToolSummary> tools, @Nullable String nextCursor) {
}
