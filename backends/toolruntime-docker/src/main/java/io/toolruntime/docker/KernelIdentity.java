package io.toolruntime.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What tells one running kernel from another. Which kernel the code of a sandbox meets is
 * asked in one that has no code of a user in it.
 *
 * @param release such as {@code 6.1.0}
 * @param version all that the kernel says of itself; empty if nobody could ask
 * @param bootId random number of this start of the kernel; empty if nobody could ask
 */
record KernelIdentity(String release, String version, String bootId) {

	/**
	 * Reads that of this machine.
	 * @return the identity, or empty where there is no {@code /proc}
	 */
	static Optional<KernelIdentity> ofThisMachine() {
		try {
			return Optional.of(new KernelIdentity(read("/proc/sys/kernel/osrelease"), read("/proc/version"),
					read("/proc/sys/kernel/random/boot_id")));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
	}

	private static String read(String file) throws IOException {
		return Files.readString(Path.of(file)).trim();
	}

	static KernelIdentity of(Map<?, ?> told) {
		return new KernelIdentity(text(told.get("release")), text(told.get("version")), text(told.get("bootId")));
	}

	private static String text(@Nullable Object value) {
		return (value instanceof String text) ? text.substring(0, Math.min(text.length(), 300)) : "";
	}

	/**
	 * Tells why this cannot be taken for another kernel than the host's.
	 * @param host the host's, as far as it is known
	 * @return the reason, or empty if it is another
	 */
	Optional<String> sharedWith(KernelIdentity host) {
		if (this.release.isEmpty()) {
			return Optional.of("the kernel of the sandbox does not say what it is");
		}
		if (!this.bootId.isEmpty() && this.bootId.equals(host.bootId)) {
			return Optional.of("the sandbox runs on the host's kernel: both have the boot id " + this.bootId);
		}
		boolean bothSay = !host.version.isEmpty() && !this.version.isEmpty();
		if (bothSay ? this.version.equals(host.version) : this.release.equals(host.release)) {
			return Optional.of("the sandbox runs on a kernel that cannot be told from the host's: " + this.release);
		}
		return Optional.empty();
	}

}
