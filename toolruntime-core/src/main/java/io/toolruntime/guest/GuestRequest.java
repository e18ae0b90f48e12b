package io.toolruntime.guest;

import java.util.List;
import java.util.Map;

import io.toolruntime.InputFile;

/**
 * What a guest is given to run.
 *
 * @param code the user's code
 * @param inputJson what the code sees as {@code input}, as JSON on one line
 * @param env variables of the environment, which is empty otherwise
 * @param files files for the workspace
 * @param artifacts how much of the workspace is taken out at the end
 */
public record GuestRequest(String code, String inputJson, Map<String, String> env, List<InputFile> files,
		ArtifactBounds artifacts) {

	public GuestRequest {
		env = Map.copyOf(env);
		files = List.copyOf(files);
	}

}
