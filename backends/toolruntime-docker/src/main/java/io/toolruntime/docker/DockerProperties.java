package io.toolruntime.docker;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.toolruntime.guest.GuestProgram;

/**
 * What can be set for the Docker Engine that runs the sandboxes of a profile. What a
 * container may do cannot be set: no mounts, no devices, no namespaces of the host, no
 * privileges.
 *
 * @param host where the engine listens: {@code unix:///path} or {@code tcp://name:port}
 * with TLS; {@code null} for {@code DOCKER_HOST}, or else the first of the usual sockets
 * that is there
 * @param tls what proves who both sides are, for {@code tcp://}
 * @param images images by language, as tags or digests
 * @param commands interpreters in the images by language, as absolute paths; other
 * languages use {@code node} and {@code python3} of {@code /usr/local/bin:/usr/bin:/bin}
 * @param pull when images are pulled
 * @param registry who pulls them
 * @param seccomp {@code default} for the engine's own filter of system calls, or the
 * absolute path of a profile in JSON
 * @param apparmor name of an AppArmor profile that is loaded on the engine's machine;
 * {@code null} for the engine's own
 */
public record DockerProperties(@Nullable String host, @Nullable Tls tls, @Nullable Map<String, String> images,
		@Nullable Map<String, String> commands, @Nullable PullPolicy pull, @Nullable Registry registry,
		@Nullable String seccomp, @Nullable String apparmor) {

	/** Nothing set. */
	public static final DockerProperties DEFAULTS = new DockerProperties(null, null, null, null, null, null, null,
			null);

	/** The engine's own filter of system calls. */
	static final String DEFAULT_SECCOMP = "default";

	private static final Map<String, String> DEFAULT_IMAGES = Map.of("javascript", "node:22-alpine", "python",
			"python:3.13-alpine");

	/* As the distribution specification has it, and bounded. */
	private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,510}");

	private static final Pattern APPARMOR = Pattern.compile("[A-Za-z0-9_./-]{1,200}");

	public DockerProperties {
		images = checked(images, "images", IMAGE, "write it as name:tag or name@sha256:digest");
		commands = checked(commands, "commands", Pattern.compile("/[^\\p{Cntrl}]{1,500}"), "write an absolute path");
		seccomp = (seccomp != null) ? seccomp : DEFAULT_SECCOMP;
		if (!seccomp.equals(DEFAULT_SECCOMP) && !isAbsolute(seccomp)) {
			throw new IllegalArgumentException("docker.seccomp is '" + seccomp
					+ "'; write 'default' or the absolute path of a seccomp profile in JSON");
		}
		if (apparmor != null && (!APPARMOR.matcher(apparmor).matches() || apparmor.equals("unconfined"))) {
			throw new IllegalArgumentException(
					"docker.apparmor is '" + apparmor + "'; write the name of a profile that confines");
		}
		if (tls != null && host == null) {
			throw new IllegalArgumentException("docker.host is not set, and docker.tls is; write docker.host, such as"
					+ " tcp://engine.example.org:2376");
		}
	}

	private static boolean isAbsolute(String path) {
		try {
			return Path.of(path).isAbsolute();
		}
		catch (InvalidPathException ex) {
			return false;
		}
	}

	private static @Nullable Map<String, String> checked(@Nullable Map<String, String> given, String key,
			Pattern pattern, String remedy) {
		if (given == null) {
			return null;
		}
		given.forEach((language, value) -> {
			if (!GuestProgram.languages().contains(language)) {
				throw new IllegalArgumentException("docker." + key + "." + language + " is of no language; there are "
						+ String.join(", ", GuestProgram.languages()));
			}
			if (!pattern.matcher(value).matches()) {
				throw new IllegalArgumentException("docker." + key + "." + language + " is '" + value + "'; " + remedy);
			}
		});
		return Map.copyOf(given);
	}

	/**
	 * Returns the image of each language.
	 * @return what is set, and else {@code node:22-alpine} and {@code python:3.13-alpine}
	 */
	@Override
	public Map<String, String> images() {
		Map<String, String> images = new TreeMap<>(DEFAULT_IMAGES);
		if (this.images != null) {
			images.putAll(this.images);
		}
		return images;
	}

	/**
	 * Returns the interpreters that are set.
	 * @return absolute paths by language; empty if none is
	 */
	@Override
	public Map<String, String> commands() {
		return (this.commands != null) ? this.commands : Map.of();
	}

	/**
	 * Returns when images are pulled.
	 * @return the policy; {@link PullPolicy#IF_MISSING} if none is set
	 */
	@Override
	public PullPolicy pull() {
		return (this.pull != null) ? this.pull : PullPolicy.IF_MISSING;
	}

	/**
	 * What proves to the engine who the application is, and to the application who the
	 * engine is.
	 *
	 * @param certificates absolute path of a folder with {@code ca.pem}, {@code cert.pem}
	 * and {@code key.pem}
	 */
	public record Tls(@Nullable String certificates) {

		public Tls {
			if (certificates == null || !isAbsolute(certificates)) {
				throw new IllegalArgumentException(
						"docker.tls.certificates is " + ((certificates != null) ? "'" + certificates + "'" : "not set")
								+ "; write the absolute path of a folder with ca.pem, cert.pem and key.pem");
			}
		}

	}

	/**
	 * Who pulls images, and from where.
	 *
	 * @param address what the names of the images begin with that it is for, up to the
	 * first slash: nobody else's registry hears the password
	 * @param username name at the registry
	 * @param password password or token
	 */
	public record Registry(@Nullable String address, @Nullable String username, @Nullable String password) {

		public Registry {
			require("address", address, address != null && !address.contains("/"));
			require("username", username, true);
			require("password", password, true);
		}

		private static void require(String key, @Nullable String value, boolean fits) {
			if (value == null || value.isBlank() || !fits) {
				throw new IllegalArgumentException("docker.registry." + key + " is missing or not right;"
						+ " docker.registry needs docker.registry.address, as the names of its"
						+ " images begin and without a slash, docker.registry.username and docker.registry.password");
			}
		}

		/**
		 * Tells whether an image is of this registry.
		 * @param image its name
		 * @return whether it is
		 */
		boolean has(String image) {
			return image.startsWith(this.address + "/");
		}

		@Override
		public String toString() {
			return "Registry[address=" + this.address + ", username=" + this.username + "]";
		}

	}

}
