package io.toolruntime.docker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import org.jspecify.annotations.Nullable;

/**
 * An image as the engine has it.
 *
 * @param id its digest
 * @param environment names of variables that it sets
 * @param volumes paths at which it wants folders of the host
 */
record GuestImage(String id, Set<String> environment, Set<String> volumes) {

	static GuestImage of(InspectImageResponse image) {
		ContainerConfig config = image.getConfig();
		return new GuestImage(String.valueOf(image.getId()), names((config != null) ? config.getEnv() : null),
				volumes((config != null) ? config.getVolumes() : null));
	}

	private static Set<String> names(String @Nullable [] variables) {
		Set<String> names = new TreeSet<>();
		for (String variable : (variables != null) ? variables : new String[0]) {
			names.add(variable.substring(0, (variable.indexOf('=') > 0) ? variable.indexOf('=') : variable.length()));
		}
		return names;
	}

	/*
	 * As the engine cleans them: at a path that is written in another way, it would not
	 * see that something else stands there.
	 */
	private static Set<String> volumes(@Nullable Map<String, ?> volumes) {
		Set<String> paths = new TreeSet<>();
		if (volumes != null) {
			volumes.keySet().forEach((path) -> paths.add(Path.of(path).normalize().toString()));
		}
		return paths;
	}

}
