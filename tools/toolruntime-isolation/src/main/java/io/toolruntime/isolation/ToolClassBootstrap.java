package io.toolruntime.isolation;

import java.util.List;

import io.toolruntime.tool.Tool;

/** Makes a tool of a class with a constructor without parameters. */
final class ToolClassBootstrap implements IsolatedToolBootstrap {

	@Override
	public Tool create(String toolId, ClassLoader classes, List<String> arguments) throws Exception {
		Class<?> type = Class.forName(arguments.get(0), true, classes);
		var constructor = type.asSubclass(Tool.class).getDeclaredConstructor();
		constructor.setAccessible(true);
		return constructor.newInstance();
	}

}
