package io.toolruntime.wasm;

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
import io.toolruntime.tool.ToolPage;

/** A gateway without tools, for code of our own. */
enum NoTools implements ToolGateway {

	/** The only one. */
	INSTANCE;

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		return new ToolPage(List.of(), null);
	}

	@Override
	public List<String> listNamespaces() {
		return List.of();
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		throw notFound(id);
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		throw notFound(id);
	}

	@Override
	public @Nullable Object runTool(String id, Map<String, Object> args) {
		throw notFound(id);
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		throw notFound(steps.get(0).toolId());
	}

	private static ToolException notFound(String id) {
		return new ToolException(id, ToolErrorCode.TOOL_NOT_FOUND, "There are no tools here");
	}

}
