package io.toolruntime.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.toolruntime.tool.Tool;

/**
 * The program of a child: makes its tool, and runs it as often as the application asks.
 * Ends when the application does. Which tool that is, its command line says, and nothing
 * that comes over the connection can change it.
 */
final class ChildMain {

	/** Arguments before those of the bootstrap. */
	private static final int OWN = 4;

	private static final int TOKEN = 64;

	/** Arguments of a tool, and answers of the gateway. */
	private static final int LONGEST = 48 << 20;

	private ChildMain() {
	}

	/**
	 * Runs it.
	 * @param args the socket to connect to, the one that leads to the egress proxy or
	 * nothing, the tool's id, the bootstrap, and what that is told
	 * @throws IOException if the application is gone
	 */
	public static void main(String[] args) throws IOException {
		byte[] token = System.in.readNBytes(TOKEN);
		System.setIn(InputStream.nullInputStream());
		SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(args[0]));
		FrameChannel channel = new FrameChannel(socket, LONGEST);
		channel.send(Map.of("type", "hello", "token", new String(token, StandardCharsets.US_ASCII)));
		Arrays.fill(token, (byte) 0);
		if (!args[1].isEmpty()) {
			new EgressForwarder(UnixDomainSocketAddress.of(args[1])).start();
		}
		Tool tool = create(channel, args);
		if (tool == null) {
			return;
		}
		channel.send(Map.of("type", "ready"));
		serve(channel, new ChildCalls(channel, tool, Path.of(args[0]).resolveSibling(ChildCalls.WORK).toFile()));
	}

	private static @Nullable Tool create(FrameChannel channel, String[] args) throws IOException {
		try {
			ClassLoader classes = Objects.requireNonNull(ChildMain.class.getClassLoader());
			var constructor = Class.forName(args[OWN - 1], true, classes)
				.asSubclass(IsolatedToolBootstrap.class)
				.getDeclaredConstructor();
			constructor.setAccessible(true);
			List<String> arguments = List.of(args).subList(OWN, args.length);
			return constructor.newInstance().create(args[2], classes, arguments);
		}
		catch (Exception | LinkageError ex) {
			Throwable cause = (ex instanceof java.lang.reflect.InvocationTargetException && ex.getCause() != null)
					? ex.getCause() : ex;
			Map<String, Object> failed = new LinkedHashMap<>();
			failed.put("type", "cannot_create");
			failed.put("message", cause.toString());
			channel.send(failed);
			return null;
		}
	}

	/*
	 * One thread waits for a message. If that is a call, it runs it, and another one
	 * waits: a call need not wake anybody.
	 */
	private static void serve(FrameChannel channel, ChildCalls calls) {
		ReentrantLock reading = new ReentrantLock();
		for (int i = 1; i <= 2; i++) {
			Thread thread = new Thread(() -> {
				boolean more = true;
				while (more) {
					more = serveOne(channel, calls, reading);
				}
				// What a tool has left running does not keep it
				Runtime.getRuntime().halt(0);
			}, "tool-" + i);
			thread.start();
		}
	}

	private static boolean serveOne(FrameChannel channel, ChildCalls calls, ReentrantLock reading) {
		ChildCalls.Running call = null;
		Map<String, Object> message;
		reading.lock();
		try {
			message = channel.receive();
			if (message == null) {
				return false;
			}
			switch (String.valueOf(message.get("type"))) {
				case "call" -> call = calls.begin(message);
				case "cancel" -> calls.cancel(message);
				case "answer" -> calls.answered(message);
				case "train" -> train(channel);
				default -> {
					return false;
				}
			}
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			reading.unlock();
		}
		if (call != null) {
			calls.run(call, message);
		}
		return true;
	}

	/*
	 * Loads what calls load, and ends in the way in which the archive of classes is
	 * written.
	 */
	private static void train(FrameChannel channel) {
		channel.encode(Map.of("a", List.of(1, 2.5, true, "text")));
		for (String name : List.of("java.util.concurrent.CompletableFuture", "java.util.Base64",
				"io.toolruntime.tool.ToolCallContext", "io.toolruntime.tool.ToolException",
				"io.toolruntime.gateway.ToolGatewayClient", "io.toolruntime.isolation.ChildOutput")) {
			try {
				Class.forName(name);
			}
			catch (ClassNotFoundException ex) {
				throw new IllegalStateException(ex);
			}
		}
		System.exit(0);
	}

}
