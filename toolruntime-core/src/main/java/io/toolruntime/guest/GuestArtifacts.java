package io.toolruntime.guest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URLConnection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.InputFile;

/**
 * Puts together the files that a guest sends. It was told the bounds, so one that sends
 * more has broken the protocol.
 */
final class GuestArtifacts {

	private static final int MAX_SKIPPED = 100;

	private final ArtifactBounds bounds;

	private final Map<String, Artifact> files = new LinkedHashMap<>();

	private long bytes;

	private int skipped;

	private @Nullable String path;

	private ByteArrayOutputStream content = new ByteArrayOutputStream();

	GuestArtifacts(ArtifactBounds bounds) {
		this.bounds = bounds;
	}

	/**
	 * Takes a piece of a file.
	 * @param path the file's path
	 * @param data the piece, in Base64
	 * @param last whether it is the last one
	 * @throws GuestProtocolException if it is not one that the guest may send
	 */
	void add(String path, String data, boolean last) {
		if (this.path == null) {
			begin(path);
		}
		else if (!this.path.equals(path)) {
			throw new GuestProtocolException("two files were sent at once");
		}
		byte[] piece = decode(data);
		this.bytes += piece.length;
		if (this.bytes > this.bounds.maxBytes()) {
			throw new GuestProtocolException("more than " + this.bounds.maxBytes() + " bytes of files were sent");
		}
		this.content.write(piece, 0, piece.length);
		if (last) {
			byte[] whole = this.content.toByteArray();
			this.files.put(path, new Artifact(path, whole.length, mediaType(path), sha256(whole),
					() -> new ByteArrayInputStream(whole)));
			this.content = new ByteArrayOutputStream();
			this.path = null;
		}
	}

	private void begin(String path) {
		try {
			new InputFile(path, new byte[0]);
		}
		catch (IllegalArgumentException ex) {
			throw new GuestProtocolException("a file was sent whose path is none");
		}
		if (path.chars().filter((c) -> c == '/').count() > this.bounds.maxDepth()) {
			throw new GuestProtocolException("a file was sent that lies too deep");
		}
		if (this.files.containsKey(path)) {
			throw new GuestProtocolException("a file was sent twice");
		}
		if (this.files.size() >= this.bounds.maxFiles()) {
			throw new GuestProtocolException("more than " + this.bounds.maxFiles() + " files were sent");
		}
		this.path = path;
	}

	private static byte[] decode(String data) {
		try {
			return Base64.getDecoder().decode(data);
		}
		catch (IllegalArgumentException ex) {
			throw new GuestProtocolException("a file was sent that is no Base64");
		}
	}

	private static String mediaType(String path) {
		String type = URLConnection.guessContentTypeFromName(path);
		return (type != null) ? type : path.endsWith(".csv") ? "text/csv" : "application/octet-stream";
	}

	private static String sha256(byte[] content) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Takes note of a file that the guest did not give out.
	 * @throws GuestProtocolException if there are more than a guest tells
	 */
	void skip() {
		if (++this.skipped > MAX_SKIPPED) {
			throw new GuestProtocolException("more than " + MAX_SKIPPED + " files were said to be skipped");
		}
	}

	/**
	 * Returns the files that are complete.
	 * @return the files, in the order in which they came
	 */
	List<Artifact> files() {
		return List.copyOf(this.files.values());
	}

}
