package io.toolruntime.builtin;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolSource;

/**
 * The built-in tools that are on, in namespace {@code builtin}. To be closed when nobody
 * calls them any more.
 */
public final class BuiltinTools implements ToolSource, AutoCloseable {

	private final List<Tool> tools;

	private final List<AutoCloseable> parts;

	BuiltinTools(List<BuiltinTool> tools, List<AutoCloseable> parts) {
		this.tools = tools.stream().map(BuiltinTools::tool).toList();
		this.parts = List.copyOf(parts);
	}

	private static Tool tool(BuiltinTool tool) {
		ToolDescriptor descriptor = tool.descriptor();
		return Tool.of(descriptor, (arguments, context) -> call(tool, descriptor, arguments, context));
	}

	private static @Nullable Object call(BuiltinTool tool, ToolDescriptor descriptor, Map<String, Object> arguments,
			ToolCallContext context) throws Exception {
		try {
			return tool.call(new Arguments(arguments), context);
		}
		catch (Failure ex) {
			if (context.cancellation().isCancelled()) {
				throw new ToolException(descriptor.id().toString(), ToolErrorCode.CANCELLED, "The call was cancelled",
						ex);
			}
			throw ex.of(descriptor.id().toString());
		}
	}

	@Override
	public String name() {
		return BuiltinTool.NAMESPACE;
	}

	@Override
	public List<Tool> tools() {
		return this.tools;
	}

	/** Ends what they have started. */
	@Override
	public void close() {
		for (AutoCloseable part : this.parts) {
			try {
				part.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException("The built-in tools cannot be closed", ex);
			}
		}
	}

}
