package io.toolruntime.tool;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An example of a tool's use.
 *
 * @param title a short title
 * @param description what it shows, or {@code null}
 * @param args the arguments
 * @param resultHint what comes back, in words, or {@code null}
 */
public record ToolExample(String title, @Nullable String description, Map<String, Object> args,
		@Nullable String resultHint) {

	public ToolExample {
		title = PlainText.clean(title);
		description = (description != null) ? PlainText.clean(description) : null;
		args = JsonCopy.of(args);
		resultHint = (resultHint != null) ? PlainText.clean(resultHint) : null;
	}

}
