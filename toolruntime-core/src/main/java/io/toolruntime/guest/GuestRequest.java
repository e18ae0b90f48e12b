package io.toolruntime.guest;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.InputFile;

/**
 * What a guest is given to run.
 *
 * @param code the user's code
 * @param inputJson what the code sees as {@code input}, as JSON on one line
 * @param env variables of the environment, which is empty otherwise
 * @param files files for the workspace
 * @param names the tools by namespace, both as code writes them, for guests that cannot
 * wait for the host when code lists them; {@code null} if there are too many
 * @param artifacts how much of the workspace is taken out at the end
 */
public record GuestRequest(String code, String inputJson, Map<String, String> env, List<InputFile> files,
		@Nullable Map<String, List<String>> names, ArtifactBounds artifacts) {

	/** With more tools than this, code finds them by the gateway's search. */
	public static final int MAX_NAMES = 2000;

	public GuestRequest {
		env = Map.copyOf(env);
		files = List.copyOf(files);
	}

}
