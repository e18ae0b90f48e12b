package io.toolruntime.isolation;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How it is known that it is the child that connects: it has the child's user, and its
 * token. Who has not is not heard, and after a thousand bytes not read.
 *
 * @param token what the child was told
 * @param user whom the child runs as, or {@code null} for this application's user
 */
record Greeting(String token, @Nullable ChildUser user) {

	private static final Logger logger = LoggerFactory.getLogger(Greeting.class);

	private static final int LONGEST = 1024;

	private static final int STRANGERS = 100;

	/**
	 * Waits for the child, until somebody closes the socket.
	 * @param server where it connects
	 * @param longestMessage bytes of the longest message that it may send
	 * @param connected takes each connection, so that it can be closed while it is silent
	 * @return the child's connection
	 * @throws IOException if the socket was closed, or others connect again and again
	 */
	FrameChannel await(ServerSocketChannel server, int longestMessage, Consumer<SocketChannel> connected)
			throws IOException {
		for (int i = 0; i < STRANGERS; i++) {
			SocketChannel socket = server.accept();
			connected.accept(socket);
			FrameChannel channel = new FrameChannel(socket, longestMessage);
			if (Peers.isExpected(socket, this.user) && isGreeted(channel)) {
				return channel;
			}
			socket.close();
		}
		throw new IOException("what connects is not the child");
	}

	private boolean isGreeted(FrameChannel channel) {
		try {
			Map<String, Object> hello = channel.receive(LONGEST);
			return hello != null && "hello".equals(hello.get("type"))
					&& MessageDigest.isEqual(bytes(this.token), bytes(String.valueOf(hello.get("token"))));
		}
		catch (IOException ex) {
			logger.debug("Somebody else connected", ex);
			return false;
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
