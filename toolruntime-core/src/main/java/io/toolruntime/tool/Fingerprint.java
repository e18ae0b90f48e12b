package io.toolruntime.tool;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Tells whether lists are the same, in a few characters. */
final class Fingerprint {

	private static final int BYTES = 12;

	private Fingerprint() {
	}

	/**
	 * Returns the fingerprint of a list.
	 * @param items the items, compared by their {@code toString}
	 * @return 16 letters and digits, {@code -} and {@code _}
	 */
	static String of(List<?> items) {
		MessageDigest digest = sha256();
		for (Object item : items) {
			digest.update(item.toString().getBytes(StandardCharsets.UTF_8));
			digest.update((byte) 0);
		}
		byte[] hash = digest.digest();
		return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, BYTES));
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-256", ex);
		}
	}

}
