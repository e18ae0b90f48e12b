package io.toolruntime.isolation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.toolruntime.isolation.IsolationDecision.Origin;
import io.toolruntime.isolation.IsolationFinding.Severity;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolIsolation;

/**
 * Decides where each tool runs: a policy in code, else the most specific rule of the
 * configuration, else the annotation on the tool, else what a tool of ours comes with,
 * else in the application. Immutable.
 */
public final class IsolationSelection {

	private final List<ToolIsolationPolicy> policies;

	private final List<IsolationRule> rules;

	private final List<IsolationRule> builtIn;

	private final Function<Tool, @Nullable ToolIsolation> annotations;

	/**
	 * Creates one that looks for annotations on the classes of tools.
	 * @param policies what decides in code, the first one first
	 * @param rules the configuration
	 * @param builtIn what tools of ours come with
	 */
	public IsolationSelection(List<ToolIsolationPolicy> policies, List<IsolationRule> rules,
			List<IsolationRule> builtIn) {
		this(policies, rules, builtIn, (tool) -> tool.getClass().getAnnotation(ToolIsolation.class));
	}

	/**
	 * Creates one.
	 * @param policies what decides in code, the first one first
	 * @param rules the configuration
	 * @param builtIn what tools of ours come with
	 * @param annotations finds the annotation of a tool, {@code null} if it has none
	 */
	public IsolationSelection(List<ToolIsolationPolicy> policies, List<IsolationRule> rules,
			List<IsolationRule> builtIn, Function<Tool, @Nullable ToolIsolation> annotations) {
		this.policies = List.copyOf(policies);
		this.rules = List.copyOf(rules);
		this.builtIn = List.copyOf(builtIn);
		this.annotations = annotations;
	}

	/**
	 * Decides where a tool runs.
	 * @param tool the tool
	 * @return where, and why
	 */
	public IsolationDecision decide(Tool tool) {
		ToolDescriptor descriptor = tool.descriptor();
		IsolationDecision otherwise = withoutPolicy(tool, descriptor);
		for (ToolIsolationPolicy policy : this.policies) {
			IsolationChoice choice = policy.decide(descriptor, otherwise);
			if (choice != null) {
				return decision(descriptor, choice, Origin.POLICY, policy.getClass().getName());
			}
		}
		return otherwise;
	}

	private IsolationDecision withoutPolicy(Tool tool, ToolDescriptor descriptor) {
		IsolationRule rule = mostSpecific(this.rules, descriptor);
		if (rule != null) {
			return decision(descriptor, rule.choice(), Origin.CONFIGURATION, words(rule));
		}
		ToolIsolation annotation = this.annotations.apply(tool);
		if (annotation != null) {
			return decision(descriptor,
					new IsolationChoice(annotation.value(), IsolationLimits.NONE, List.of(annotation.hosts())),
					Origin.ANNOTATION, "@ToolIsolation on the tool");
		}
		rule = mostSpecific(this.builtIn, descriptor);
		if (rule != null) {
			return decision(descriptor, rule.choice(), Origin.BUILT_IN, words(rule));
		}
		return decision(descriptor, IsolationChoice.IN_APPLICATION, Origin.DEFAULT, "nothing says otherwise");
	}

	private static String words(IsolationRule rule) {
		return rule.name() + " (" + rule.selector().description() + ")";
	}

	private static IsolationDecision decision(ToolDescriptor tool, IsolationChoice choice, Origin origin,
			String reason) {
		return new IsolationDecision(tool.id().toString(), choice.mode(),
				choice.limits().orElse(IsolationLimits.DEFAULTS), choice.hosts(), origin, reason);
	}

	/* Of two that are equally specific, the one that isolates more. */
	private static @Nullable IsolationRule mostSpecific(List<IsolationRule> rules, ToolDescriptor tool) {
		IsolationRule found = null;
		for (IsolationRule rule : rules) {
			if (rule.selector().matches(tool)) {
				int order = (found == null) ? 1 : rule.selector().compareSpecificity(found.selector());
				if (order > 0 || (order == 0
						&& rule.choice().mode().compareTo(Objects.requireNonNull(found).choice().mode()) > 0)) {
					found = rule;
				}
			}
		}
		return found;
	}

	/**
	 * Looks whether the configuration is about tools that there are.
	 * @param tools the tools that are known
	 * @param away tells of the id of a tool that is not known whether it may be one of a
	 * source that is configured and away at the moment
	 * @return what is wrong; empty if nothing is
	 */
	public List<IsolationFinding> check(Collection<? extends Tool> tools, Predicate<ToolId> away) {
		List<ToolDescriptor> known = tools.stream().map(Tool::descriptor).toList();
		List<IsolationFinding> findings = new ArrayList<>();
		Map<IsolationSelector, IsolationRule> seen = new HashMap<>();
		for (IsolationRule rule : this.rules) {
			IsolationSelector selector = rule.selector();
			IsolationRule same = seen.putIfAbsent(selector, rule);
			if (same != null && !same.choice().equals(rule.choice())) {
				findings.add(new IsolationFinding(Severity.ERROR, rule.name(), selector.description(),
						same.name() + " says something else of the same tools", "Remove one of them"));
			}
			if (known.stream().noneMatch(selector::matches)) {
				findings.add(matchesNothing(rule, away));
			}
		}
		return findings;
	}

	private static IsolationFinding matchesNothing(IsolationRule rule, Predicate<ToolId> away) {
		IsolationSelector selector = rule.selector();
		return switch (selector.kind()) {
			case ID -> {
				boolean absent = away.test(ToolId.parse(selector.text()));
				yield new IsolationFinding(absent ? Severity.WARNING : Severity.ERROR, rule.name() + ".tools",
						selector.text(),
						absent ? "there is no such tool now, and a source of tools is away" : "there is no such tool",
						absent ? "It counts when the source is back"
								: "Correct the id (GET /toolruntime/tools lists them), or remove the entry");
			}
			case TAG -> new IsolationFinding(Severity.WARNING, rule.name() + ".tag", selector.text(),
					"no tool has this tag", "Correct it if that is not meant");
			case HINT -> new IsolationFinding(Severity.WARNING, rule.name() + ".hint", selector.text(),
					"it is about no tool", "Correct it if that is not meant");
			case ALL, PATTERN -> new IsolationFinding(Severity.WARNING, rule.name() + ".tools", selector.text(),
					"no tool has such an id", "Correct it if that is not meant");
		};
	}

}
