package io.toolruntime.docker;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.github.dockerjava.api.exception.NotFoundException;
import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.ToolRuntimeException;
import io.toolruntime.limit.Quantity;

/** The images of a profile's languages, pulled as the profile says. */
final class GuestImages {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

	/** Less than whoever asks for health waits. */
	private static final Duration PATIENCE_OF_HEALTH = Duration.ofSeconds(2);

	private final String kind;

	private final DockerProperties properties;

	private final Map<String, GuestImage> images = new ConcurrentHashMap<>();

	/** Of policy {@code always}, those that were pulled. */
	private final Set<String> pulled = ConcurrentHashMap.newKeySet();

	private final ConcurrentHashMap<String, CompletableFuture<Void>> pulling = new ConcurrentHashMap<>();

	private final Duration patience;

	/**
	 * Creates it.
	 * @param kind kind of the backend, for errors
	 * @param properties the images, and how they are pulled
	 * @param patience how long an execution waits for one that is being pulled
	 */
	GuestImages(String kind, DockerProperties properties, Duration patience) {
		this.kind = kind;
		this.properties = properties;
		this.patience = patience;
	}

	/**
	 * Gets a language's image there, however long that takes.
	 * @param engine the engine
	 * @param language the language
	 * @throws RuntimeUnavailableException if it cannot be had
	 */
	void prepare(DockerEngine engine, String language) {
		of(engine, language, DockerEngine.LONGEST_PULL);
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
	 * @throws RuntimeUnavailableException if it cannot be had, or is still being pulled
	 */
	GuestImage of(DockerEngine engine, String language) {
		return of(engine, language, this.patience);
	}

	private GuestImage of(DockerEngine engine, String language, Duration longest) {
		GuestImage image = this.images.get(language);
		boolean old = this.properties.pull() == PullPolicy.ALWAYS && !this.pulled.contains(language);
		return (image != null && !old) ? image : refresh(engine, language, longest);
	}

	/**
	 * Looks anew what the name of a language's image stands for.
	 * @param engine the engine
	 * @param language the language
	 * @return the image
	 * @throws RuntimeUnavailableException if it cannot be had
	 */
	GuestImage refresh(DockerEngine engine, String language) {
		return refresh(engine, language, this.patience);
	}

	/**
	 * Looks anew what the name of a language's image stands for, without waiting for more
	 * than what a registry refuses at once.
	 * @param engine the engine
	 * @param language the language
	 * @return the image
	 * @throws RuntimeUnavailableException if it cannot be had, or is still being pulled
	 */
	GuestImage look(DockerEngine engine, String language) {
		return refresh(engine, language, PATIENCE_OF_HEALTH);
	}

	private GuestImage refresh(DockerEngine engine, String language, Duration longest) {
		String name = name(language);
		if (this.properties.pull() == PullPolicy.ALWAYS && !this.pulled.contains(language)) {
			pull(engine, language, name, longest);
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
			pull(engine, language, name, longest);
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

	/* Once, however many wait for it; it goes on when they have given up. */
	private void pull(DockerEngine engine, String language, String name, Duration longest) {
		try {
			this.pulling.computeIfAbsent(name, (key) -> startPull(engine, name))
				.get(longest.toNanos(), TimeUnit.NANOSECONDS);
			this.pulled.add(language);
		}
		catch (ExecutionException ex) {
			Throwable cause = Objects.requireNonNullElse(ex.getCause(), ex);
			if (cause instanceof RuntimeUnavailableException unavailable) {
				throw unavailable;
			}
			throw missing(language, name, "and it cannot be pulled (" + EngineCalls.text(cause) + ")", cause);
		}
		catch (TimeoutException ex) {
			throw new RuntimeUnavailableException("Image " + name + ", which docker.images." + language
					+ " names, is still being pulled after " + Quantity.formatDuration(longest) + ". Try again later",
					this.kind, RETRY_AFTER, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SandboxFailedException("Interrupted while image " + name + " was pulled", this.kind, true, null,
					ex);
		}
	}

	private CompletableFuture<Void> startPull(DockerEngine engine, String name) {
		CompletableFuture<Void> done = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				engine.pull(name, this.properties.registry());
				this.pulling.remove(name, done);
				done.complete(null);
			}
			catch (Throwable ex) {
				// Whatever it is, nobody must wait for it for ever
				this.pulling.remove(name, done);
				done.completeExceptionally(ex);
			}
		}, "toolruntime-" + this.kind + "-pull");
		thread.setDaemon(true);
		thread.start();
		return done;
	}

	private RuntimeUnavailableException missing(String language, String name, String why, Throwable cause) {
		return new RuntimeUnavailableException(
				"The engine has no image " + name + ", which docker.images." + language + " names, " + why
						+ ". Pull or build it there (docker pull " + name + ", docker load), or name another one",
				this.kind, null, cause);
	}

}
