package io.toolruntime.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a TLS client says first: RFC 8446 section 4.1.2, which older versions share. Read
 * strictly, since what is read here has to be what the server will read.
 *
 * @param serverName the name in the server_name extension (RFC 6066 section 3) as it was
 * written; {@code null} if there is none
 * @param encrypted whether there is an encrypted_client_hello extension
 * (draft-ietf-tls-esni), real or for show
 */
record ClientHello(@Nullable String serverName, boolean encrypted) {

	/** Content type of records with handshake messages, RFC 8446 section 5.1. */
	static final int HANDSHAKE_RECORD = 22;

	/** First byte of the version of a record, of all versions that there are. */
	static final int MAJOR_VERSION = 3;

	/* RFC 8446 section 5.1. */
	private static final int LONGEST_RECORD = 1 << 14;

	private static final int RECORD_HEADER = 5;

	private static final int CLIENT_HELLO = 1;

	private static final int SERVER_NAME = 0;

	private static final int ENCRYPTED_CLIENT_HELLO = 0xfe0d;

	private static final int RANDOM_BYTES = 32;

	private static final int MESSAGE_HEADER = 4;

	/**
	 * Reads one, which may be split over several records.
	 * @param from where it comes from, of which two bytes have been read: the type of the
	 * first record and the first byte of its version. Nothing is read beyond its last
	 * record
	 * @param raw where its bytes are put, as they came; holds those two already
	 * @param most bytes that it may have with its records' headers
	 * @return the message
	 * @throws MalformedException if it is none, or too large
	 * @throws IOException if it cannot be read
	 */
	static ClientHello read(Wire from, ByteArrayOutputStream raw, int most) throws MalformedException, IOException {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		int size = MESSAGE_HEADER;
		boolean sized = false;
		while (message.size() < size) {
			if (message.size() > 0) {
				byte[] type = next(2, from, raw, most);
				if (type[0] != HANDSHAKE_RECORD || type[1] != MAJOR_VERSION) {
					throw new MalformedException("its records are not those of a ClientHello");
				}
			}
			byte[] rest = next(RECORD_HEADER - 2, from, raw, most);
			int length = (rest[1] & 0xff) << Byte.SIZE | rest[2] & 0xff;
			if (length == 0 || length > LONGEST_RECORD) {
				throw new MalformedException("its records are not those of a ClientHello");
			}
			message.writeBytes(next(length, from, raw, most));
			if (!sized && message.size() >= MESSAGE_HEADER) {
				size += size(message.toByteArray());
				sized = true;
			}
		}
		if (message.size() > size) {
			throw new MalformedException("more follows the ClientHello in its record");
		}
		return parse(ByteBuffer.wrap(message.toByteArray()).position(MESSAGE_HEADER));
	}

	private static int size(byte[] message) throws MalformedException {
		if (message[0] != CLIENT_HELLO) {
			throw new MalformedException("its first message is no ClientHello");
		}
		return (message[1] & 0xff) << 2 * Byte.SIZE | (message[2] & 0xff) << Byte.SIZE | message[3] & 0xff;
	}

	private static byte[] next(int count, Wire from, ByteArrayOutputStream raw, int most)
			throws MalformedException, IOException {
		if (raw.size() + count > most) {
			throw new MalformedException("its ClientHello takes more than " + most + " bytes");
		}
		byte[] bytes = new byte[count];
		for (int i = 0; i < count; i++) {
			int next = from.read();
			if (next < 0) {
				throw new MalformedException("its ClientHello has no end");
			}
			bytes[i] = (byte) next;
		}
		raw.writeBytes(bytes);
		return bytes;
	}

	private static ClientHello parse(ByteBuffer hello) throws MalformedException {
		try {
			hello.getShort(); // legacy_version
			skip(hello, RANDOM_BYTES);
			skip(hello, hello.get() & 0xff); // legacy_session_id
			skip(hello, hello.getShort() & 0xffff); // cipher_suites
			skip(hello, hello.get() & 0xff); // legacy_compression_methods
			return hello.hasRemaining() ? extensions(vector(hello)) : new ClientHello(null, false);
		}
		catch (BufferUnderflowException | IllegalArgumentException ex) {
			throw new MalformedException("its ClientHello is cut off");
		}
	}

	private static ClientHello extensions(ByteBuffer extensions) throws MalformedException {
		Set<Integer> seen = new HashSet<>();
		String name = null;
		while (extensions.hasRemaining()) {
			int type = extensions.getShort() & 0xffff;
			ByteBuffer data = piece(extensions, extensions.getShort() & 0xffff);
			if (!seen.add(type)) {
				throw new MalformedException("an extension of its ClientHello comes twice");
			}
			if (type == SERVER_NAME) {
				name = serverName(vector(data));
			}
		}
		return new ClientHello(name, seen.contains(ENCRYPTED_CLIENT_HELLO));
	}

	private static String serverName(ByteBuffer names) throws MalformedException {
		int type = names.get();
		ByteBuffer name = piece(names, names.getShort() & 0xffff);
		if (type != 0 || names.hasRemaining()) {
			throw new MalformedException("its ClientHello names not exactly one server");
		}
		return StandardCharsets.ISO_8859_1.decode(name).toString();
	}

	/* All that is left, which begins with its length. */
	private static ByteBuffer vector(ByteBuffer from) throws MalformedException {
		ByteBuffer vector = piece(from, from.getShort() & 0xffff);
		if (from.hasRemaining()) {
			throw new MalformedException("its ClientHello has lengths that contradict each other");
		}
		return vector;
	}

	private static ByteBuffer piece(ByteBuffer from, int length) {
		ByteBuffer piece = from.slice().limit(length);
		skip(from, length);
		return piece;
	}

	private static void skip(ByteBuffer from, int length) {
		from.position(from.position() + length);
	}

	/** What came is no ClientHello. */
	static final class MalformedException extends Exception {

		MalformedException(String what) {
			super(what, null, false, false);
		}

	}

}
