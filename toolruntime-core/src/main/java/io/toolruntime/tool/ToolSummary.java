package io.toolruntime.tool;

import java.util.Set;

/**
 * A tool as a search result shows it: never with its schemas.
 *
 * @param id the tool's id
 * @param name its name
 * @param namespace its namespace
 * @param summary the beginning of its description, at most 120 characters
 * @param tags its tags
 */
public record ToolSummary(String id, String name, String namespace, String summary, Set<String> tags) {
}
