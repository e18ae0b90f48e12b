package io.toolruntime.isolation;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.Tool;

/**
 * What of the application has to be in a child so that a tool can run there.
 *
 * @param toolId the tool
 * @param bootstrap name of the class that makes the tool, an
 * {@link IsolatedToolBootstrap}; empty if the tool runs in a process of its own already
 * @param arguments what that class is told, such as the name of a configuration class;
 * seen by everybody who can list processes
 */
public record ToolSlice(String toolId, String bootstrap, List<String> arguments) {

	private static final Pattern NAME = Pattern.compile("[\\p{javaJavaIdentifierPart}.]{1,500}");

	public ToolSlice {
		if (!bootstrap.isEmpty() && !NAME.matcher(bootstrap).matches()) {
			throw new IllegalArgumentException("'" + bootstrap + "' is not the name of a class");
		}
		arguments = List.copyOf(arguments);
	}

	/**
	 * A slice that a class makes.
	 * @param toolId the tool
	 * @param bootstrap the class
	 * @param arguments what it is told
	 * @return the slice
	 */
	public static ToolSlice of(String toolId, Class<? extends IsolatedToolBootstrap> bootstrap, String... arguments) {
		return new ToolSlice(toolId, bootstrap.getName(), Arrays.asList(arguments));
	}

	/**
	 * The slice of a tool that runs in a process of its own already, as JavaScript tools
	 * do: it is called from the application in mode {@code local} too.
	 * @param toolId the tool
	 * @return the slice
	 */
	public static ToolSlice ofItsOwn(String toolId) {
		return new ToolSlice(toolId, "", List.of());
	}

	/**
	 * The slice of a tool whose class can make it without anything else.
	 * @param tool the tool
	 * @return the slice, or {@code null} if it cannot
	 */
	public static @Nullable ToolSlice ofClass(Tool tool) {
		Class<?> type = tool.getClass();
		if (type.isSynthetic() || type.isHidden() || type.isAnonymousClass() || type.isLocalClass()
				|| (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))) {
			return null;
		}
		boolean simple = Arrays.stream(type.getDeclaredConstructors())
			.anyMatch((constructor) -> constructor.getParameterCount() == 0);
		return simple ? of(tool.descriptor().id().toString(), ToolClassBootstrap.class, type.getName()) : null;
	}

	/** Whether the tool has a process already. */
	boolean isItsOwn() {
		return this.bootstrap.isEmpty();
	}

}
