package io.toolruntime.linux;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.limit.Limits;

/**
 * Where this process may create control groups, of version 1 and 2, and why not where it
 * may not.
 */
public final class ControlGroups {

	private static final Logger logger = LoggerFactory.getLogger(ControlGroups.class);

	private final Map<Controller, Controller.Hierarchy> hierarchies;

	private final Map<Controller, String> reasons;

	private ControlGroups(Map<Controller, Controller.Hierarchy> hierarchies, Map<Controller, String> reasons) {
		this.hierarchies = hierarchies;
		this.reasons = reasons;
	}

	/**
	 * Looks where groups could be created.
	 * @param mountinfo text of {@code /proc/self/mountinfo}
	 * @param membership text of {@code /proc/self/cgroup}
	 * @param parent the group to create them in, from the root of its hierarchy;
	 * {@code null} for the one that this process is in
	 * @return what was found; nothing has been created yet
	 */
	public static ControlGroups find(String mountinfo, String membership, @Nullable String parent) {
		Map<Controller, Controller.Hierarchy> found = new EnumMap<>(Controller.class);
		Map<Controller, String> reasons = new EnumMap<>(Controller.class);
		for (Controller controller : Controller.values()) {
			Controller.Hierarchy hierarchy = find(controller, mountinfo, membership, parent);
			if (hierarchy == null) {
				reasons.put(controller, "no hierarchy of control groups with " + controller.key() + " is mounted");
			}
			else if (!Files.isDirectory(hierarchy.parent())) {
				reasons.put(controller, "there is no control group " + hierarchy.parent());
			}
			else if (!Files.isWritable(hierarchy.parent())) {
				reasons.put(controller, "the application may not create control groups in " + hierarchy.parent());
			}
			else {
				found.put(controller, hierarchy);
			}
		}
		return new ControlGroups(found, reasons);
	}

	private static Controller.@Nullable Hierarchy find(Controller controller, String mountinfo, String membership,
			@Nullable String parent) {
		Controller.Hierarchy unified = null;
		for (String line : mountinfo.split("\n")) {
			String[] halves = line.split(" - ", 2);
			String[] mount = halves[0].split(" ");
			String[] type = (halves.length == 2) ? halves[1].split(" ") : new String[0];
			if (mount.length < 5 || type.length < 3) {
				continue;
			}
			if (type[0].equals("cgroup") && Arrays.asList(type[2].split(",")).contains(controller.key())) {
				return new Controller.Hierarchy(folder(mount, path(membership, controller.key()), parent), false);
			}
			if (type[0].equals("cgroup2")) {
				Path folder = folder(mount, path(membership, ""), parent);
				if (words(folder.resolve("cgroup.controllers")).contains(controller.key())) {
					unified = new Controller.Hierarchy(folder, true);
				}
			}
		}
		return unified;
	}

	/**
	 * Finds the group that a process is in, to look at it.
	 * @param proc the processes
	 * @param pid the process
	 * @return the group; it holds nothing where it cannot be seen from here
	 * @throws IOException if the process is gone
	 */
	public static ControlGroup of(Proc proc, long pid) throws IOException {
		String mountinfo = proc.read(ProcessHandle.current().pid(), "mountinfo");
		String membership = proc.read(pid, "cgroup");
		Map<Controller, Controller.Hierarchy> folders = new EnumMap<>(Controller.class);
		for (Controller controller : Controller.values()) {
			Controller.Hierarchy hierarchy = find(controller, mountinfo, membership, null);
			// The root of a hierarchy has no limits: being in it is being in none
			if (hierarchy != null && !path(membership, hierarchy.unified() ? "" : controller.key()).equals("/")
					&& Files.isDirectory(hierarchy.parent())) {
				folders.put(controller, new Controller.Hierarchy(hierarchy.parent(), hierarchy.unified(),
						Files.exists(hierarchy.parent().resolve(hierarchy.swapLimit()))));
			}
		}
		return new ControlGroup(folders);
	}

	/* Lines are id:controllers:path; version 2 has no controllers there. */
	private static String path(String membership, String controller) {
		for (String line : membership.split("\n")) {
			String[] parts = line.split(":", 3);
			if (parts.length == 3 && Arrays.asList(parts[1].split(",")).contains(controller)) {
				return parts[2];
			}
		}
		return "/";
	}

	private static Path folder(String[] mount, String own, @Nullable String parent) {
		Path root = Path.of(mount[3]);
		Path path = Path.of((parent != null) ? parent : own).normalize();
		Path mountPoint = Path.of(mount[4]);
		// In a container the mount may begin at its own group
		return mountPoint.resolve(path.startsWith(root) ? root.relativize(path) : Path.of("/").relativize(path));
	}

	/**
	 * Creates the group of an application in each hierarchy, in which those of its
	 * sandboxes will be.
	 * @param name name of the group
	 * @param swap whether the machine has swap, with which a limit on memory alone is
	 * none
	 * @return where groups can be created now
	 */
	public ControlGroups createParent(String name, boolean swap) {
		Map<Controller, Controller.Hierarchy> created = new EnumMap<>(Controller.class);
		Map<Controller, String> failures = new EnumMap<>(this.reasons);
		this.hierarchies.forEach((controller, hierarchy) -> {
			Path folder = hierarchy.parent().resolve(name);
			try {
				if (hierarchy.unified()) {
					delegate(hierarchy.parent(), controller);
				}
				if (!Files.isDirectory(folder)) {
					Files.createDirectory(folder);
				}
				if (hierarchy.unified()) {
					delegate(folder, controller);
				}
				boolean limitsSwap = Files.exists(folder.resolve(hierarchy.swapLimit()));
				if (controller == Controller.MEMORY && swap && !limitsSwap) {
					failures.put(controller,
							"the machine has swap, which its control groups do not limit: there is no "
									+ folder.resolve(hierarchy.swapLimit())
									+ "; turn swap off (swapoff -a), or start the kernel with swapaccount=1");
					removeUnused(folder);
					return;
				}
				created.put(controller, new Controller.Hierarchy(folder, hierarchy.unified(), limitsSwap));
			}
			catch (IOException ex) {
				failures.put(controller,
						"the control group " + folder + " cannot be created: " + ex.getMessage() + (hierarchy.unified()
								? "; delegate a group without processes and name it as cgroup-parent" : ""));
			}
		});
		return new ControlGroups(created, failures);
	}

	/* In version 2 others may want it, and create it again. */
	private static void removeUnused(Path folder) {
		try {
			Files.delete(folder);
		}
		catch (IOException ex) {
			logger.debug("{} stays until the next application starts", folder, ex);
		}
	}

	/* In version 2 a group's children have the controllers that it hands down. */
	private static void delegate(Path folder, Controller controller) throws IOException {
		Path control = folder.resolve("cgroup.subtree_control");
		if (!words(control).contains(controller.key())) {
			Files.writeString(control, "+" + controller.key());
		}
	}

	private static List<String> words(Path file) {
		try {
			return List.of(Files.readString(file).trim().split("\\s+"));
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/**
	 * Creates the group of a sandbox, with its limits.
	 * @param id name of the group
	 * @param limits the limits
	 * @return the group
	 * @throws IOException if it cannot be created, or a limit does not read back as it
	 * was written
	 */
	public ControlGroup create(String id, Limits limits) throws IOException {
		Map<Controller, Controller.Hierarchy> folders = new EnumMap<>(Controller.class);
		this.hierarchies
			.forEach((controller, hierarchy) -> folders.put(controller, hierarchy.at(hierarchy.parent().resolve(id))));
		ControlGroup group = new ControlGroup(folders);
		try {
			group.create(limits);
			return group;
		}
		catch (IOException ex) {
			group.close();
			throw ex;
		}
	}

	/**
	 * Tells whether groups with a controller can be created.
	 * @param controller the controller
	 * @return whether they can
	 */
	public boolean has(Controller controller) {
		return this.hierarchies.containsKey(controller);
	}

	/**
	 * Tells whether there is nothing.
	 * @return whether no group can be created
	 */
	public boolean isEmpty() {
		return this.hierarchies.isEmpty();
	}

	/**
	 * Tells why there is no control group for something.
	 * @param controller what
	 * @return why; empty if there is one
	 */
	public String reason(Controller controller) {
		return this.reasons.getOrDefault(controller, "");
	}

	/**
	 * Describes what there is.
	 * @return such as {@code v1 memory, pids, cpu}
	 */
	public String description() {
		if (this.hierarchies.isEmpty()) {
			return "none";
		}
		return this.hierarchies.entrySet()
			.stream()
			.collect(Collectors.groupingBy((entry) -> entry.getValue().unified() ? "v2" : "v1",
					Collectors.mapping((entry) -> entry.getKey().key(), Collectors.joining(", "))))
			.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining("; "));
	}

	/**
	 * Removes groups with all their processes.
	 * @param name tells which, by their names
	 */
	public void removeIf(Predicate<String> name) {
		Set<Path> parents = new LinkedHashSet<>();
		this.hierarchies.values().forEach((hierarchy) -> parents.add(hierarchy.parent()));
		for (Path parent : parents) {
			for (Path application : folders(parent)) {
				if (name.test(application.getFileName().toString())) {
					folders(application).forEach(ControlGroup::remove);
					ControlGroup.remove(application);
				}
			}
		}
	}

	/** Removes the group of this application, and those of sandboxes that are in it. */
	public void removeParent() {
		this.hierarchies.values().stream().map(Controller.Hierarchy::parent).distinct().forEach((parent) -> {
			folders(parent).forEach(ControlGroup::remove);
			ControlGroup.remove(parent);
		});
	}

	private static List<Path> folders(Path parent) {
		List<Path> folders = new ArrayList<>();
		try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent, Files::isDirectory)) {
			entries.forEach(folders::add);
		}
		catch (IOException | DirectoryIteratorException ex) {
			logger.debug("{} cannot be listed", parent, ex);
		}
		return folders;
	}

}
