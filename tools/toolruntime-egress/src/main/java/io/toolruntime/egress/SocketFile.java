package io.toolruntime.egress;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a unix socket, which only its owner may connect to. */
final class SocketFile {

	private static final Logger logger = LoggerFactory.getLogger(SocketFile.class);

	/* What sockaddr_un holds on the systems that hold least, less the final zero. */
	private static final int LONGEST = 103;

	private final Path path;

	private final @Nullable Object key;

	private SocketFile(Path path) throws IOException {
		this.path = path;
		this.key = key(path);
	}

	/**
	 * Binds a channel to a path that is not there yet. The system makes the file with the
	 * permissions of the process's umask, so it is made where nobody else can come, and
	 * moved once they are right: there is no moment at which others could connect.
	 * @param path where it will be, in a directory that is there
	 * @param channel what is bound
	 * @param backlog connections that may wait
	 * @return the file
	 * @throws IOException if it cannot be made, or there is one already
	 */
	static SocketFile bind(Path path, ServerSocketChannel channel, int backlog) throws IOException {
		Path file = path.toAbsolutePath();
		if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
			throw new FileAlreadyExistsException(file.toString(), null,
					"remove it if nobody listens there any more, or name another");
		}
		Path hidden = file.resolveSibling("." + UUID.randomUUID().toString().substring(0, 6));
		Path socket = hidden.resolve("s");
		if (bytes(file) > LONGEST || bytes(socket) > LONGEST) {
			throw new IOException(file + " is too long for a unix socket: name a directory with a shorter path");
		}
		Files.createDirectory(hidden,
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		try {
			channel.bind(UnixDomainSocketAddress.of(socket), backlog);
			Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
			Files.move(socket, file);
		}
		finally {
			Files.deleteIfExists(socket);
			Files.delete(hidden);
		}
		return new SocketFile(file);
	}

	private static int bytes(Path path) {
		return path.toString().getBytes(StandardCharsets.UTF_8).length;
	}

	static ServerSocketChannel channel() throws IOException {
		return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
	}

	Path path() {
		return this.path;
	}

	/** Deletes it, unless somebody has put another in its place. */
	void delete() {
		try {
			Object now = key(this.path);
			if (now != null && now.equals(this.key)) {
				Files.delete(this.path);
			}
		}
		catch (IOException ex) {
			logger.debug("Cannot delete the socket {}", this.path, ex);
		}
	}

	private static @Nullable Object key(Path path) throws IOException {
		return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
	}

}
