package io.toolruntime.tool;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Describes a tool: what MCP says of one, plus namespace, tags, version and where it
 * comes from. All text is untrusted: a server or a plug-in may have written it.
 *
 * @param id the tool's id
 * @param title a title for people, or {@code null}
 * @param description what it does, never {@code null}, may be empty
 * @param inputSchema JSON Schema of its arguments, an object schema
 * @param outputSchema JSON Schema of its result, or {@code null} if it is not described
 * @param annotations hints of its author
 * @param tags words to find it by, normalised to lower case
 * @param source the name of the {@link ToolSource} it comes from
 * @param notes more than the description says, or {@code null}
 * @param examples examples of its use
 */
public record ToolDescriptor(ToolId id, @Nullable String title, String description, Map<String, Object> inputSchema,
		@Nullable Map<String, Object> outputSchema, ToolAnnotations annotations, Set<String> tags, String source,
		@Nullable String notes, List<ToolExample> examples) {

	/** A schema that accepts any object. */
	public static final Map<String, Object> ANY_OBJECT = Map.of("type", "object");

	public ToolDescriptor {
		description = PlainText.clean(description);
		title = (title != null) ? PlainText.clean(title) : null;
		notes = (notes != null) ? PlainText.clean(notes) : null;
		inputSchema = JsonCopy.ofSchema(inputSchema);
		outputSchema = (outputSchema != null) ? JsonCopy.ofSchema(outputSchema) : null;
		tags = Tags.normalise(tags);
		examples = List.copyOf(examples);
	}

	/**
	 * Describes a tool with the least there can be.
	 * @param id such as {@code orders:find_order}
	 * @param description what it does
	 * @param inputSchema JSON Schema of its arguments
	 * @return the descriptor
	 */
	public static ToolDescriptor of(String id, String description, Map<String, Object> inputSchema) {
		return new ToolDescriptor(ToolId.parse(id), null, description, inputSchema, null, ToolAnnotations.NONE,
				Set.of(), "code", null, List.of());
	}

	/**
	 * Returns this descriptor with a schema of the result.
	 * @param outputSchema JSON Schema of the result
	 * @return the new descriptor
	 */
	public ToolDescriptor withOutputSchema(Map<String, Object> outputSchema) {
		return new ToolDescriptor(this.id, this.title, this.description, this.inputSchema, outputSchema,
				this.annotations, this.tags, this.source, this.notes, this.examples);
	}

	/**
	 * Returns this descriptor with tags.
	 * @param tags words to find the tool by
	 * @return the new descriptor
	 */
	public ToolDescriptor withTags(Set<String> tags) {
		return new ToolDescriptor(this.id, this.title, this.description, this.inputSchema, this.outputSchema,
				this.annotations, tags, this.source, this.notes, this.examples);
	}

	/**
	 * Returns this descriptor with examples.
	 * @param examples examples of the tool's use
	 * @return the new descriptor
	 */
	public ToolDescriptor withExamples(List<ToolExample> examples) {
		return new ToolDescriptor(this.id, this.title, this.description, this.inputSchema, this.outputSchema,
				this.annotations, this.tags, this.source, this.notes, examples);
	}

}
