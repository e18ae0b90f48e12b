package io.toolruntime.isolation;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ProcessTree;

/**
 * The process of a child, and all that comes from it.
 *
 * @param id name of the child, by which all of it is found
 * @param process the process
 * @param group its control group, or {@code null} if it has none
 * @param tree finds what comes from it
 * @param folder its folder
 * @param onEnd what to do when all of it is gone
 * @param beforeRemoval what to do with its files then, before they are removed
 */
record ChildProcess(String id, Process process, @Nullable ControlGroup group, ProcessTree tree, Path folder,
		Runnable onEnd, Runnable beforeRemoval) {

	private static final Logger logger = LoggerFactory.getLogger(ChildProcess.class);

	private static final int LONGEST_END_SECONDS = 5;

	/**
	 * Kills all of it, at once, waits until it is gone, and removes what it leaves.
	 * @return its exit code, or -1 if it is not known
	 */
	int end() {
		// Before its parent goes, by which a descendant is found where nothing else tells
		List<ProcessHandle> descendants = this.process.isAlive() ? this.process.descendants().toList() : List.of();
		if (this.group != null) {
			this.group.kill();
		}
		ProcessTree.kill9(this.process);
		descendants.forEach(ProcessHandle::destroyForcibly);
		boolean gone = this.tree.kill(ProcessTree.mark(this.id));
		if (this.group != null) {
			this.group.close();
		}
		if (gone) {
			// Not before: what still ran could make root remove other files
			this.beforeRemoval.run();
			ChildFiles.delete(this.folder);
			this.onEnd.run();
		}
		else {
			logger.warn("Processes of {} may still run", this.id);
		}
		return exitCode();
	}

	private int exitCode() {
		try {
			return this.process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS) ? this.process.exitValue() : -1;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return -1;
		}
	}

	long memoryKills() {
		return (this.group != null) ? this.group.memoryKills() : 0;
	}

	long processRefusals() {
		return (this.group != null) ? this.group.processRefusals() : 0;
	}

}
