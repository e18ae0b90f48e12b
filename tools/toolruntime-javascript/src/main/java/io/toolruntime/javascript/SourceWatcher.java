package io.toolruntime.javascript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files of tools change, for development. Looks at them again and again: what
 * tells of changes by itself does not in all containers and shared folders.
 */
final class SourceWatcher implements AutoCloseable {

	/** How often it looks. */
	static final Duration INTERVAL = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(SourceWatcher.class);

	private static final Pattern SOURCE = Pattern.compile(".*\\.([cm]?[jt]s|json)");

	private static final int MOST_FILES = 2000;

	private static final int MOST_DEPTH = 10;

	private final Path folder;

	private final Runnable onChange;

	private final ScheduledFuture<?> looking;

	private Map<Path, String> seen;

	/**
	 * Starts looking.
	 * @param folder the folder whose files are looked at, and those below it
	 * @param clock tells when
	 * @param looker looks, which may take a while
	 * @param onChange what to do when a file is new, gone, or has changed
	 */
	SourceWatcher(Path folder, ScheduledExecutorService clock, Executor looker, Runnable onChange) {
		this.folder = folder;
		this.onChange = onChange;
		this.seen = look();
		this.looking = clock.scheduleWithFixedDelay(() -> looker.execute(this::compare), INTERVAL.toMillis(),
				INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
	}

	private synchronized void compare() {
		try {
			Map<Path, String> now = look();
			if (!now.equals(this.seen)) {
				this.seen = now;
				this.onChange.run();
			}
		}
		catch (RuntimeException ex) {
			// It looks again
			logger.debug("{} cannot be looked at", this.folder, ex);
		}
	}

	/* When each was written, and how long it is. */
	private Map<Path, String> look() {
		Map<Path, String> files = new HashMap<>();
		try {
			Files.walkFileTree(this.folder, Set.of(), MOST_DEPTH, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
					String name = String.valueOf(visited.getFileName());
					boolean ours = visited.equals(SourceWatcher.this.folder)
							|| !(name.startsWith(".") || name.equals("node_modules"));
					return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
				}

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					if (SOURCE.matcher(file.getFileName().toString()).matches()) {
						files.put(file, attributes.lastModifiedTime() + "/" + attributes.size());
					}
					return (files.size() < MOST_FILES) ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
				}

				@Override
				public FileVisitResult visitFileFailed(Path file, IOException ex) {
					return FileVisitResult.CONTINUE;
				}

			});
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files;
	}

	@Override
	public void close() {
		this.looking.cancel(false);
	}

}
