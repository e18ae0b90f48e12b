package io.toolruntime.isolation;

import java.io.IOException;
import java.nio.channels.SocketChannel;

import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a unix socket, as the kernel says. */
final class Peers {

	private Peers() {
	}

	/**
	 * Tells whether a connection is from a child's user.
	 * @param socket the connection
	 * @param user whom the child runs as, or {@code null} for this application's user
	 * @return whether it is
	 * @throws IOException if the connection has ended
	 */
	static boolean isExpected(SocketChannel socket, @Nullable ChildUser user) throws IOException {
		if (user == null || !socket.supportedOptions().contains(ExtendedSocketOptions.SO_PEERCRED)) {
			// In a folder that only this application's user can enter
			return true;
		}
		UnixDomainPrincipal peer = socket.getOption(ExtendedSocketOptions.SO_PEERCRED);
		// A user without a name has its number for one
		return peer.user().getName().equals(Integer.toString(user.uid()));
	}

}
