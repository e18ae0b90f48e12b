package io.toolruntime.tool;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A tool's documentation, as far as the level of detail goes.
 *
 * @param summary the beginning of its description
 * @param tool the tool with its schemas, or {@code null} below {@link DetailLevel#SCHEMA}
 * @param notes notes, or {@code null} below {@link DetailLevel#FULL} or if there are none
 * @param examples examples, or {@code null} below {@link DetailLevel#FULL}
 */
public record ToolDocumentation(String summary, @Nullable ToolDescriptor tool, @Nullable String notes,
		@Nullable List<ToolExample> examples) {
}
