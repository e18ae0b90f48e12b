package io.toolruntime.javascript;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes the tools of a source by their types and comments, where they do not describe
 * themselves. A process of its own reads them, enclosed like those that run the tools; it
 * runs nothing of them, and ends. Where it fails, the tools take any object.
 */
final class TypeDescriber {

	private static final Logger logger = LoggerFactory.getLogger(TypeDescriber.class);

	/** What failed may have been the machine's fault. */
	private static final Duration RETRY = Duration.ofMinutes(10);

	private final JavaScriptSource source;

	private final Path entrypoint;

	private final RuntimeFinder finder;

	private final Confinement confinement;

	private final WorkerStarter starter;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable DerivedTools derived;

	private @Nullable Failure failure;

	/**
	 * Creates it. Starts nothing.
	 * @param source the source, as it is {@link JavaScriptSource#describing described}
	 * @param entrypoint the file of tools
	 * @param finder finds runtimes
	 * @param confinement holds the process to what the tools may use
	 * @param starter starts the process
	 */
	TypeDescriber(JavaScriptSource source, Path entrypoint, RuntimeFinder finder, Confinement confinement,
			WorkerStarter starter) {
		this.source = source;
		this.entrypoint = entrypoint;
		this.finder = finder;
		this.confinement = confinement;
		this.starter = starter;
	}

	/**
	 * Describes tools. As long as the files that were read are as they were, they are not
	 * read again.
	 * @param exports the tools, with what they say themselves
	 * @return the tools, with what their types say besides
	 * @throws InterruptedException if this thread is interrupted
	 */
	Described describe(List<ToolExport> exports) throws InterruptedException {
		if (exports.stream().allMatch(ToolExport::isDescribed)) {
			return new Described(exports, files(Set.of()));
		}
		this.lock.lockInterruptibly();
		try {
			DerivedTools known = known();
			if (known == null) {
				known = derive();
			}
			return new Described(exports.stream().map(known::complete).toList(),
					files(known.files().digests().keySet()));
		}
		finally {
			this.lock.unlock();
		}
	}

	private Set<Path> files(Set<Path> read) {
		Set<Path> files = new LinkedHashSet<>(read);
		if (this.entrypoint.isAbsolute()) {
			files.add(this.entrypoint);
		}
		return files;
	}

	private @Nullable DerivedTools known() {
		if (this.derived == null || !this.derived.files().areUnchanged()) {
			return null;
		}
		return (this.failure == null || !this.failure.isOld()) ? this.derived : null;
	}

	private DerivedTools derive() throws InterruptedException {
		ProjectFiles before = ProjectFiles.of(this.entrypoint);
		long began = System.nanoTime();
		DerivedTools result;
		try {
			result = DerivedTools.of(read(), this.source.root(), this.entrypoint);
			this.failure = null;
			result.notes().forEach((note) -> logger.warn("{}: {}", this.source.entrypoint(), note));
		}
		catch (WorkerStartException | RuntimeException ex) {
			result = new DerivedTools(Map.of(), before, List.of());
			failed(String.valueOf(ex.getMessage()));
		}
		this.derived = result;
		logger.debug("Types of {} were read in {} ms", this.source.entrypoint(),
				Duration.ofNanos(System.nanoTime() - began).toMillis());
		return result;
	}

	private void failed(String reason) {
		if (this.failure == null || !this.failure.reason().equals(reason)) {
			logger
				.warn("The types of {} could not be read: {}. What is exported without a description and an inputSchema"
						+ " of its own has none, and takes any object", this.source.entrypoint(), reason);
		}
		this.failure = new Failure(reason, System.nanoTime());
	}

	private Map<String, Object> read() throws WorkerStartException, InterruptedException {
		RuntimeStatus status = this.finder.find(this.source.runtime());
		if (!status.isAvailable()) {
			throw WorkerStartException.unavailable(String.valueOf(status.problem()));
		}
		Enclosure enclosure = this.confinement.on(this.source.runtime());
		return this.starter.describe(new WorkerCommand(this.source, status, enclosure), this.entrypoint);
	}

	private record Failure(String reason, long at) {

		boolean isOld() {
			return System.nanoTime() - this.at > RETRY.toNanos();
		}

	}

}
