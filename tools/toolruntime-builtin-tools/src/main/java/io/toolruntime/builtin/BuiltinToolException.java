package io.toolruntime.builtin;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolException;

/**
 * A failed call of a built-in tool. The message begins with the canonical code and ends
 * with what to do about it.
 */
public final class BuiltinToolException extends ToolException {

	private static final long serialVersionUID = 1L;

	private final CanonicalCode canonicalCode;

	private final String remediationHint;

	BuiltinToolException(String toolId, CanonicalCode canonicalCode, String problem, String remediationHint,
			@Nullable Throwable cause) {
		super(toolId, canonicalCode.toolErrorCode(), canonicalCode.text() + ": " + problem + ". " + remediationHint,
				cause);
		this.canonicalCode = canonicalCode;
		this.remediationHint = remediationHint;
	}

	/**
	 * Returns why the call failed.
	 * @return the canonical code
	 */
	public CanonicalCode getCanonicalCode() {
		return this.canonicalCode;
	}

	/**
	 * Returns what to do about it.
	 * @return a sentence
	 */
	public String getRemediationHint() {
		return this.remediationHint;
	}

}
