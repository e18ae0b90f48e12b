package io.toolruntime.builtin;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Goes through a tree in the order of its names, each folder before what is in it. Links
 * are seen and not followed. Ends early where there is too much, and says so.
 */
final class Walk {

	/** Folders in folders: each is held open while what is in it is visited. */
	private static final int DEEPEST = 100;

	/** Names in one folder. */
	private static final int MOST_NAMES = 100_000;

	private final boolean recursive;

	private final CallTime time;

	private final Visitor visitor;

	private boolean ended;

	private boolean incomplete;

	Walk(boolean recursive, CallTime time, Visitor visitor) {
		this.recursive = recursive;
		this.time = time;
		this.visitor = visitor;
	}

	/**
	 * Goes through a folder.
	 * @param place where it is
	 * @throws Failure if it is none, or the time is over
	 */
	void run(Place place) throws Failure {
		try (Folder folder = Folder.open(place)) {
			run(folder, place, "", 1);
		}
	}

	private void run(Folder folder, Place place, String prefix, int depth) throws Failure {
		List<String> names = folder.names(MOST_NAMES);
		this.incomplete |= names.size() > MOST_NAMES;
		for (String name : names) {
			this.time.check();
			Entry entry = folder.look(name);
			if (entry == null) {
				// Gone since it was listed
				continue;
			}
			Place here = place.child(name);
			if (!this.visitor.visit(folder, entry, here, prefix + name)) {
				this.ended = true;
			}
			else if (entry.isFolder() && this.recursive) {
				enter(folder, name, here, prefix, depth);
			}
			if (this.ended) {
				return;
			}
		}
	}

	private void enter(Folder folder, String name, Place place, String prefix, int depth) throws Failure {
		if (depth == DEEPEST) {
			this.incomplete = true;
			return;
		}
		Folder inner = opened(folder, name);
		if (inner != null) {
			try (inner) {
				run(inner, place, prefix + name + "/", depth + 1);
			}
		}
	}

	/* One that may not be read, or has become something else, is left out. */
	private @Nullable Folder opened(Folder folder, String name) throws Failure {
		try {
			return folder.folder(name);
		}
		catch (Failure ex) {
			if (ex.code() == CanonicalCode.UNAVAILABLE) {
				throw ex;
			}
			this.incomplete = true;
			return null;
		}
	}

	/** Whether something was left out. */
	boolean isIncomplete() {
		return this.ended || this.incomplete;
	}

	/** Sees what there is. */
	interface Visitor {

		/**
		 * Sees an entry.
		 * @param folder the folder that it is in
		 * @param entry the entry
		 * @param place where it is
		 * @param path its path from where the walk began
		 * @return whether to go on
		 * @throws Failure if the walk has to end
		 */
		boolean visit(Folder folder, Entry entry, Place place, String path) throws Failure;

	}

}
