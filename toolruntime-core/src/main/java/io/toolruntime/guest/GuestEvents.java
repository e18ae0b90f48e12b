package io.toolruntime.guest;

import io.toolruntime.tool.ToolException;

/**
 * Hears of a guest. Called by the threads that read its streams and by those of its tool
 * calls.
 */
public interface GuestEvents {

	/**
	 * The code has given output.
	 * @param error whether it is standard error
	 * @param text the text
	 */
	void output(boolean error, String text);

	/**
	 * A request to the gateway was refused or failed.
	 * @param failure what the guest is told
	 */
	void refused(ToolException failure);

	/**
	 * The conversation has ended. Called once.
	 * @param end how
	 */
	void ended(GuestEnd end);

}
