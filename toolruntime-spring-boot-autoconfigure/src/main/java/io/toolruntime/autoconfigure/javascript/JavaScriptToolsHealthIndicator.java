package io.toolruntime.autoconfigure.javascript;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.toolruntime.javascript.JavaScriptTools;
import io.toolruntime.javascript.RuntimeStatus;
import io.toolruntime.javascript.SourceStatus;

/**
 * Health of JavaScript tools: down if a file of tools cannot run. A runtime that is
 * missing and that no file is for is only told.
 */
class JavaScriptToolsHealthIndicator extends AbstractHealthIndicator {

	private final JavaScriptTools tools;

	JavaScriptToolsHealthIndicator(JavaScriptTools tools) {
		super("JavaScript tools could not be looked at");
		this.tools = tools;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<SourceStatus> sources = this.tools.sources();
		builder.status(sources.stream().allMatch((source) -> source.problem() == null) ? Status.UP : Status.DOWN);
		Map<String, Object> runtimes = new LinkedHashMap<>();
		this.tools.runtimes().forEach((runtime) -> runtimes.put(runtime.runtime().value(), details(runtime)));
		builder.withDetail("runtimes", runtimes);
		Map<String, Object> details = new LinkedHashMap<>();
		sources.forEach((source) -> details.put(source.name(), details(source)));
		builder.withDetail("sources", details);
	}

	private static Map<String, Object> details(RuntimeStatus runtime) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("available", runtime.isAvailable());
		if (runtime.version() != null) {
			details.put("version", runtime.version());
		}
		if (runtime.problem() != null) {
			details.put("problem", runtime.problem());
		}
		return details;
	}

	private static Map<String, Object> details(SourceStatus source) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("entrypoint", source.entrypoint());
		details.put("runtime", source.runtime().value());
		details.put("workers", source.workers());
		if (source.tools() != null) {
			details.put("tools", source.tools());
		}
		if (!source.unlimited().isEmpty()) {
			details.put("unlimitedPermissions", source.unlimited());
		}
		if (!source.unenforced().isEmpty()) {
			details.put("unenforcedPermissions", source.unenforced());
		}
		if (source.problem() != null) {
			details.put("problem", source.problem());
		}
		return details;
	}

}
