package io.toolruntime.builtin;

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.linux.ApplicationInstance;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;

/** The control groups that commands may have, made with the first command. */
final class ExecGroups implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ExecGroups.class);

	private @Nullable ControlGroups groups;

	/** As on a machine that has none. */
	static ExecGroups none() {
		ExecGroups none = new ExecGroups();
		none.groups = ControlGroups.find("", "", null);
		return none;
	}

	/**
	 * Returns them.
	 * @return where groups can be created; nowhere, on many machines
	 */
	synchronized ControlGroups get() {
		if (this.groups == null) {
			this.groups = find();
		}
		return this.groups;
	}

	private static ControlGroups find() {
		Proc proc = new Proc();
		ApplicationInstance application = ApplicationInstance.create(proc);
		try {
			long own = ProcessHandle.current().pid();
			ControlGroups found = ControlGroups.find(proc.read(own, "mountinfo"), proc.read(own, "cgroup"), null);
			found.removeIf(application::isDead);
			return found.createParent(application.name(), proc.hasSwap());
		}
		catch (IOException ex) {
			logger.debug("There are no control groups for commands", ex);
			return ControlGroups.find("", "", null);
		}
	}

	@Override
	public synchronized void close() {
		if (this.groups != null) {
			this.groups.removeParent();
		}
	}

}
