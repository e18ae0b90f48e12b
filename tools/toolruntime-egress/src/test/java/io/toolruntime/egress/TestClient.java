package io.toolruntime.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client that sends what it is told to, well formed or not. */
final class TestClient implements AutoCloseable {

	private final SocketChannel channel;

	TestClient(SocketAddress address) throws IOException {
		this.channel = SocketChannel.open(address);
	}

	SocketChannel channel() {
		return this.channel;
	}

	TestClient send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	TestClient send(byte[] bytes) throws IOException {
		ByteBuffer left = ByteBuffer.wrap(bytes);
		while (left.hasRemaining()) {
			this.channel.write(left);
		}
		return this;
	}

	TestClient end() throws IOException {
		this.channel.shutdownOutput();
		return this;
	}

	/** Reads up to and with the end of a head. */
	String head() throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			String next = read(1);
			if (next.isEmpty()) {
				break;
			}
			head.append(next);
		}
		return head.toString();
	}

	String read(int count) throws IOException {
		ByteBuffer bytes = ByteBuffer.allocate(count);
		while (bytes.hasRemaining() && this.channel.read(bytes) >= 0) {
			continue;
		}
		return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
	}

	/** Reads to the end; where the connection is reset, that is the end. */
	String rest() {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		ByteBuffer piece = ByteBuffer.allocate(8192);
		try {
			while (this.channel.read(piece) >= 0) {
				all.write(piece.array(), 0, piece.position());
				piece.clear();
			}
		}
		catch (IOException ex) {
			/* Closed */
		}
		return all.toString(StandardCharsets.ISO_8859_1);
	}

	/** Asks for a tunnel, and returns the head of the answer. */
	String connect(String target) throws IOException {
		return send("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n").head();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
