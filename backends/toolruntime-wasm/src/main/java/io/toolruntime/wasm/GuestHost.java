package io.toolruntime.wasm;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.ToolException;

/**
 * The host as the guest of one execution sees it, whatever its language. All methods are
 * called on the guest's thread; each throws {@link GuestStopped} once the execution has
 * ended.
 */
interface GuestHost {

	/**
	 * Does nothing while the execution goes on.
	 * @throws GuestStopped if it has ended
	 */
	void requireRunning();

	/**
	 * Takes a piece of output.
	 * @param error whether it is standard error
	 * @param text the text
	 */
	void output(boolean error, String text);

	/**
	 * Starts a call of the gateway, at once or when others have ended.
	 * @param call the call
	 */
	void call(GatewayCall call);

	/**
	 * Waits for a call to end.
	 * @param deadline when to give up, as {@link System#nanoTime()} tells it, or
	 * {@code null} to wait as long as calls run
	 * @return the answer, or {@code null} if none came: the deadline has passed, or no
	 * call runs and there is no deadline
	 */
	@Nullable GatewayAnswer awaitAnswer(@Nullable Long deadline);

	/**
	 * Lists names as code writes them, and waits for the list.
	 * @param namespace the namespace whose tools are asked for, or {@code null} for the
	 * namespaces
	 * @return the names
	 * @throws ToolException if the gateway refuses
	 */
	List<String> names(@Nullable String namespace);

}
