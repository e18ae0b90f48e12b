package io.toolruntime.springai.meta;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

import io.toolruntime.ToolRuntime;
import io.toolruntime.caller.Caller;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limits;
import io.toolruntime.runtime.ProfileGateways;
import io.toolruntime.tool.ToolAnnotations;

/**
 * Defines the few tools that a model is given instead of every tool there is. Calls of
 * tools go through a metered gateway of the default profile, so that its filters and
 * limits hold outside an execution too.
 */
public final class MetaTools {

	static final String TOOL_ID = "tool_id";

	static final String ARGS = "args";

	static final ToolAnnotations READS = new ToolAnnotations(true, false, true, false);

	static final ToolAnnotations ACTS = new ToolAnnotations(false, true, false, true);

	private final ToolRuntime runtime;

	private final CallerGateways gateways;

	private final String defaultLanguage;

	/**
	 * Creates the definitions.
	 * @param runtime runs code
	 * @param gateways opens gateways for calls outside any execution
	 * @param defaultLanguage the language of code that does not say
	 */
	public MetaTools(ToolRuntime runtime, ProfileGateways gateways, String defaultLanguage) {
		this.runtime = runtime;
		this.gateways = (caller) -> gateways.open(null, caller, Limits.NONE);
		this.defaultLanguage = defaultLanguage;
	}

	/**
	 * Lists the namespaces of the tools that a caller may use in the default profile.
	 * @param caller who asks
	 * @return the namespaces, sorted
	 */
	public List<String> namespaces(Caller caller) {
		try (MeteredToolGateway gateway = this.gateways.open(caller)) {
			return gateway.listNamespaces();
		}
	}

	/**
	 * Defines {@code execute_code} for programs: with a description that names no tools,
	 * and results with all evidence.
	 * @return the tool
	 */
	public MetaTool executeCode() {
		return executeCode(List::of, ExecutionView.COMPLETE);
	}

	/**
	 * Defines {@code execute_code} for a model that reads whatever it gives: with a
	 * description that names namespaces as far as they fit, and results that tell of each
	 * limit only what was asked for, whether it held, and how.
	 * @param namespaces asked whenever the description is
	 * @return the tool
	 */
	public MetaTool executeCode(Supplier<List<String>> namespaces) {
		return executeCode(namespaces, ExecutionView.WITHOUT_EVIDENCE);
	}

	private MetaTool executeCode(Supplier<List<String>> namespaces, ExecutionView view) {
		return new MetaTool(ExecuteCode.NAME, "Execute code", () -> codeMode().text(namespaces.get()),
				ExecuteCode.inputSchema(this.defaultLanguage), ExecutionView.schema(), ACTS,
				new ExecuteCode(this.runtime, view));
	}

	private CodeModeDescription codeMode() {
		Set<String> languages = new TreeSet<>();
		this.runtime.profiles().forEach((profile) -> languages.addAll(profile.languages()));
		return new CodeModeDescription(languages, this.defaultLanguage);
	}

	/**
	 * Defines {@code search_tools}.
	 * @return the tool
	 */
	public MetaTool searchTools() {
		return new SearchTools(this.gateways).tool();
	}

	/**
	 * Defines {@code describe_tool}.
	 * @return the tool
	 */
	public MetaTool describeTool() {
		return new DescribeTool(this.gateways).tool();
	}

	/**
	 * Defines {@code run_tool}.
	 * @return the tool
	 */
	public MetaTool runTool() {
		return new RunTool(this.gateways).tool();
	}

	/**
	 * Defines {@code run_chain}.
	 * @return the tool
	 */
	public MetaTool runChain() {
		return new RunChain(this.gateways).tool();
	}

}
