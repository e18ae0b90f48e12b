package io.toolruntime.isolation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.toolruntime.ExecutionListener;
import io.toolruntime.ToolCallEvent;
import io.toolruntime.ToolCallRecord;
import io.toolruntime.caller.Caller;
import io.toolruntime.egress.HostResolver;
import io.toolruntime.gateway.CatalogToolGateway;
import io.toolruntime.gateway.MeteredToolGateway;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.Cancellation;
import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolCallContext;

/** The tools of a test behind a gateway, one of them isolated. */
final class Isolated implements AutoCloseable {

	private final ToolIsolator isolator;

	private final List<Tool> tools;

	private final List<ToolCallEvent> events = Collections.synchronizedList(new ArrayList<>());

	private final Caller caller;

	private final Cancellation cancellation = new Cancellation();

	private final MeteredToolGateway gateway;

	Isolated(IsolationMode mode, Map<String, Object> limits, Tool... others) {
		this(mode, limits, IsolationSettings.DEFAULTS, others);
	}

	Isolated(IsolationMode mode, Map<String, Object> limits, IsolationSettings settings, Tool... others) {
		this(isolator(mode, limits, settings, List.of(), HostResolver.system()), Caller.named("ann"), Limits.NONE,
				others);
	}

	Isolated(ToolIsolator isolator, Caller caller, Limits ofCall, Tool... others) {
		this.isolator = isolator;
		this.caller = caller;
		this.tools = new ArrayList<>(List.of(isolator.isolate(new Faulty())));
		this.tools.addAll(Arrays.asList(others));
		this.gateway = gateway(ofCall);
	}

	static ToolIsolator isolator(IsolationMode mode, Map<String, Object> limits, IsolationSettings settings,
			List<String> hosts, HostResolver resolver) {
		IsolationRule rule = new IsolationRule(IsolationSelector.tools(Faulty.ID),
				new IsolationChoice(mode, IsolationLimits.parse(limits), hosts), "test");
		return new ToolIsolator(new IsolationSelection(List.of(), List.of(rule), List.of()), ToolSlice::ofClass,
				List.of((context) -> Map.of("principal", "p-" + context.caller().name())), settings, resolver,
				(any) -> null);
	}

	MeteredToolGateway gateway(Limits ofCall) {
		ToolCallContext context = new ToolCallContext(this.caller, "e1", "standard", null, this.cancellation)
			.withLimits(ofCall);
		return new MeteredToolGateway(CatalogToolGateway.of(this.tools.toArray(Tool[]::new)), context,
				Limits.DEFAULTS.with(Limit.TOOL_CALLS, 0), new ExecutionListener() {
					@Override
					public void onToolEvent(ToolCallEvent event) {
						Isolated.this.events.add(event);
					}
				}, ObservationRegistry.NOOP);
	}

	@Nullable Object call(String what, Object... keysAndValues) {
		return this.gateway.runTool(Faulty.ID, arguments(what, keysAndValues));
	}

	static Map<String, Object> arguments(String what, Object... keysAndValues) {
		Map<String, Object> arguments = new HashMap<>(Map.of("do", what));
		for (int i = 0; i < keysAndValues.length; i += 2) {
			arguments.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
		}
		return arguments;
	}

	MeteredToolGateway gateway() {
		return this.gateway;
	}

	ToolIsolator isolator() {
		return this.isolator;
	}

	Cancellation cancellation() {
		return this.cancellation;
	}

	List<ToolCallEvent> events() {
		return this.events;
	}

	ToolCallRecord last() {
		List<ToolCallRecord> records = this.gateway.records();
		return records.get(records.size() - 1);
	}

	@Override
	public void close() {
		this.gateway.close();
		this.isolator.close();
	}

}
