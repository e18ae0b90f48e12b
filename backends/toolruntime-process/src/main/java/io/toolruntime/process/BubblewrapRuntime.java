package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ControlGroupWatch;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * What the sandboxes of a provider share on this machine, made when the first is opened.
 */
final class BubblewrapRuntime implements AutoCloseable {

	private final Proc proc;

	private final HostPrograms programs;

	private final Instance instance;

	private final ControlGroups groups;

	private final BubblewrapCommand command;

	private final @Nullable UserIds users;

	private final List<String> readOnlyPaths;

	private final ProcessLauncher launcher = new ProcessLauncher("toolruntime-process-launcher");

	/** Sandboxes of which processes may still run. */
	private final Set<BubblewrapSandbox> unfinished = ConcurrentHashMap.newKeySet();

	private final ControlGroupWatch watch = new ControlGroupWatch("toolruntime-process-memory");

	/**
	 * One for all sandboxes: those that end at once look for their processes together.
	 */
	private final ProcessTree tree;

	private BubblewrapRuntime(Proc proc, HostPrograms programs, Instance instance, ControlGroups groups,
			BubblewrapCommand command, @Nullable UserIds users, List<String> readOnlyPaths) {
		this.proc = proc;
		this.tree = new ProcessTree(proc);
		this.programs = programs;
		this.instance = instance;
		this.groups = groups;
		this.command = command;
		this.users = users;
		this.readOnlyPaths = readOnlyPaths;
	}

	/**
	 * Makes it, and removes what dead applications left.
	 * @param proc the processes
	 * @param programs where the programs are
	 * @param properties what is configured
	 * @param bubblewrap the bubblewrap of this machine
	 * @return the runtime
	 * @throws RuntimeUnavailableException if there is no filter for this processor
	 * @throws IOException if its files cannot be written
	 */
	static BubblewrapRuntime create(Proc proc, HostPrograms programs, ProcessProperties properties,
			Bubblewrap bubblewrap) throws IOException {
		String architecture = System.getProperty("os.arch");
		byte[] filter = SeccompFilter.assemble(architecture)
			.orElseThrow(() -> new RuntimeUnavailableException(
					"There is no filter of system calls for " + architecture + ", only for x86_64 and aarch64",
					ProcessBackendFactory.KIND, null));
		ControlGroups found = findGroups(proc, properties);
		Instance instance = Instance.create(proc, found);
		Path file = Files.write(instance.folder().resolve("system-calls.bpf"), filter);
		return new BubblewrapRuntime(proc, programs, instance, found.createParent(instance.name(), proc.hasSwap()),
				new BubblewrapCommand(programs, file, properties.readOnlyPaths(), bubblewrap),
				isRoot(proc) ? new UserIds(properties.firstUid(), proc) : null, properties.readOnlyPaths());
	}

	static ControlGroups findGroups(Proc proc, ProcessProperties properties) throws IOException {
		long own = ProcessHandle.current().pid();
		return ControlGroups.find(proc.read(own, "mountinfo"), proc.read(own, "cgroup"), properties.cgroupParent());
	}

	static boolean isRoot(Proc proc) throws IOException {
		return proc.status(ProcessHandle.current().pid()).getOrDefault("Uid", "").split("\\s+")[1].equals("0");
	}

	Proc proc() {
		return this.proc;
	}

	HostPrograms programs() {
		return this.programs;
	}

	ControlGroups groups() {
		return this.groups;
	}

	ControlGroupWatch watch() {
		return this.watch;
	}

	ProcessTree tree() {
		return this.tree;
	}

	String mountPoint() {
		return this.command.mountPoint();
	}

	boolean givesUsers() {
		return this.users != null;
	}

	UserIds users() {
		if (this.users == null) {
			throw new IllegalStateException("The application does not run as root");
		}
		return this.users;
	}

	/**
	 * Starts a program in a sandbox of its own.
	 * @param spec what the sandbox shall be
	 * @param guest program and arguments
	 * @return the sandbox
	 * @throws RuntimeUnavailableException if there is no user id for it
	 * @throws SandboxFailedException if it cannot be started
	 */
	BubblewrapSandbox open(SandboxSpec spec, List<String> guest) {
		Instance.requireName(spec.id());
		Long user = (this.users != null) ? this.users.acquire() : null;
		ControlGroup group = null;
		boolean opened = false;
		try {
			Limits limits = spec.limits();
			group = this.groups.isEmpty() ? null : this.groups.create(spec.id(), limits);
			boolean counted = group != null && group.holds(Limit.PIDS);
			Integer processes = (counted || limits.pids() == null || limits.pids() == 0) ? null : limits.pids();
			Process process = this.launcher.start(this.command.command(spec.id(), limits,
					(group != null) ? group.entrances() : List.of(), user, processes, guest),
					this.command.environment(), null);
			if (group != null) {
				this.watch.add(group);
			}
			opened = true;
			return new BubblewrapSandbox(spec, this, process, group, user,
					new Inspection(this.proc, limits, user, processes, this.readOnlyPaths));
		}
		catch (IOException ex) {
			throw new SandboxFailedException("A sandbox cannot be started: " + ex.getMessage(),
					ProcessBackendFactory.KIND, true, null, ex);
		}
		finally {
			if (!opened) {
				if (group != null) {
					group.close();
				}
				if (user != null) {
					users().release(user);
				}
			}
		}
	}

	/**
	 * Remembers a sandbox of which processes may still run.
	 * @param sandbox the sandbox
	 */
	void remember(BubblewrapSandbox sandbox) {
		this.unfinished.add(sandbox);
	}

	void forget(BubblewrapSandbox sandbox) {
		this.unfinished.remove(sandbox);
	}

	@Override
	public void close() {
		// For the last time
		this.unfinished.forEach(BubblewrapSandbox::isGone);
		this.watch.close();
		this.launcher.close();
		this.groups.removeParent();
		Instance.delete(this.instance.folder());
	}

}
