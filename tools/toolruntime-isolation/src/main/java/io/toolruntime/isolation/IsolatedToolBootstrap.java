package io.toolruntime.isolation;

import java.util.List;

import io.toolruntime.tool.Tool;

/**
 * Makes a tool in the child that it runs in. Its class is named on the command line that
 * the application starts the child with, has a constructor without parameters, and is
 * made once in a child. With Spring it starts a context with the beans that the tool
 * needs.
 */
@FunctionalInterface
public interface IsolatedToolBootstrap {

	/**
	 * Makes the tool.
	 * @param toolId the tool's id
	 * @param classes the classes of the application
	 * @param arguments what the application names besides, such as a configuration class
	 * @return the tool; it is asked to run, and for nothing else
	 * @throws Exception if it cannot be made; the message is shown where the call fails
	 */
	Tool create(String toolId, ClassLoader classes, List<String> arguments) throws Exception;

}
