package io.toolruntime.springai;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.caller.CallerResolver;
import io.toolruntime.springai.meta.MetaTools;

import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.ToolCallbackProvider;

/**
 * Gives a {@code ChatClient} the few tools by which a model finds, runs and combines all
 * others: {@code execute_code}, {@code search_tools}, {@code describe_tool},
 * {@code run_tool} and {@code run_chain}. Who asks is the tool context's
 * {@link ToolContextKeys#CALLER}, else what the resolver says. Tools are looked up when a
 * model is asked, not before.
 */
public final class ToolRuntimeToolCallbackProvider implements ToolCallbackProvider {

	private static final Logger logger = LoggerFactory.getLogger(ToolRuntimeToolCallbackProvider.class);

	private final MetaTools metaTools;

	private final CallerResolver callers;

	private final List<MetaToolCallback> callbacks;

	/**
	 * Creates a provider.
	 * @param metaTools defines the tools
	 * @param callers tells who asks where the tool context does not
	 */
	public ToolRuntimeToolCallbackProvider(MetaTools metaTools, CallerResolver callers) {
		this.metaTools = metaTools;
		this.callers = callers;
		this.callbacks = List
			.of(metaTools.executeCode(this::namespaces), metaTools.searchTools(), metaTools.describeTool(),
					metaTools.runTool(), metaTools.runChain())
			.stream()
			.map((tool) -> new MetaToolCallback(tool, callers))
			.toList();
	}

	/*
	 * A description without namespaces is still a description: a model can search.
	 */
	private List<String> namespaces() {
		try {
			return this.metaTools.namespaces(this.callers.currentCaller());
		}
		catch (RuntimeException ex) {
			logger.warn("The description of execute_code names no namespaces, because they cannot be listed", ex);
			return List.of();
		}
	}

	@Override
	public ToolCallback[] getToolCallbacks() {
		return this.callbacks.toArray(ToolCallback[]::new);
	}

}
