package io.toolruntime.sample;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

import static org.assertj.core.api.Assertions.assertThat;

/** An agent in the application: a model, a chat client, and code in between. */
@SampleTest
class ChatClientTests {

	@Autowired
	@Qualifier("toolRuntimeToolCallbackProvider")
	ToolCallbackProvider toolRuntimeTools;

	@Test
	void aModelAnswersFromCodeThatCallsTheShopsTools() {
		ScriptedModel model = new ScriptedModel("execute_code", """
				{"code": "const order = await tools.orders.find_order({ id: 42 }); return order.customerId"}""");

		String answer = ChatClient.builder(model)
			.build()
			.prompt("Who ordered number 42?")
			.tools(this.toolRuntimeTools)
			.call()
			.content();

		assertThat(model.offeredTools()).contains("execute_code").doesNotContain("find_order");
		assertThat(answer).contains("\"outcome\":\"ok\"", "orders:find_order");
	}

	/** Calls one tool, then answers with what the tool gave. */
	private static final class ScriptedModel implements ChatModel {

		private final String tool;

		private final String arguments;

		private final List<Prompt> prompts = new ArrayList<>();

		ScriptedModel(String tool, String arguments) {
			JsonMapper.builder().build().readTree(arguments);
			this.tool = tool;
			this.arguments = arguments;
		}

		@Override
		public ChatResponse call(Prompt prompt) {
			this.prompts.add(prompt);
			List<Message> messages = prompt.getInstructions();
			AssistantMessage answer = (messages.get(messages.size() - 1) instanceof ToolResponseMessage response)
					? new AssistantMessage(response.getResponses().get(0).responseData())
					: AssistantMessage.builder()
						.content("")
						.toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", this.tool, this.arguments)))
						.build();
			return new ChatResponse(List.of(new Generation(answer)));
		}

		@Override
		public ChatOptions getOptions() {
			return ToolCallingChatOptions.builder().build();
		}

		List<String> offeredTools() {
			ToolCallingChatOptions options = (ToolCallingChatOptions) this.prompts.get(0).getOptions();
			return options.getToolCallbacks().stream().map((tool) -> tool.getToolDefinition().name()).toList();
		}

	}

}
