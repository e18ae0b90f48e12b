package io.toolruntime.javascript;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.Cancellation;

/**
 * A call of a tool.
 *
 * @param toolId the tool: the name of a function, after the source's name and a colon
 * where there are several sources
 * @param executionId what the call is for, in errors and logs
 * @param input the function's first argument: anything that Jackson can write
 * @param environment variables that the tool gets during the call
 * @param configuration what the tool gets as its configuration; {@code null} for what is
 * set for it
 * @param timeout how long it may take, longer or shorter than what is set; {@code null}
 * for what is set for it
 * @param tenant whom it is for: workers are never shared with others; {@code null} for
 * nobody in particular
 * @param deadline when nobody waits any more, however long it may take; {@code null} for
 * no end
 * @param cancellation tells that nobody waits any more
 * @param listener hears what the tool says meanwhile
 */
public record JavaScriptCall(String toolId, String executionId, @Nullable Object input, Map<String, String> environment,
		@Nullable Map<String, Object> configuration, @Nullable Duration timeout, @Nullable String tenant,
		@Nullable Instant deadline, Cancellation cancellation, JavaScriptListener listener) {

	public JavaScriptCall {
		environment = Map.copyOf(environment);
	}

	/**
	 * Creates a call of which only the least is said.
	 * @param toolId the tool
	 * @param executionId what the call is for
	 * @param input the function's first argument
	 * @param environment variables that the tool gets during the call
	 * @return the call
	 */
	public static JavaScriptCall of(String toolId, String executionId, @Nullable Object input,
			Map<String, String> environment) {
		return new JavaScriptCall(toolId, executionId, input, environment, null, null, null, null, new Cancellation(),
				JavaScriptListener.NOBODY);
	}

	/**
	 * Returns this with a configuration.
	 * @param configuration what the tool gets as its configuration
	 * @return the new call
	 */
	public JavaScriptCall withConfiguration(@Nullable Map<String, Object> configuration) {
		return new JavaScriptCall(this.toolId, this.executionId, this.input, this.environment, configuration,
				this.timeout, this.tenant, this.deadline, this.cancellation, this.listener);
	}

	/**
	 * Returns this with a timeout of its own.
	 * @param timeout how long it may take
	 * @return the new call
	 */
	public JavaScriptCall withTimeout(@Nullable Duration timeout) {
		return new JavaScriptCall(this.toolId, this.executionId, this.input, this.environment, this.configuration,
				timeout, this.tenant, this.deadline, this.cancellation, this.listener);
	}

	/**
	 * Returns this for somebody who may stop waiting.
	 * @param tenant whom it is for
	 * @param deadline when nobody waits any more
	 * @param cancellation tells that nobody waits any more
	 * @return the new call
	 */
	public JavaScriptCall waitedFor(@Nullable String tenant, @Nullable Instant deadline, Cancellation cancellation) {
		return new JavaScriptCall(this.toolId, this.executionId, this.input, this.environment, this.configuration,
				this.timeout, tenant, deadline, cancellation, this.listener);
	}

	/**
	 * Returns this with somebody who listens.
	 * @param listener hears what the tool says meanwhile
	 * @return the new call
	 */
	public JavaScriptCall heardBy(JavaScriptListener listener) {
		return new JavaScriptCall(this.toolId, this.executionId, this.input, this.environment, this.configuration,
				this.timeout, this.tenant, this.deadline, this.cancellation, listener);
	}

	/* Input and environment may be secret, and large. */
	@Override
	public String toString() {
		return "JavaScriptCall[toolId=" + this.toolId + ", executionId=" + this.executionId + "]";
	}

}
