package io.toolruntime.web;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Artifact;
import io.toolruntime.ExecuteResult;
import io.toolruntime.caller.Caller;
import io.toolruntime.web.HttpApiSettings.ArtifactRetention;

/**
 * Artifacts of executions that have ended, for a while: bounded in number, bytes and
 * time, each to be had only by who started the execution.
 */
final class KeptArtifacts {

	private final ArtifactRetention retention;

	private final InstantSource clock;

	private final Map<Key, Kept> kept = new LinkedHashMap<>();

	private long bytes;

	KeptArtifacts(ArtifactRetention retention, InstantSource clock) {
		this.retention = retention;
		this.clock = clock;
	}

	/**
	 * Keeps the artifacts of a result, and lets go of older ones for them.
	 * @param caller who started the execution
	 * @param result the result
	 */
	synchronized void keep(Caller caller, ExecuteResult result) {
		Key key = Key.of(result.id(), caller);
		remove(key);
		long size = result.artifacts().stream().mapToLong(Artifact::size).sum();
		if (result.artifacts().isEmpty() || size > this.retention.maxBytes()) {
			return;
		}
		this.kept.put(key, new Kept(result.artifacts(), size, this.clock.instant().plus(this.retention.maxAge())));
		this.bytes += size;
		removeExpired();
		while (this.kept.size() > this.retention.maxExecutions() || this.bytes > this.retention.maxBytes()) {
			remove(this.kept.keySet().iterator().next());
		}
	}

	/**
	 * Finds an artifact.
	 * @param id the execution
	 * @param path the artifact's path
	 * @param caller who asks for it
	 * @return the artifact, or empty if there is none that this caller may have
	 */
	synchronized Optional<Artifact> find(String id, String path, Caller caller) {
		removeExpired();
		Kept found = this.kept.get(Key.of(id, caller));
		return (found == null) ? Optional.empty()
				: found.artifacts().stream().filter((artifact) -> artifact.path().equals(path)).findFirst();
	}

	private void removeExpired() {
		Instant now = this.clock.instant();
		Iterator<Kept> all = this.kept.values().iterator();
		while (all.hasNext()) {
			Kept next = all.next();
			if (next.until().isAfter(now)) {
				// Sorted by age: those that follow are younger
				return;
			}
			this.bytes -= next.size();
			all.remove();
		}
	}

	private void remove(Key key) {
		Kept removed = this.kept.remove(key);
		if (removed != null) {
			this.bytes -= removed.size();
		}
	}

	private record Key(String id, String caller, @Nullable String tenant) {

		static Key of(String id, Caller caller) {
			return new Key(id, caller.name(), caller.tenant());
		}

	}

	private record Kept(List<Artifact> artifacts, long size, Instant until) {
	}

}
