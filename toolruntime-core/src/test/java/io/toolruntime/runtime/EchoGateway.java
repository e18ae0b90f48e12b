package io.toolruntime.runtime;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolFilter;
import io.toolruntime.tool.ToolPage;

/** A gateway with one tool, {@code test:echo}, which gives its arguments back. */
final class EchoGateway implements ToolGateway {

	@Override
	public ToolGateway narrowedTo(ToolFilter tools) {
		return this;
	}

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		return new ToolPage(List.of(), null);
	}

	@Override
	public List<String> listNamespaces() {
		return List.of("test");
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		throw new ToolException(id, ToolErrorCode.TOOL_NOT_FOUND, "none");
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		return List.of();
	}

	@Override
	public @Nullable Object runTool(String id, Map<String, Object> args) {
		if (!id.equals("test:echo")) {
			throw new ToolException(id, ToolErrorCode.TOOL_NOT_FOUND, "There is no tool " + id);
		}
		return args;
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		return ChainResult.EMPTY;
	}

}
