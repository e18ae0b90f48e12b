package io.toolruntime.tool;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The tools of several sources. Asks the sources when it is first used, and again after
 * one of them has said that it changed; a source that could not be asked is asked again
 * after a while. Safe for use by several threads, which see the tools as they were before
 * a change, or after it, and do not wait long for a source that takes its time.
 */
public final class SourceToolCatalog implements ToolCatalog {

	/** Tools on a page at most. */
	public static final int MAX_SEARCH_LIMIT = 100;

	/** Examples at most. */
	public static final int MAX_EXAMPLES = 5;

	private static final int MAX_SUMMARY = 120;

	private static final long RETRY_NANOS = 10_000_000_000L;

	private static final long PATIENCE_MILLIS = 1000;

	private final List<ToolSource> sources;

	private final ToolSearch search;

	private final LongSupplier nanoTime;

	private final AtomicLong changes = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable Snapshot snapshot;

	/**
	 * Creates a catalog that is searched by words.
	 * @param sources where the tools come from
	 */
	public SourceToolCatalog(List<ToolSource> sources) {
		this(sources, new WordToolSearch());
	}

	/**
	 * Creates a catalog.
	 * @param sources where the tools come from
	 * @param search how it is searched
	 */
	public SourceToolCatalog(List<ToolSource> sources, ToolSearch search) {
		this(sources, search, System::nanoTime);
	}

	SourceToolCatalog(List<ToolSource> sources, ToolSearch search, LongSupplier nanoTime) {
		this.sources = List.copyOf(sources);
		this.search = search;
		this.nanoTime = nanoTime;
		AtomicLong changes = this.changes;
		this.sources.forEach((source) -> source.onChange(changes::incrementAndGet));
	}

	/**
	 * Lists every tool, sorted by id.
	 * @return the tools' descriptions
	 * @throws DuplicateToolException if two tools have one id when the sources are asked
	 * for the first time. Later, the tool that was there first keeps its id
	 * @throws ToolNameClashException if code in a sandbox has one name for two tools
	 * then. Later, the tool that was there first keeps its name
	 */
	@Override
	public List<ToolDescriptor> tools() {
		return snapshot().descriptors();
	}

	@Override
	public Optional<Tool> find(ToolId id) {
		return resolve(id, EVERYTHING).map(Snapshot.Entry::tool);
	}

	@Override
	public Optional<String> away(String namespace) {
		return Optional.ofNullable(snapshot().away().get(namespace));
	}

	@Override
	public List<ToolDescriptor> called(String namespace, String name) {
		return snapshot().called().find(namespace, name);
	}

	@Override
	public ToolPage search(String query, int limit, @Nullable String cursor, Predicate<ToolDescriptor> visible) {
		requireBetween("limit", limit, MAX_SEARCH_LIMIT);
		Snapshot snapshot = snapshot();
		String words = query.strip();
		List<ToolDescriptor> all = words.isEmpty() ? snapshot.descriptors() : snapshot.index().rank(words);
		List<ToolDescriptor> found = all.stream().filter(visible).toList();
		SearchCursor cursors = new SearchCursor(snapshot.version(), words, found);
		int start = (cursor != null) ? cursors.offset(cursor) : 0;
		int end = Math.min(found.size(), start + limit);
		List<ToolSummary> page = found.subList(start, end).stream().map(SourceToolCatalog::summary).toList();
		return new ToolPage(page, (end < found.size()) ? cursors.at(end) : null);
	}

	@Override
	public List<String> namespaces(Predicate<ToolDescriptor> visible) {
		return snapshot().descriptors()
			.stream()
			.filter(visible)
			.map((tool) -> tool.id().namespace())
			.distinct()
			.sorted()
			.toList();
	}

	@Override
	public ToolDocumentation describe(ToolId id, DetailLevel detail, Predicate<ToolDescriptor> visible) {
		ToolDescriptor tool = require(id, visible);
		boolean full = (detail == DetailLevel.FULL);
		return new ToolDocumentation(summary(tool).summary(), (detail != DetailLevel.SUMMARY) ? tool : null,
				full ? tool.notes() : null, full ? examples(tool, MAX_EXAMPLES) : null);
	}

	@Override
	public List<ToolExample> examples(ToolId id, int max, Predicate<ToolDescriptor> visible) {
		requireBetween("max", max, MAX_EXAMPLES);
		return examples(require(id, visible), max);
	}

	private static List<ToolExample> examples(ToolDescriptor tool, int max) {
		return tool.examples().stream().limit(max).toList();
	}

	private static ToolSummary summary(ToolDescriptor tool) {
		String text = !tool.description().isBlank() ? tool.description() : (tool.title() != null) ? tool.title() : "";
		return new ToolSummary(tool.id().toString(), tool.id().name(), tool.id().namespace(),
				PlainText.summary(text, MAX_SUMMARY), tool.tags());
	}

	private ToolDescriptor require(ToolId id, Predicate<ToolDescriptor> visible) {
		return resolve(id, visible).map(Snapshot.Entry::descriptor)
			.orElseThrow(() -> new ToolException(id.toString(), ToolErrorCode.TOOL_NOT_FOUND,
					"There is no tool '" + id + "'"));
	}

	private Optional<Snapshot.Entry> resolve(ToolId id, Predicate<ToolDescriptor> visible) {
		Snapshot snapshot = snapshot();
		Snapshot.Entry exact = snapshot.entries().get(id);
		if (exact != null && visible.test(exact.descriptor())) {
			return Optional.of(exact);
		}
		return (id.version() == null) ? snapshot.latest(id, visible) : Optional.empty();
	}

	private static void requireBetween(String argument, int value, int max) {
		if (value < 1 || value > max) {
			throw new IllegalArgumentException(argument + " is " + value + "; it must be 1 to " + max);
		}
	}

	private Snapshot snapshot() {
		Snapshot current = this.snapshot;
		if (current != null && isFresh(current)) {
			return current;
		}
		if (current != null && !tryLock(current)) {
			// A source takes its time: the tools as they were are better than none
			return current;
		}
		if (current == null) {
			this.lock.lock();
		}
		try {
			return refreshed();
		}
		finally {
			this.lock.unlock();
		}
	}

	private Snapshot refreshed() {
		if (this.lock.getHoldCount() > 1) {
			throw new IllegalStateException("A tool source must not ask the catalog while it lists its tools");
		}
		Snapshot current = this.snapshot;
		if (current == null || !isFresh(current)) {
			// Read first: a change while the sources are asked counts as a later one
			long change = this.changes.get();
			current = Snapshot.take(this.sources, this.search, current, change, this.nanoTime.getAsLong());
			this.snapshot = current;
		}
		return current;
	}

	/*
	 * Somebody else may be asking the sources: waited for a little after a change, and
	 * not at all if a source that was away is asked again.
	 */
	private boolean tryLock(Snapshot current) {
		if (current.change() == this.changes.get()) {
			return this.lock.tryLock();
		}
		try {
			return this.lock.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private boolean isFresh(Snapshot snapshot) {
		return snapshot.change() == this.changes.get()
				&& (!snapshot.incomplete() || this.nanoTime.getAsLong() - snapshot.takenAt() < RETRY_NANOS);
	}

}
