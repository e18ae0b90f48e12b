package io.toolruntime.benchmarks;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolPage;

/** Answers each call at once, with the same. */
final class AnsweringGateway implements ToolGateway {

	static final Map<String, Object> ANSWER = Map.of("id", 1, "price", 3);

	@Override
	public Object runTool(String id, Map<String, Object> args) {
		return ANSWER;
	}

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<String> listNamespaces() {
		throw new UnsupportedOperationException();
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		throw new UnsupportedOperationException();
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		throw new UnsupportedOperationException();
	}

}
