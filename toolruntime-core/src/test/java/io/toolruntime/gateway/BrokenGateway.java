package io.toolruntime.gateway;

import java.util.List;
import java.util.Map;

import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolPage;

/** A gateway of an application's own that throws what it likes. */
final class BrokenGateway implements ToolGateway {

	@Override
	public ToolPage searchTools(String query, int limit, String cursor) {
		throw new IllegalStateException("password=secret");
	}

	@Override
	public List<String> listNamespaces() {
		throw new IllegalStateException("password=secret");
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		throw new IllegalStateException("password=secret");
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		throw new IllegalStateException("password=secret");
	}

	@Override
	public Object runTool(String id, Map<String, Object> args) {
		throw new IllegalStateException("password=secret");
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		throw new IllegalStateException("password=secret");
	}

}
