package io.toolruntime.docker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.github.dockerjava.api.exception.NotFoundException;
import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.ToolRuntimeException;

/** The images of a profile's languages, pulled as the profile says. */
final class GuestImages {

	private final String kind;

	private final DockerProperties properties;

	private final Map<String, GuestImage> images = new ConcurrentHashMap<>();

	/** Of policy {@code always}, those that were pulled. */
	private final Set<String> pulled = ConcurrentHashMap.newKeySet();

	GuestImages(String kind, DockerProperties properties) {
		this.kind = kind;
		this.properties = properties;
	}

	/**
	 * Returns the digest of a language's image. Pulls nothing.
	 * @param engine the engine, or {@code null} if there is no connection to it yet
	 * @param language the language
	 * @return the digest as it was when it was looked at last, or the name if the engine
	 * was not asked yet, or has no such image
	 */
	String digest(@Nullable DockerEngine engine, String language) {
		GuestImage image = this.images.get(language);
		if (image == null && engine != null) {
			try {
				image = GuestImage.of(engine.image(name(language)));
				this.images.putIfAbsent(language, image);
			}
			catch (NotFoundException | ToolRuntimeException ex) {
				return name(language);
			}
		}
		return (image != null) ? image.id() : name(language);
	}

	private String name(String language) {
		return String.valueOf(this.properties.images().get(language));
	}

	/**
	 * Returns a language's image.
	 * @param engine the engine
	 * @param language the language
	 * @return the image as it was when it was looked at last
	 * @throws RuntimeUnavailableException if it cannot be had
	 */
	GuestImage of(DockerEngine engine, String language) {
		GuestImage image = this.images.get(language);
		boolean old = this.properties.pull() == PullPolicy.ALWAYS && !this.pulled.contains(language);
		return (image != null && !old) ? image : refresh(engine, language);
	}

	/**
	 * Looks anew what the name of a language's image stands for.
	 * @param engine the engine
	 * @param language the language
	 * @return the image
	 * @throws RuntimeUnavailableException if it cannot be had
	 */
	synchronized GuestImage refresh(DockerEngine engine, String language) {
		String name = name(language);
		if (this.properties.pull() == PullPolicy.ALWAYS && !this.pulled.contains(language)) {
			pull(engine, language, name);
		}
		GuestImage image;
		try {
			image = GuestImage.of(engine.image(name));
		}
		catch (NotFoundException ex) {
			this.images.remove(language);
			if (this.properties.pull() == PullPolicy.NEVER) {
				throw missing(language, name, "and docker.pull is never", ex);
			}
			pull(engine, language, name);
			try {
				image = GuestImage.of(engine.image(name));
			}
			catch (NotFoundException afterwards) {
				throw missing(language, name, "even after it was pulled", afterwards);
			}
		}
		this.images.put(language, image);
		return image;
	}

	private void pull(DockerEngine engine, String language, String name) {
		try {
			engine.pull(name, this.properties.registry());
			this.pulled.add(language);
		}
		catch (NotFoundException | SandboxFailedException ex) {
			throw missing(language, name, "and it cannot be pulled (" + EngineCalls.text(ex) + ")", ex);
		}
	}

	private RuntimeUnavailableException missing(String language, String name, String why, Exception cause) {
		return new RuntimeUnavailableException(
				"The engine has no image " + name + ", which docker.images." + language + " names, " + why
						+ ". Pull or build it there (docker pull " + name + ", docker load), or name another one",
				this.kind, null, cause);
	}

}
