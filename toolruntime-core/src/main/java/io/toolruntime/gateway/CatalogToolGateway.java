package io.toolruntime.gateway;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InvalidRequestException;
import io.toolruntime.tool.ChainResult;
import io.toolruntime.tool.ChainStep;
import io.toolruntime.tool.DetailLevel;
import io.toolruntime.tool.SourceToolCatalog;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolCatalog;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolDocumentation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolExample;
import io.toolruntime.tool.ToolFilter;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolPage;
import io.toolruntime.tool.ToolRunner;
import io.toolruntime.tool.ToolSource;
import io.toolruntime.tool.ToolSummary;

/**
 * The gateway to the tools of a catalog. A view of it may be narrowed to some of them:
 * for that view, the others do not exist.
 */
public final class CatalogToolGateway implements ToolGateway {

	private final ToolCatalog catalog;

	private final ToolRunner runner;

	private final Predicate<ToolDescriptor> visible;

	private final ToolCallContext context;

	/**
	 * Creates a gateway to every tool of a catalog.
	 * @param catalog the tools
	 * @param runner runs them
	 */
	public CatalogToolGateway(ToolCatalog catalog, ToolRunner runner) {
		this(catalog, runner, ToolCatalog.EVERYTHING, ToolCallContext.anonymous());
	}

	private CatalogToolGateway(ToolCatalog catalog, ToolRunner runner, Predicate<ToolDescriptor> visible,
			ToolCallContext context) {
		this.catalog = catalog;
		this.runner = runner;
		this.visible = visible;
		this.context = context;
	}

	/**
	 * Creates a gateway to the tools of some sources.
	 * @param sources where the tools come from
	 * @return the gateway
	 */
	public static CatalogToolGateway of(ToolSource... sources) {
		return new CatalogToolGateway(new SourceToolCatalog(Arrays.asList(sources)), new ToolRunner());
	}

	/**
	 * Creates a gateway to some tools.
	 * @param tools the tools
	 * @return the gateway
	 */
	public static CatalogToolGateway of(Tool... tools) {
		return of(ToolSource.of("code", Arrays.asList(tools)));
	}

	@Override
	public CatalogToolGateway bind(ToolCallContext context) {
		return new CatalogToolGateway(this.catalog, this.runner, this.visible, context);
	}

	@Override
	public CatalogToolGateway narrowedTo(ToolFilter tools) {
		return withFilter(tools);
	}

	/**
	 * Returns a view of this gateway in which only some of its tools exist.
	 * @param visible tells of a tool whether it exists
	 * @return the view, never wider than this
	 */
	public CatalogToolGateway withFilter(Predicate<ToolDescriptor> visible) {
		return new CatalogToolGateway(this.catalog, this.runner, this.visible.and(visible), this.context);
	}

	@Override
	public ToolPage searchTools(String query, int limit, @Nullable String cursor) {
		return valid(null, () -> this.catalog.search(query, limit, cursor, this.visible));
	}

	@Override
	public List<String> listNamespaces() {
		return this.catalog.namespaces(this.visible);
	}

	@Override
	public List<String> toolsCalled(String namespace, String name) {
		return CalledTools.among(visible(this.catalog.called(namespace, name)), namespace, name);
	}

	@Override
	public Map<String, List<String>> toolNames() {
		return CalledTools.names(visible(this.catalog.tools()));
	}

	private List<ToolId> visible(List<ToolDescriptor> tools) {
		return tools.stream().filter(this.visible).map(ToolDescriptor::id).toList();
	}

	@Override
	public ToolDocumentation describeTool(String id, DetailLevel detail) {
		return this.catalog.describe(parse(id), detail, this.visible);
	}

	@Override
	public List<ToolExample> listToolExamples(String id, int max) {
		ToolId toolId = parse(id);
		return valid(id, () -> this.catalog.examples(toolId, max, this.visible));
	}

	@Override
	public @Nullable Object runTool(String id, Map<String, Object> args) {
		return this.runner.run(find(id), args, this.context);
	}

	private Tool find(String id) {
		try {
			// Described first: it knows which version this view may see
			ToolDescriptor tool = this.catalog.describe(parse(id), DetailLevel.SCHEMA, this.visible).tool();
			return this.catalog.find(Objects.requireNonNull(tool).id()).orElseThrow(() -> notFound(id));
		}
		catch (ToolException ex) {
			throw (ex.getCode() == ToolErrorCode.TOOL_NOT_FOUND) ? awayOrNotFound(id) : ex;
		}
	}

	private ToolException awayOrNotFound(String id) {
		ToolId parsed = parse(id);
		Optional<String> reason = this.catalog.away(parsed.namespace());
		// Whether this view may see it is known by its id only
		if (reason.isPresent() && this.visible.test(ToolDescriptor.of(id, "", ToolDescriptor.ANY_OBJECT))) {
			return new ToolException(id, ToolErrorCode.UNAVAILABLE, "'" + id + "' is away: " + reason.get());
		}
		return notFound(id);
	}

	/*
	 * The same whether there is no such tool or not for this view. Models mistype names:
	 * a hint saves them a search.
	 */
	private ToolException notFound(String id) {
		List<String> similar = this.catalog.search(id, 3, null, this.visible)
			.tools()
			.stream()
			.map(ToolSummary::id)
			.toList();
		return new ToolException(id, ToolErrorCode.TOOL_NOT_FOUND, "There is no tool '" + id + "'"
				+ (similar.isEmpty() ? "" : "; there is " + String.join(", ", similar)));
	}

	@Override
	public ChainResult runChain(List<ChainStep> steps) {
		return Chain.run(steps, this::runTool);
	}

	/**
	 * Reads a tool's id.
	 * @param id the id as it was given
	 * @return the id
	 * @throws InvalidRequestException if it is none
	 */
	static ToolId parse(String id) {
		try {
			return ToolId.parse(id);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException("id: " + ex.getMessage(), ex);
		}
	}

	private static <T> T valid(@Nullable String toolId, Supplier<T> question) {
		try {
			return question.get();
		}
		catch (IllegalArgumentException ex) {
			throw new ToolException(toolId, ToolErrorCode.VALIDATION_INPUT, String.valueOf(ex.getMessage()), ex);
		}
	}

}
