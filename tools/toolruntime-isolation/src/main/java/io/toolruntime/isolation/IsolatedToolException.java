package io.toolruntime.isolation;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;
import io.toolruntime.tool.ToolRun;

/**
 * A call of a tool failed because of what it ran in. The message may be read by the
 * model; what the process wrote may not, and is only here and in the call's record.
 */
public class IsolatedToolException extends ToolException {

	private static final long serialVersionUID = 1L;

	private final transient ToolRun run;

	/**
	 * Creates it.
	 * @param toolId the tool
	 * @param code why the call failed
	 * @param message what the code in the sandbox may read
	 * @param run where it ran, and how that ended
	 * @param cause the cause, or {@code null}
	 */
	public IsolatedToolException(String toolId, ToolErrorCode code, String message, ToolRun run,
			@Nullable Throwable cause) {
		super(toolId, code, message, cause);
		this.run = run;
	}

	/**
	 * Returns where the tool ran, and how that ended.
	 * @return exit code or signal, and the end of what it wrote
	 */
	public ToolRun getRun() {
		return this.run;
	}

}
