package io.toolruntime.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What can be set for the {@code process} backend of a profile.
 *
 * @param commands interpreters by language, as absolute paths; other languages use
 * {@code node} and {@code python3} of {@code /usr/local/bin:/usr/bin:/bin}
 * @param readOnlyPaths folders of the host that sandboxes see besides the system's, such
 * as the one that an interpreter is installed in
 * @param uidBase first of the user ids that sandboxes get where the application runs as
 * root, each its own
 * @param cgroupParent control group to create those of the sandboxes in, from the root of
 * its hierarchy, such as {@code /system.slice/app.service}; {@code null} for the
 * application's own
 */
public record ProcessProperties(@Nullable Map<String, String> commands, @Nullable List<String> readOnlyPaths,
		@Nullable Long uidBase, @Nullable String cgroupParent) {

	/** Nothing set. */
	public static final ProcessProperties DEFAULTS = new ProcessProperties(null, null, null, null);

	static final long DEFAULT_UID_BASE = 1_000_000_000;

	private static final long LOWEST_UID_BASE = 1 << 16;

	/* From 0 to this, a sandbox has what it shows there of its own. */
	private static final List<Path> TAKEN = List.of(Path.of("/proc"), Path.of("/dev"), Path.of("/tmp"),
			Path.of("/workspace"));

	public ProcessProperties {
		commands = (commands != null) ? Map.copyOf(commands) : null;
		readOnlyPaths = (readOnlyPaths != null) ? List.copyOf(readOnlyPaths) : null;
		Interpreters.requireValid(ProcessBackendFactory.KIND, commands);
		for (String path : (readOnlyPaths != null) ? readOnlyPaths : List.<String>of()) {
			requireVisible(path);
		}
		if (uidBase != null && (uidBase < LOWEST_UID_BASE || uidBase > UserIds.HIGHEST_BASE)) {
			throw new IllegalArgumentException("process.uid-base is " + uidBase + "; it must be from " + LOWEST_UID_BASE
					+ " to " + UserIds.HIGHEST_BASE);
		}
		if (cgroupParent != null && !isAbsolute(cgroupParent)) {
			throw new IllegalArgumentException("process.cgroup-parent is '" + cgroupParent
					+ "'; write it from the root of its hierarchy, such as /system.slice/app.service");
		}
	}

	private static void requireVisible(String text) {
		Path path = Path.of(text);
		if (!isAbsolute(text) || path.getNameCount() == 0) {
			throw new IllegalArgumentException(
					"process.read-only-paths has '" + text + "'; write absolute paths of folders");
		}
		for (Path taken : TAKEN) {
			if (path.startsWith(taken)) {
				throw new IllegalArgumentException("process.read-only-paths has '" + text + "'; a sandbox has its own "
						+ taken + ", so nothing of the host can be there");
			}
		}
	}

	private static boolean isAbsolute(String path) {
		return path.startsWith("/") && Path.of(path).normalize().equals(Path.of(path));
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
	 * Returns the further folders that sandboxes see.
	 * @return absolute paths; empty if there are none
	 */
	@Override
	public List<String> readOnlyPaths() {
		return (this.readOnlyPaths != null) ? this.readOnlyPaths : List.of();
	}

	long firstUid() {
		return (this.uidBase != null) ? this.uidBase : DEFAULT_UID_BASE;
	}

}
