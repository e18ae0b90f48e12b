package io.toolruntime.sandbox;

import io.toolruntime.guest.GuestSession;

/**
 * A sandbox whose guest is ready, for one execution.
 *
 * @param spec what it was made as
 * @param image what it is made of, as {@link SandboxProvider#image} said then
 * @param sandbox the sandbox
 * @param session the conversation with its guest
 * @param pooled whether it was made ahead
 */
public record GuestSandbox(SandboxSpec spec, String image, Sandbox sandbox, GuestSession session, boolean pooled) {

	GuestSandbox fromPool() {
		return new GuestSandbox(this.spec, this.image, this.sandbox, this.session, true);
	}

}
