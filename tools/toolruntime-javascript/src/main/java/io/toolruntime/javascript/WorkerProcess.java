package io.toolruntime.javascript;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ProcessTree;

/**
 * The process of a worker, and all that comes from it.
 *
 * @param id name of the worker, by which all of it is found
 * @param process the process
 * @param group its control group, or {@code null} if it has none
 * @param tree finds what comes from it
 */
record WorkerProcess(String id, Process process, @Nullable ControlGroup group, ProcessTree tree) {

	private static final Logger logger = LoggerFactory.getLogger(WorkerProcess.class);

	/** Whether the kernel has killed some of it for want of memory. */
	boolean ranOutOfMemory() {
		return this.group != null && this.group.memoryKills() > 0;
	}

	/** Kills all of it, at once, and waits until it is gone. */
	void end() {
		// Before its parent goes, by which a descendant is found where nothing else tells
		List<ProcessHandle> descendants = this.process.isAlive() ? this.process.descendants().toList() : List.of();
		if (this.group != null) {
			this.group.kill();
		}
		ProcessTree.kill9(this.process);
		descendants.forEach(ProcessHandle::destroyForcibly);
		if (!this.tree.kill(ProcessTree.mark(this.id))) {
			logger.warn("Processes of worker {} may still run", this.id);
		}
		if (this.group != null) {
			this.group.close();
		}
	}

}
