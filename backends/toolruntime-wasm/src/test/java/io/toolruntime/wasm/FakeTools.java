package io.toolruntime.wasm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.toolruntime.gateway.ToolGateway;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolSummary;

/** A gateway to tools that a test writes as lambdas. */
final class FakeTools implements ToolGateway {

	private final Map<String, Function<Map<String, Object>, Object>> tools = new TreeMap<>();

	private final AtomicInteger searches = new AtomicInteger();

	int searches() {
		return this.searches.get();
	}

	FakeTools with(String id, Function<Map<String, Object>, Object> tool) {
		this.tools.put(id, tool);
		return this;
	}

	@Override
	public ToolPage searchTools(String query, int limit, String cursor) {
		this.searches.incrementAndGet();
		List<ToolSummary> found = new ArrayList<>();
		for (String id : this.tools.keySet()) {
			ToolId parsed = ToolId.parse(id);
			if (id.contains(query)) {
				found.add(new ToolSummary(id, parsed.name(), parsed.namespace(), "Does " + parsed.name(),
						java.util.Set.of()));
			}
		}
		int from = (cursor != null) ? Integer.parseInt(cursor) : 0;
		int to = Math.min(found.size(), from + limit);
		return new ToolPage(found.subList(from, to), (to < found.size()) ? String.valueOf(to) : null);
	}

	@Override
	public List<String> listNamespaces() {
		TreeSet<String> namespaces = new TreeSet<>();
		this.tools.keySet().forEach((id) -> namespaces.add(ToolId.parse(id).namespace()));
		return List.copyOf(namespaces);
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		find(id);
		ToolDescriptor tool = ToolDescriptor.of(id, "Does " + id, ToolDescriptor.ANY_OBJECT);
		return new ToolDocumentation("Does " + id, (detail != DetailLevel.SUMMARY) ? tool : null, null,
				(detail == DetailLevel.FULL) ? listToolExamples(id, 5) : null);
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		find(id);
		return List.of(new ToolExample("First", null, Map.of("id", 1), "one"));
	}

	@Override
	public Object runTool(String id, Map<String, Object> args) {
		return find(id).apply(args);
	}

	private Function<Map<String, Object>, Object> find(String id) {
		Function<Map<String, Object>, Object> tool = this.tools.get(id);
		if (tool == null) {
			throw new ToolException(id, ToolErrorCode.TOOL_NOT_FOUND, "There is no tool '" + id + "'");
		}
		return tool;
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		throw new UnsupportedOperationException("The metered gateway runs chains itself");
	}

}
