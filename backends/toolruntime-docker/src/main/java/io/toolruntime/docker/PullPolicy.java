package io.toolruntime.docker;

/** When an image is pulled from its registry. */
public enum PullPolicy {

	/** When the engine does not have it. */
	IF_MISSING,

	/** Never: an image that the engine does not have is an error. */
	NEVER,

	/** When the backend first needs it, even if the engine has it already. */
	ALWAYS

}
