package io.toolruntime.isolation;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.isolation.IsolationDecision.Origin;
import io.toolruntime.isolation.IsolationFinding.Severity;
import io.toolruntime.limit.Limits;
import io.toolruntime.tool.IsolationMode;
import io.toolruntime.tool.Tool;
import io.toolruntime.tool.ToolAnnotations;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.tool.ToolDescriptor;
import io.toolruntime.tool.ToolId;
import io.toolruntime.tool.ToolIsolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IsolationSelectionTests {

	private static Tool tool(String id) {
		return tool(id, ToolAnnotations.NONE, Set.of());
	}

	private static Tool tool(String id, ToolAnnotations annotations, Set<String> tags) {
		return Tool.of(new ToolDescriptor(ToolId.parse(id), null, "", ToolDescriptor.ANY_OBJECT, null, annotations,
				tags, "code", null, List.of()), (arguments, context) -> null);
	}

	private static IsolationRule rule(IsolationSelector selector, IsolationMode mode) {
		return new IsolationRule(selector, IsolationChoice.of(mode), "rule");
	}

	private static IsolationSelection configured(IsolationRule... rules) {
		return new IsolationSelection(List.of(), List.of(rules), List.of());
	}

	@Test
	void aToolThatNothingMatchesRunsInTheApplication() {
		IsolationDecision decision = configured(rule(IsolationSelector.tools("b:*"), IsolationMode.LOCAL))
			.decide(tool("a:b"));

		assertThat(decision.mode()).isSameAs(IsolationMode.NONE);
		assertThat(decision.origin()).isSameAs(Origin.DEFAULT);
	}

	@Test
	void theMostSpecificRuleWinsWhereverItStands() {
		Tool tool = tool("orders:find_order", new ToolAnnotations(null, null, null, true), Set.of("slow"));
		List<IsolationSelector> fromLeast = List.of(IsolationSelector.tools("*"),
				IsolationSelector.hint("openWorldHint"), IsolationSelector.tag("slow"),
				IsolationSelector.tools("orders:*"), IsolationSelector.tools("orders:find*"),
				IsolationSelector.tools("orders:find_order"));

		for (int i = 1; i < fromLeast.size(); i++) {
			IsolationRule less = rule(fromLeast.get(i - 1), IsolationMode.DOCKER);
			IsolationRule more = rule(fromLeast.get(i), IsolationMode.LOCAL);
			assertThat(configured(less, more).decide(tool).mode()).as("%s", more).isSameAs(IsolationMode.LOCAL);
			assertThat(configured(more, less).decide(tool).mode()).as("%s", more).isSameAs(IsolationMode.LOCAL);
		}
	}

	@Test
	void ofTwoRulesThatAreEquallySpecificTheOneThatIsolatesMoreWins() {
		Tool tool = tool("a:b", ToolAnnotations.NONE, Set.of("x", "y"));
		IsolationRule local = rule(IsolationSelector.tag("x"), IsolationMode.LOCAL);
		IsolationRule none = rule(IsolationSelector.tag("y"), IsolationMode.NONE);

		assertThat(configured(local, none).decide(tool).mode()).isSameAs(IsolationMode.LOCAL);
		assertThat(configured(none, local).decide(tool).mode()).isSameAs(IsolationMode.LOCAL);
	}

	@Test
	void aStarChangesTheDefaultOfAll() {
		assertThat(configured(rule(IsolationSelector.tools("*"), IsolationMode.LOCAL)).decide(tool("a:b")).mode())
			.isSameAs(IsolationMode.LOCAL);
	}

	@Test
	void aPatternWithoutAVersionIsAboutEveryVersion() {
		assertThat(configured(rule(IsolationSelector.tools("a:b"), IsolationMode.LOCAL)).decide(tool("a:b:2")).mode())
			.isSameAs(IsolationMode.LOCAL);
	}

	@Test
	void whatNobodySaysIsReadOnlyIsNotReadOnly() {
		IsolationSelection selection = configured(
				rule(IsolationSelector.hint("not readOnlyHint"), IsolationMode.LOCAL));

		assertThat(selection.decide(tool("a:b")).mode()).isSameAs(IsolationMode.LOCAL);
		assertThat(selection.decide(tool("a:b", new ToolAnnotations(false, null, null, null), Set.of())).mode())
			.isSameAs(IsolationMode.LOCAL);
		assertThat(selection.decide(tool("a:b", new ToolAnnotations(true, null, null, null), Set.of())).mode())
			.isSameAs(IsolationMode.NONE);
	}

	@Test
	void policyComesBeforeConfigurationBeforeAnnotationBeforeBuiltInDefaults() {
		Tool annotated = new Annotated();
		IsolationRule builtIn = rule(IsolationSelector.tools("a:*"), IsolationMode.NONE);
		IsolationRule rule = rule(IsolationSelector.tools("*"), IsolationMode.LOCAL);
		ToolIsolationPolicy policy = (tool, otherwise) -> IsolationChoice.of(IsolationMode.DOCKER);
		ToolIsolationPolicy silent = (tool, otherwise) -> null;

		assertThat(decide(annotated, List.of(silent, policy), List.of(rule), List.of(builtIn)))
			.extracting(IsolationDecision::mode, IsolationDecision::origin)
			.containsExactly(IsolationMode.DOCKER, Origin.POLICY);
		assertThat(decide(annotated, List.of(silent), List.of(rule), List.of(builtIn)))
			.extracting(IsolationDecision::mode, IsolationDecision::origin)
			.containsExactly(IsolationMode.LOCAL, Origin.CONFIGURATION);
		assertThat(decide(annotated, List.of(), List.of(), List.of(builtIn)))
			.extracting(IsolationDecision::mode, IsolationDecision::origin)
			.containsExactly(IsolationMode.LOCAL_NETWORK, Origin.ANNOTATION);
		assertThat(decide(tool("a:b"), List.of(), List.of(), List.of(builtIn))).extracting(IsolationDecision::origin)
			.isSameAs(Origin.BUILT_IN);
	}

	private static IsolationDecision decide(Tool tool, List<ToolIsolationPolicy> policies, List<IsolationRule> rules,
			List<IsolationRule> builtIn) {
		return new IsolationSelection(policies, rules, builtIn).decide(tool);
	}

	@Test
	void aPolicyIsToldWhereTheToolWouldRun() {
		ToolIsolationPolicy stricter = (tool, otherwise) -> (otherwise.mode() == IsolationMode.LOCAL)
				? IsolationChoice.of(IsolationMode.DOCKER) : null;
		IsolationSelection selection = new IsolationSelection(List.of(stricter),
				List.of(rule(IsolationSelector.tools("a:*"), IsolationMode.LOCAL)), List.of());

		assertThat(selection.decide(tool("a:b")).mode()).isSameAs(IsolationMode.DOCKER);
		assertThat(selection.decide(tool("b:b")).mode()).isSameAs(IsolationMode.NONE);
	}

	/** Fault B10: modes were written into the code, and the documentation drifted. */
	@Test
	void b10ADecisionSaysWhichRuleDecided() {
		IsolationDecision decision = configured(new IsolationRule(
				IsolationSelector.tools("reports:*"), new IsolationChoice(IsolationMode.LOCAL_NETWORK,
						IsolationLimits.parse(Map.of("timeout", "5s")), List.of("api.example.com")),
				"toolruntime.isolation[3]"))
			.decide(tool("reports:may"));

		assertThat(decision.asMap()).containsEntry("isolation", "local_network")
			.containsEntry("origin", "configuration")
			.containsEntry("reason", "toolruntime.isolation[3] (tools: reports:*)")
			.containsEntry("hosts", List.of("api.example.com"));
		assertThat(decision.asMap().get("limits"))
			.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
			.containsEntry("timeout", "5s")
			.containsEntry("memory", "512MB")
			.containsEntry("file-size", "100MB");
	}

	@Test
	void anIdOfNoToolIsAnError() {
		assertThat(configured(rule(IsolationSelector.tools("a:c"), IsolationMode.LOCAL)).check(List.of(tool("a:b")),
				(id) -> false))
			.singleElement()
			.satisfies((finding) -> {
				assertThat(finding.severity()).isSameAs(Severity.ERROR);
				assertThat(finding.description()).startsWith("rule.tools is 'a:c': there is no such tool. Correct");
			});
	}

	@Test
	void anIdOfASourceThatIsAwayOnlyWarns() {
		assertThat(configured(rule(IsolationSelector.tools("mcp:c"), IsolationMode.LOCAL)).check(List.of(tool("a:b")),
				(id) -> id.namespace().equals("mcp")))
			.extracting(IsolationFinding::severity)
			.containsExactly(Severity.WARNING);
	}

	@ParameterizedTest
	@ValueSource(strings = { "b:*", "a:c*" })
	void aPatternOfNoToolOnlyWarns(String pattern) {
		assertThat(configured(rule(IsolationSelector.tools(pattern), IsolationMode.LOCAL)).check(List.of(tool("a:b")),
				(id) -> false))
			.extracting(IsolationFinding::severity)
			.containsExactly(Severity.WARNING);
	}

	@Test
	void twoRulesThatSayDifferentThingsOfTheSameToolsAreAnError() {
		assertThat(configured(rule(IsolationSelector.tools("a:*"), IsolationMode.LOCAL),
				rule(IsolationSelector.tools("a:*"), IsolationMode.NONE))
			.check(List.of(tool("a:b")), (id) -> false)).extracting(IsolationFinding::severity)
			.containsExactly(Severity.ERROR);
	}

	/** Fault B11: a mode with a typo was dropped silently. */
	@Test
	void b11AnUnknownModeInTheConfigurationIsAnErrorThatNamesTheProperty() {
		IsolationRuleProperties properties = new IsolationRuleProperties();
		properties.setTools("a:*");
		properties.setMode("lokal");

		assertThatIllegalArgumentException().isThrownBy(() -> properties.toRule("toolruntime.isolation[1]"))
			.withMessage("toolruntime.isolation[1].mode: 'lokal' is not a mode of isolation;"
					+ " there are none, local, local_network, docker");
	}

	@Test
	void anEntryIsReadWithItsLimitsAndHosts() {
		IsolationRuleProperties properties = new IsolationRuleProperties();
		properties.setHint("!readOnlyHint");
		properties.setMode("local_network");
		properties.setHosts(List.of("api.example.com:443"));
		properties.setLimits(Map.of("memory", "1GB", "file-size", "5MB"));

		IsolationRule rule = properties.toRule("x");

		assertThat(rule.selector().description()).isEqualTo("hint: not readOnlyHint");
		assertThat(rule.choice().limits().limits().memory()).isEqualTo(1L << 30);
		assertThat(rule.choice().limits().fileSize()).isEqualTo(5L << 20);
		assertThat(rule.choice().hosts()).containsExactly("api.example.com:443");
	}

	@Test
	void anEntryIsAboutOneThing() {
		IsolationRuleProperties properties = new IsolationRuleProperties();
		properties.setMode("local");

		assertThatIllegalArgumentException().isThrownBy(() -> properties.toRule("x"))
			.withMessage("x: write one of tools, tag and hint to say which tools it is about; there are 0");
		properties.setTag("a");
		properties.setTools("b:*");
		assertThatIllegalArgumentException().isThrownBy(() -> properties.toRule("x")).withMessageContaining("are 2");
	}

	@Test
	void hostsWithoutANetworkOfItsOwnWouldSilentlyNotCount() {
		IsolationRuleProperties properties = new IsolationRuleProperties();
		properties.setTools("a:*");
		properties.setMode("local");
		properties.setHosts(List.of("api.example.com"));

		assertThatIllegalArgumentException().isThrownBy(() -> properties.toRule("x"))
			.withMessageStartingWith("x.hosts: have no effect in mode local");
	}

	@ParameterizedTest
	@ValueSource(strings = { "memori", "toolCalls" })
	void anUnknownLimitIsAnErrorThatListsThem(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> IsolationLimits.parse(Map.of(name, 1)))
			.withMessageStartingWith("limits." + name + " is not a limit")
			.withMessageEndingWith("file-size");
	}

	@ParameterizedTest
	@ValueSource(strings = { "openworld", "not", "" })
	void anUnknownHintIsAnErrorThatListsThem(String hint) {
		assertThatIllegalArgumentException().isThrownBy(() -> IsolationSelector.hint(hint))
			.withMessageContaining("readOnlyHint, destructiveHint, idempotentHint, openWorldHint");
	}

	/** Fault B8: there was one timeout for all, in the code. */
	@Test
	void b8EachToolHasItsOwnTimeoutAndACallCanLowerIt() {
		IsolationLimits limits = IsolationLimits.parse(Map.of("timeout", "5s")).orElse(IsolationLimits.DEFAULTS);

		assertThat(limits.tightenedBy(Limits.parse(Map.of("timeout", "1s"))).limits().timeout()).hasSeconds(1);
		assertThat(limits.tightenedBy(Limits.parse(Map.of("timeout", "1h"))).limits().timeout()).hasSeconds(5);
	}

	@ToolIsolation(value = IsolationMode.LOCAL_NETWORK, hosts = "api.example.com")
	static final class Annotated implements Tool {

		@Override
		public ToolDescriptor descriptor() {
			return ToolDescriptor.of("a:b", "", ToolDescriptor.ANY_OBJECT);
		}

		@Override
		public @Nullable Object call(Map<String, Object> arguments, ToolCallContext context) {
			return null;
		}

	}

}
