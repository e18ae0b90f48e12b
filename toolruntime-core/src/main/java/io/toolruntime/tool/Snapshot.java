package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tools of all sources at one moment.
 *
 * @param entries the tools by id
 * @param descriptors their descriptions, sorted by id
 * @param index searches them
 * @param called the tools by the names that code in a sandbox has for them
 * @param version the same as long as the descriptions are
 * @param change the change of a source that this includes
 * @param takenAt when, as {@link System#nanoTime()} tells it
 * @param incomplete whether a source was away
 * @param away why, by the namespaces that such sources have for themselves
 */
record Snapshot(Map<ToolId, Entry> entries, List<ToolDescriptor> descriptors, ToolSearch.Index index,
		CalledNames called, String version, long change, long takenAt, boolean incomplete, Map<String, String> away) {

	private static final Logger logger = LoggerFactory.getLogger(SourceToolCatalog.class);

	/**
	 * Asks the sources.
	 * @param sources the sources
	 * @param search makes the index
	 * @param previous the snapshot before, or {@code null} for the first
	 * @param change the change that this includes
	 * @param now when
	 * @return the snapshot
	 * @throws DuplicateToolException if two tools have one id in the first snapshot
	 * @throws ToolNameClashException if code has one name for two tools of the first
	 * snapshot
	 */
	static Snapshot take(List<ToolSource> sources, ToolSearch search, @Nullable Snapshot previous, long change,
			long now) {
		Collector collector = new Collector(previous);
		sources.forEach(collector::ask);
		return collector.toSnapshot(search, change, now);
	}

	/**
	 * Finds the latest version of a tool.
	 * @param id its id without version
	 * @param visible what may be found
	 * @return the version, or empty if there is none
	 */
	Optional<Entry> latest(ToolId id, Predicate<ToolDescriptor> visible) {
		return this.descriptors.stream()
			.filter((tool) -> tool.id().isVersionOf(id) && visible.test(tool))
			.map(ToolDescriptor::id)
			.max(Comparator.comparing((found) -> String.valueOf(found.version()), new VersionOrder()))
			.map(this.entries::get);
	}

	/**
	 * A tool.
	 *
	 * @param source the name of the source it comes from
	 * @param tool the tool
	 * @param descriptor its description
	 */
	record Entry(String source, Tool tool, ToolDescriptor descriptor) {

		private boolean isIn(Snapshot snapshot) {
			Entry entry = snapshot.entries().get(this.descriptor.id());
			return entry != null && entry.source().equals(this.source);
		}

	}

	/** Collects what the sources have. */
	private static final class Collector {

		private final @Nullable Snapshot previous;

		private final Map<ToolId, Entry> entries = new TreeMap<>();

		private final Map<String, String> away = new HashMap<>();

		private boolean incomplete;

		Collector(@Nullable Snapshot previous) {
			this.previous = previous;
		}

		void ask(ToolSource source) {
			List<Entry> listed = new ArrayList<>();
			try {
				for (Tool tool : source.tools()) {
					listed.add(new Entry(source.name(), tool, tool.descriptor()));
				}
			}
			catch (ToolException ex) {
				isAway(source, String.valueOf(ex.getMessage()));
				logger.warn("Tool source '{}' is away: {}", source.name(), ex.getMessage());
				logger.debug("Tool source '{}' is away", source.name(), ex);
				return;
			}
			catch (RuntimeException | LinkageError ex) {
				isAway(source, "Its tools cannot be listed now");
				logger.warn("Tool source '{}' could not list its tools; they are away until it can", source.name(), ex);
				return;
			}
			listed.forEach(this::add);
		}

		private void isAway(ToolSource source, String reason) {
			this.incomplete = true;
			String namespace = source.namespace();
			if (namespace != null) {
				this.away.put(namespace, reason);
			}
		}

		private void add(Entry entry) {
			ToolId id = entry.descriptor().id();
			Entry other = this.entries.putIfAbsent(id, entry);
			if (other == null) {
				return;
			}
			DuplicateToolException duplicate = new DuplicateToolException(id, other.source(), entry.source());
			if (this.previous == null) {
				throw duplicate;
			}
			// A source that changes while the application runs must not take others down,
			// nor take over their tools
			if (entry.isIn(this.previous) && !entry.source().equals(other.source())) {
				this.entries.put(id, entry);
			}
			logger.error("{}. The one that was there first stays", duplicate.getMessage());
		}

		private CalledNames nameAll() {
			CalledNames called = new CalledNames();
			Snapshot previous = this.previous;
			if (previous == null) {
				this.entries.values().forEach(called::add);
				return called;
			}
			// As with ids: who was there first keeps its name
			List<Entry> newcomers = new ArrayList<>();
			for (Entry entry : List.copyOf(this.entries.values())) {
				if (!entry.isIn(previous)) {
					newcomers.add(entry);
				}
				else {
					name(entry, called);
				}
			}
			newcomers.forEach((entry) -> name(entry, called));
			return called;
		}

		private void name(Entry entry, CalledNames called) {
			try {
				called.add(entry);
			}
			catch (ToolNameClashException ex) {
				this.entries.remove(entry.descriptor().id());
				logger.error("{}. The one that was there first stays", ex.getMessage());
			}
		}

		Snapshot toSnapshot(ToolSearch search, long change, long now) {
			CalledNames called = nameAll();
			List<ToolDescriptor> descriptors = this.entries.values().stream().map(Entry::descriptor).toList();
			String version = Fingerprint.of(descriptors);
			ToolSearch.Index index = (this.previous != null && this.previous.version().equals(version))
					? this.previous.index() : search.index(descriptors);
			return new Snapshot(new HashMap<>(this.entries), descriptors, index, called, version, change, now,
					this.incomplete, Map.copyOf(this.away));
		}

	}

}
