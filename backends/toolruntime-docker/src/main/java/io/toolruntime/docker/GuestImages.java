package io.toolruntime.docker;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.github.dockerjava.api.exception.NotFoundException;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;

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
	 * Returns the digest of a language's image, as far as it is known already.
	 * @param language the language
	 * @return the digest, or the name if the engine was not asked yet
	 */
	String digest(String language) {
		GuestImage image = this.images.get(language);
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
		return (image != null) ? image : refresh(engine, language);
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
