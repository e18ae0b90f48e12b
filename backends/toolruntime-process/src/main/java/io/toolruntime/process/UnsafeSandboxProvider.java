package io.toolruntime.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.BackendInfo;
import io.toolruntime.RuntimeUnavailableException;
import io.toolruntime.SandboxFailedException;
import io.toolruntime.guest.GuestProgram;
import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.LimitsEnforced;
import io.toolruntime.linux.ControlGroup;
import io.toolruntime.linux.ControlGroupWatch;
import io.toolruntime.linux.ControlGroups;
import io.toolruntime.linux.Controller;
import io.toolruntime.linux.Proc;
import io.toolruntime.linux.ProcessLauncher;
import io.toolruntime.linux.ProcessTree;
import io.toolruntime.profile.Isolation;
import io.toolruntime.sandbox.Sandbox;
import io.toolruntime.sandbox.SandboxProvider;
import io.toolruntime.sandbox.SandboxSpec;

/**
 * Opens what is no sandbox: plain processes of the application's user, each in a folder
 * of its own and with nothing in its environment. What it gives is order, not safety.
 */
public final class UnsafeSandboxProvider implements SandboxProvider {

	private static final String ENTER = """
			while [ "$1" != . ]; do echo 0 > "$1" || exit 125; shift; done
			shift
			exec "$@"
			""";

	private final BackendInfo info;

	private final Interpreters interpreters;

	private final @Nullable String cgroupParent;

	private final Proc proc;

	/**
	 * One for all sandboxes: those that end at once look for their processes together.
	 */
	private final ProcessTree tree;

	private final Map<String, GuestProgram> guests = new ConcurrentHashMap<>();

	private final Object lock = new Object();

	private @Nullable Host host;

	private boolean closed;

	/**
	 * Creates a provider. Touches nothing.
	 * @param profile name of the profile
	 * @param properties what is configured
	 */
	public UnsafeSandboxProvider(String profile, UnsafeProperties properties) {
		this(profile, properties, null);
	}

	UnsafeSandboxProvider(String profile, UnsafeProperties properties, @Nullable String cgroupParent) {
		this(profile, properties, cgroupParent, new Proc());
	}

	UnsafeSandboxProvider(String profile, UnsafeProperties properties, @Nullable String cgroupParent, Proc proc) {
		this.proc = proc;
		this.tree = new ProcessTree(proc);
		this.info = new BackendInfo(UnsafeBackendFactory.KIND, profile, Isolation.NONE, false, Map.of());
		this.cgroupParent = cgroupParent;
		this.interpreters = new Interpreters(UnsafeBackendFactory.KIND, properties.commands(), GuestProgram.PATH);
	}

	@Override
	public BackendInfo info() {
		return this.info;
	}

	@Override
	public Set<String> languages() {
		return this.interpreters.languages();
	}

	@Override
	public String image(String language) {
		return "unsafe " + this.interpreters.image(language);
	}

	@Override
	public Map<String, Object> check() {
		this.interpreters.check();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("isolation", "none: code runs as the application's own user");
		details.put("cgroup", host().groups().description());
		languages().forEach((language) -> details.put(language, this.interpreters.require(language).toString()));
		return details;
	}

	@Override
	public LimitsEnforced enforcement(Limits limits) {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		ControlGroups groups = host().groups();
		Inspections.configure(entries, limits, groups, Limit.MEMORY, Controller.MEMORY, "cgroup memory limit");
		Inspections.configure(entries, limits, groups, Limit.CPUS, Controller.CPU, "cgroup cpu quota");
		Inspections.configure(entries, limits, groups, Limit.PIDS, Controller.PIDS, "cgroup pids.max");
		entries.put(Limit.ENVIRONMENT, Enforcement.notEnforced(null,
				"the process starts without the host's variables, but its code may read those of other processes"));
		return LimitsEnforced.nothing(limits).with(entries);
	}

	@Override
	public Sandbox open(SandboxSpec spec) {
		Path interpreter = this.interpreters.require(spec.language());
		return open(spec,
				this.guests.computeIfAbsent(spec.language(), GuestProgram::of).command(interpreter.toString()));
	}

	/**
	 * Opens one with another program than the guest.
	 * @param spec what it shall be
	 * @param command program and arguments
	 * @return what is called a sandbox
	 */
	Sandbox open(SandboxSpec spec, List<String> command) {
		Instance.requireName(spec.id());
		Host current = host();
		Path folder = null;
		ControlGroup group = null;
		UnsafeSandbox sandbox = null;
		try {
			folder = current.instance().createFolder(spec.id());
			group = current.groups().isEmpty() ? null : current.groups().create(spec.id(), spec.limits());
			Process process = current.launcher()
				.start(chain(spec, group, command), environment(folder), folder.toFile());
			sandbox = new UnsafeSandbox(spec, process, group, this.tree, folder,
					(closing) -> current.forget(closing.group()));
			if (group != null) {
				current.watch().add(group);
			}
			return sandbox;
		}
		catch (IOException ex) {
			throw new SandboxFailedException("A process cannot be started: " + ex.getMessage(),
					UnsafeBackendFactory.KIND, true, null, ex);
		}
		finally {
			if (sandbox == null) {
				if (group != null) {
					group.close();
				}
				if (folder != null) {
					Instance.delete(folder);
				}
			}
		}
	}

	private static List<String> chain(SandboxSpec spec, @Nullable ControlGroup group, List<String> command) {
		List<String> chain = new ArrayList<>(List.of("/bin/sh", "-c", ENTER, "sh"));
		if (group != null) {
			group.entrances().forEach((entrance) -> chain.add(entrance.toString()));
		}
		chain.add(".");
		Optional<Path> prlimit = Interpreters.find("prlimit", GuestProgram.PATH);
		if (prlimit.isPresent()) {
			long mark = ProcessTree.mark(spec.id());
			chain.addAll(List.of(prlimit.get().toString(), "--core=0:0", "--locks=" + mark + ":" + mark));
		}
		chain.addAll(command);
		return chain;
	}

	private static Map<String, String> environment(Path folder) {
		return Map.of("LANG", "C.UTF-8", "PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", folder.toString(), "TMPDIR",
				folder.toString());
	}

	private Host host() {
		synchronized (this.lock) {
			if (this.closed) {
				throw new RuntimeUnavailableException("The backend of profile '" + this.info.profile() + "' is closed",
						UnsafeBackendFactory.KIND, null);
			}
			if (this.host == null) {
				try {
					this.host = Host.create(this.proc, this.cgroupParent);
				}
				catch (IOException ex) {
					throw new RuntimeUnavailableException("No private folder can be created: " + ex.getMessage(),
							UnsafeBackendFactory.KIND, null, ex);
				}
			}
			return this.host;
		}
	}

	@Override
	public void close() {
		synchronized (this.lock) {
			this.closed = true;
			if (this.host != null) {
				this.host.close();
				this.host = null;
			}
		}
	}

	/**
	 * What the processes share on this machine.
	 *
	 * @param instance folder with theirs in it
	 * @param groups where their control groups are
	 * @param launcher starts them
	 * @param watch ends them when memory ran out
	 */
	private record Host(Instance instance, ControlGroups groups, ProcessLauncher launcher, ControlGroupWatch watch) {

		static Host create(Proc proc, @Nullable String cgroupParent) throws IOException {
			long own = ProcessHandle.current().pid();
			// Elsewhere than on Linux there are none
			ControlGroups found = proc.isThere()
					? ControlGroups.find(proc.read(own, "mountinfo"), proc.read(own, "cgroup"), cgroupParent)
					: ControlGroups.find("", "", null);
			Instance instance = Instance.create(proc, found);
			return new Host(instance, found.createParent(instance.name(), proc.hasSwap()),
					new ProcessLauncher("toolruntime-unsafe-launcher"),
					new ControlGroupWatch("toolruntime-unsafe-memory"));
		}

		void forget(@Nullable ControlGroup group) {
			if (group != null) {
				this.watch.remove(group);
			}
		}

		void close() {
			this.watch.close();
			this.launcher.close();
			this.groups.removeParent();
			this.instance.delete();
		}

	}

}
