package io.toolruntime.springai;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import io.toolruntime.caller.Caller;
import io.toolruntime.caller.CallerResolver;
import io.toolruntime.profile.SecurityProfile;
import io.toolruntime.runtime.DefaultRuntime;
import io.toolruntime.runtime.RuntimeSettings;
import io.toolruntime.springai.meta.MetaTools;
import io.toolruntime.tool.ToolCallContext;
import io.toolruntime.wasm.WasmBackendFactory;
import io.toolruntime.wasm.WasmProperties;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A {@code ChatClient} whose model calls {@code execute_code}, whose JavaScript calls
 * beans from a sandbox.
 */
class CodeModeChatTests {

	private final AnnotationConfigApplicationContext context = Contexts.of((registry) -> {
		registry.registerBean("orderTools", Orders.class);
		registry.registerBean("whoTools", Who.class);
	});

	private final DefaultRuntime runtime = runtime();

	private final MetaTools metaTools = new MetaTools(this.runtime, this.runtime.gateways(), "javascript");

	private final ToolRuntimeToolCallbackProvider provider = new ToolRuntimeToolCallbackProvider(this.metaTools,
			() -> Caller.named("from-the-thread"));

	private DefaultRuntime runtime() {
		DefaultRuntime wasm = new DefaultRuntime(RuntimeSettings.DEFAULTS, Contexts.gateway(this.context),
				ObservationRegistry.NOOP, List.of());
		SecurityProfile profile = SecurityProfile.named(SecurityProfile.STANDARD);
		wasm.register(profile, new WasmBackendFactory().create(profile, WasmProperties.DEFAULTS));
		return wasm;
	}

	@AfterEach
	void close() {
		this.runtime.close();
		this.context.close();
	}

	@Test
	void aModelRunsCodeThatCallsABean() {
		ScriptedModel model = new ScriptedModel("execute_code", Map.of("code", """
				const orders = await Promise.all([7, 8].map((id) => tools.order.find_order({id})));
				return orders.map((order) => order.id + " " + order.status);
				"""));
		String answer = ChatClient.builder(model)
			.defaultToolCallbacks(this.provider)
			.build()
			.prompt("What about orders 7 and 8?")
			.call()
			.content();
		assertThat(answer).contains("\"value\":[\"7 shipped\",\"8 shipped\"]", "\"outcome\":\"ok\"",
				"\"toolId\":\"order:find_order\"");
	}

	@Test
	void theCallerIsTheToolContexts() {
		ScriptedModel model = new ScriptedModel("execute_code", Map.of("code", "return await tools.who.asks()"));
		String answer = ChatClient.builder(model)
			.defaultToolCallbacks(this.provider)
			.build()
			.prompt("Who am I?")
			.toolContext(Map.of(ToolContextKeys.CALLER, Caller.named("ada")))
			.call()
			.content();
		assertThat(answer).contains("\"value\":\"ada\"");
	}

	@Test
	void withoutAToolContextTheCallerIsWhatTheResolverSays() {
		assertThat(callback("execute_code").call("{\"code\": \"return await tools.who.asks()\"}"))
			.contains("\"value\":\"from-the-thread\"");
	}

	@Test
	void aCallerOfAnotherKindIsNotTakenForNobody() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> callback("execute_code").call("{\"code\": \"return await tools.who.asks()\"}",
					new ToolContext(Map.of(ToolContextKeys.CALLER, "root"))))
			.withMessageContaining(ToolContextKeys.CALLER);
	}

	@Test
	void aModelIsGivenFiveToolsHoweverManyThereAre() {
		assertThat(this.provider.getToolCallbacks()).extracting((callback) -> callback.getToolDefinition().name())
			.containsExactly("execute_code", "search_tools", "describe_tool", "run_tool", "run_chain");
		assertThat(this.provider.getToolCallbacks()).allMatch(OutwardToolCallback.class::isInstance);
	}

	@Test
	void theDescriptionNamesTheNamespacesThatThereAreNow() {
		ToolDefinition definition = callback("execute_code").getToolDefinition();
		assertThat(definition.description()).endsWith("Namespaces of tools: order, who.");
		assertThat(definition.description()).hasSizeLessThan(1500);
	}

	@Test
	void toolsAreNotLookedUpBeforeAModelIsAsked() {
		AtomicReference<String> asked = new AtomicReference<>("nobody");
		CallerResolver resolver = () -> {
			asked.set("somebody");
			return Caller.ANONYMOUS;
		};
		ToolCallback callback = new ToolRuntimeToolCallbackProvider(this.metaTools, resolver).getToolCallbacks()[0];
		ToolDefinition definition = callback.getToolDefinition();
		assertThat(definition.name() + definition.inputSchema()).isNotEmpty();
		assertThat(asked).hasValue("nobody");
		assertThat(definition.description()).isNotEmpty();
		assertThat(asked).hasValue("somebody");
	}

	@Test
	void aFailureIsJsonThatAModelCanActOn() {
		assertThat(callback("run_tool").call("{\"tool_id\": \"order:nope\"}")).contains("\"code\":\"tool_not_found\"")
			.doesNotContain("Exception")
			.doesNotContain("\\tat ");
		assertThat(callback("run_tool").call("{\"tool_id\"")).contains("\"code\":\"validation_input\"",
				"must be a JSON object");
	}

	private ToolCallback callback(String name) {
		for (ToolCallback callback : this.provider.getToolCallbacks()) {
			if (callback.getToolDefinition().name().equals(name)) {
				return callback;
			}
		}
		throw new AssertionError(name);
	}

	static class Who {

		@Tool
		public String asks(ToolCallContext call) {
			return call.caller().name();
		}

	}

	/** Calls one tool, then answers with what the tool gave. */
	private static final class ScriptedModel implements ChatModel {

		private final String tool;

		private final String arguments;

		ScriptedModel(String tool, Map<String, Object> arguments) {
			this.tool = tool;
			this.arguments = JsonMapper.shared().writeValueAsString(arguments);
		}

		@Override
		public ChatResponse call(Prompt prompt) {
			Message last = prompt.getInstructions().get(prompt.getInstructions().size() - 1);
			if (last instanceof ToolResponseMessage response) {
				return answer(new AssistantMessage(response.getResponses().get(0).responseData()));
			}
			return answer(AssistantMessage.builder()
				.content("")
				.toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", this.tool, this.arguments)))
				.build());
		}

		private static ChatResponse answer(AssistantMessage message) {
			return new ChatResponse(List.of(new Generation(message)));
		}

		@Override
		public ToolCallingChatOptions getOptions() {
			return ToolCallingChatOptions.builder().build();
		}

	}

}
