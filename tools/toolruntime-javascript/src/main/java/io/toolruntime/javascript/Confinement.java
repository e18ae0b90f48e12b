package io.toolruntime.javascript;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what holds the workers of a source to what its tools may use. Where something
 * that they are denied is held by nothing, they do not run, unless they are allowed to.
 *
 * @param source the source
 * @param bubblewrap where bubblewrap is, or {@code null} if this machine has none
 * @param filter file with a filter that lets no processes be started, or {@code null} if
 * there is none for this processor
 */
record Confinement(JavaScriptSource source, @Nullable String bubblewrap, @Nullable Path filter) {

	private static final Logger logger = LoggerFactory.getLogger(Confinement.class);

	/**
	 * Returns what encloses the workers on a runtime.
	 * @param runtime the runtime
	 * @return the enclosure, or {@code null} if none is needed, or none is insisted on
	 * @throws WorkerStartException if something that is denied is held by nothing here
	 */
	@Nullable Enclosure on(JavaScriptRuntime runtime) throws WorkerStartException {
		Permissions permissions = this.source.permissions();
		if (permissions.isEverything()) {
			return null;
		}
		List<String> unheld = unheld(runtime);
		if (!unheld.isEmpty()) {
			String what = this.source.keys() + "permissions."
					+ String.join(" and " + this.source.keys() + "permissions.", unheld) + " cannot be enforced on "
					+ runtime.value() + " here: " + reason();
			if (!this.source.allowsUnenforced()) {
				throw WorkerStartException.unavailable(what + ". To run the tools all the same, set "
						+ this.source.keys() + "permissions.unenforced to allow");
			}
			logger.warn("Tools of '{}' run, and {}", this.source.name(), what);
		}
		return (this.bubblewrap != null) ? new Enclosure(this.bubblewrap, this.source, this.filter) : null;
	}

	/**
	 * Lists the kinds of permissions that nothing on this machine holds.
	 * @param runtime the runtime
	 * @return such as {@code net}; empty if all are held
	 */
	List<String> unheld(JavaScriptRuntime runtime) {
		Permissions permissions = this.source.permissions();
		List<String> unheld = new ArrayList<>();
		boolean enclosed = this.bubblewrap != null;
		boolean childrenEscape = !permissions.run().isNone() && !enclosed;
		permissions.byKind().forEach((kind, permission) -> {
			boolean held = permission.all() || switch (kind) {
				// Whatever runs, only what it is given is there
				case "env" -> true;
				case "net" -> enclosed || (runtime == JavaScriptRuntime.DENO && permissions.run().isNone());
				case "run" ->
					(enclosed && (!permission.isNone() || this.filter != null || runtime != JavaScriptRuntime.BUN))
							|| (!enclosed && runtime != JavaScriptRuntime.BUN && permission.isNone());
				// Node follows links that are there already
				default -> enclosed || (runtime == JavaScriptRuntime.DENO && !childrenEscape);
			};
			if (!held) {
				unheld.add(kind);
			}
		});
		return unheld;
	}

	private String reason() {
		if (this.bubblewrap == null) {
			return "bubblewrap is not installed (apt-get install bubblewrap)";
		}
		return "there is no filter of system calls for this processor";
	}

}
