package io.toolruntime.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.toolruntime.limit.Enforcement;
import io.toolruntime.limit.Enforcement.Observer;
import io.toolruntime.limit.Limit;
import io.toolruntime.limit.Limits;
import io.toolruntime.limit.Quantity;

/**
 * The control group of one sandbox. Version 1 has a folder for each controller, version 2
 * one for all.
 */
public final class ControlGroup implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ControlGroup.class);

	/** systemd rounds quotas up to hundredths of a processor. */
	private static final double CPU_TOLERANCE = 0.01 + 1e-6;

	/** The kernel counts memory in pages, which are of this size or a multiple. */
	private static final long PAGE = 64 << 10;

	private static final Duration LONGEST_REMOVAL = Duration.ofSeconds(5);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

	private final Map<Controller, Controller.Hierarchy> folders;

	/** The most that was counted: the kernel forgets with the last process. */
	private final AtomicLong memoryKills = new AtomicLong();

	private final AtomicLong processRefusals = new AtomicLong();

	/** What holds now, as it was read back. */
	private volatile Limits limits = Limits.NONE;

	/**
	 * Creates it. Touches nothing.
	 * @param folders its folder in the hierarchy of each controller
	 */
	public ControlGroup(Map<Controller, Controller.Hierarchy> folders) {
		this.folders = folders;
	}

	/**
	 * Creates it.
	 * @param limits its limits
	 * @throws IOException if it cannot be created, or a limit does not read back as it
	 * was written
	 */
	public void create(Limits limits) throws IOException {
		for (Path folder : paths()) {
			Files.createDirectory(folder);
		}
		apply(limits);
	}

	private List<Path> paths() {
		return this.folders.values().stream().map(Controller.Hierarchy::parent).distinct().toList();
	}

	/**
	 * Lists where a process enters it.
	 * @return the files to write the process to
	 */
	public List<Path> entrances() {
		return paths().stream().map((folder) -> folder.resolve("cgroup.procs")).toList();
	}

	/**
	 * Lowers the limits.
	 * @param lowered limits that are no higher
	 * @return whether they hold now
	 */
	public boolean tighten(Limits lowered) {
		try {
			if (isGiven(lowered.memory()) && this.folders.containsKey(Controller.MEMORY)
					&& memoryInUse() > lowered.memoryOrMax()) {
				// Would be killed, or refused
				return false;
			}
			apply(lowered);
			return true;
		}
		catch (IOException | NumberFormatException ex) {
			logger.debug("Limits cannot be lowered to {}", lowered, ex);
			return false;
		}
	}

	private void apply(Limits wanted) throws IOException {
		Controller.Hierarchy memory = this.folders.get(Controller.MEMORY);
		Long bytes = wanted.memory();
		if (memory != null && bytes != null && bytes > 0) {
			applyMemory(memory, bytes);
		}
		Controller.Hierarchy pids = this.folders.get(Controller.PIDS);
		Integer count = wanted.pids();
		if (pids != null && count != null && count > 0) {
			write(pids.parent().resolve("pids.max"), Integer.toString(count));
			requireEqual(Limit.PIDS, count, number(pids.parent().resolve("pids.max")), 0);
		}
		Controller.Hierarchy cpu = this.folders.get(Controller.CPU);
		Double share = wanted.cpus();
		if (cpu != null && share != null && share > 0) {
			applyCpus(cpu, share);
		}
		this.limits = wanted;
	}

	private void applyMemory(Controller.Hierarchy memory, long bytes) throws IOException {
		Path limit = memory.parent().resolve(memory.unified() ? "memory.max" : "memory.limit_in_bytes");
		write(limit, Long.toString(bytes));
		requireEqual(Limit.MEMORY, bytes, number(limit), PAGE);
		if (memory.limitsSwap()) {
			// Swap is no way out; version 1 counts memory and swap together
			long most = memory.unified() ? 0 : bytes;
			Path swap = memory.parent().resolve(memory.swapLimit());
			write(swap, Long.toString(most));
			requireEqual(Limit.MEMORY, most, number(swap), memory.unified() ? 0 : PAGE);
		}
		if (memory.unified()) {
			// All of it dies, not one process of it
			write(memory.parent().resolve("memory.oom.group"), "1");
		}
	}

	private void applyCpus(Controller.Hierarchy cpu, double share) throws IOException {
		CpuQuota quota = CpuQuota.of(share);
		if (cpu.unified()) {
			write(cpu.parent().resolve("cpu.max"), quota.quota() + " " + quota.period());
		}
		else {
			write(cpu.parent().resolve("cpu.cfs_period_us"), Long.toString(quota.period()));
			write(cpu.parent().resolve("cpu.cfs_quota_us"), Long.toString(quota.quota()));
		}
		CpuQuota read = readCpus(cpu);
		requireEqual(Limit.CPUS, quota.quota(), read.quota(), 0);
		requireEqual(Limit.CPUS, quota.period(), read.period(), 0);
	}

	private static CpuQuota readCpus(Controller.Hierarchy cpu) throws IOException {
		if (!cpu.unified()) {
			return new CpuQuota(number(cpu.parent().resolve("cpu.cfs_quota_us")),
					number(cpu.parent().resolve("cpu.cfs_period_us")));
		}
		String text = text(cpu.parent().resolve("cpu.max"));
		String[] read = text.split(" ");
		try {
			// Of a group without a limit it is the word max
			return read[0].equals("max") ? CpuQuota.NONE
					: new CpuQuota(Long.parseLong(read[0]), Long.parseLong(read[1]));
		}
		catch (NumberFormatException | ArrayIndexOutOfBoundsException ex) {
			throw new IOException("cpu.max is " + text, ex);
		}
	}

	/**
	 * Looks whether limits that somebody else has set are really those of this group.
	 * @param wanted the limits
	 * @throws IOException if one that is wanted is not held by this group, with what the
	 * group says instead
	 */
	public void require(Limits wanted) throws IOException {
		Controller.Hierarchy memory = this.folders.get(Controller.MEMORY);
		if (memory != null && isGiven(wanted.memory())) {
			requireMemory(memory, wanted.memoryOrMax());
		}
		Controller.Hierarchy pids = this.folders.get(Controller.PIDS);
		if (pids != null && isGiven(wanted.pids())) {
			requireEqual(Limit.PIDS, Objects.requireNonNull(wanted.pids()), most(pids.parent().resolve("pids.max")), 0);
		}
		Controller.Hierarchy cpu = this.folders.get(Controller.CPU);
		if (cpu != null && isGiven(wanted.cpus())) {
			CpuQuota read = readCpus(cpu);
			double share = Objects.requireNonNull(wanted.cpus());
			if (Math.abs(read.share() - share) > CPU_TOLERANCE) {
				throw differs(Limit.CPUS, share, read.quota() < 0 ? "no quota" : read.share());
			}
		}
		this.limits = wanted;
		if (!holdsAllOf(wanted)) {
			throw new IOException("It is in no control group for " + missing(wanted));
		}
	}

	private void requireMemory(Controller.Hierarchy memory, long bytes) throws IOException {
		Path limit = memory.parent().resolve(memory.unified() ? "memory.max" : "memory.limit_in_bytes");
		requireEqual(Limit.MEMORY, bytes, most(limit), PAGE);
		if (memory.limitsSwap()) {
			requireEqual(Limit.MEMORY, memory.unified() ? 0 : bytes, most(memory.parent().resolve(memory.swapLimit())),
					PAGE);
		}
	}

	private String missing(Limits wanted) {
		List<String> missing = new ArrayList<>();
		for (Limit limit : new Limit[] { Limit.MEMORY, Limit.PIDS, Limit.CPUS }) {
			boolean given = switch (limit) {
				case MEMORY -> isGiven(wanted.memory());
				case PIDS -> isGiven(wanted.pids());
				default -> isGiven(wanted.cpus());
			};
			if (given && !holds(limit)) {
				missing.add(limit.key());
			}
		}
		return String.join(", ", missing);
	}

	/* Without a limit, version 2 and pids.max say max. */
	private static long most(Path file) throws IOException {
		return text(file).equals("max") ? Long.MAX_VALUE : number(file);
	}

	private static void requireEqual(Limit limit, long written, long read, long tolerance) throws IOException {
		if (Math.abs(written - read) > tolerance) {
			throw differs(limit, written, read);
		}
	}

	private static IOException differs(Limit limit, Object given, Object read) {
		return new IOException("The control group was given " + limit.key() + " " + given + " and says " + read);
	}

	/**
	 * Tells whether a limit is held by this group.
	 * @param limit memory, pids or cpus
	 * @return whether it was asked for, and there is a controller for it
	 */
	public boolean holds(Limit limit) {
		return switch (limit) {
			case MEMORY -> isGiven(this.limits.memory()) && this.folders.containsKey(Controller.MEMORY);
			case PIDS -> isGiven(this.limits.pids()) && this.folders.containsKey(Controller.PIDS);
			case CPUS -> isGiven(this.limits.cpus()) && this.folders.containsKey(Controller.CPU);
			default -> false;
		};
	}

	/**
	 * Tells whether this group holds all that is asked of it.
	 * @param wanted the limits
	 * @return whether there is a controller for each of memory, pids and cpus that is
	 * limited
	 */
	public boolean holdsAllOf(Limits wanted) {
		return (!isGiven(wanted.memory()) || holds(Limit.MEMORY)) && (!isGiven(wanted.pids()) || holds(Limit.PIDS))
				&& (!isGiven(wanted.cpus()) || holds(Limit.CPUS));
	}

	private static boolean isGiven(@Nullable Number quantity) {
		return quantity != null && quantity.doubleValue() > 0;
	}

	/**
	 * Reads the limits and the peaks.
	 * @return an entry for each limit that this group holds
	 */
	public Map<Limit, Enforcement> evidence() {
		Map<Limit, Enforcement> entries = new EnumMap<>(Limit.class);
		for (Limit limit : new Limit[] { Limit.MEMORY, Limit.PIDS, Limit.CPUS }) {
			if (holds(limit)) {
				try {
					entries.put(limit, evidence(limit));
				}
				catch (IOException | NumberFormatException ex) {
					logger.debug("{} cannot be read back", limit.key(), ex);
				}
			}
		}
		return entries;
	}

	private Enforcement evidence(Limit limit) throws IOException {
		Object requested = this.limits.value(limit);
		if (limit == Limit.MEMORY) {
			Controller.Hierarchy memory = hierarchy(Controller.MEMORY);
			String file = memory.unified() ? "memory.max" : "memory.limit_in_bytes";
			Path peak = memory.parent().resolve(memory.unified() ? "memory.peak" : "memory.max_usage_in_bytes");
			return Enforcement.measured(requested, "cgroup " + file, Observer.HOST,
					Quantity.formatBytes(number(memory.parent().resolve(file))),
					Files.exists(peak) ? Quantity.formatBytes(number(peak)) : null);
		}
		if (limit == Limit.PIDS) {
			Path folder = hierarchy(Controller.PIDS).parent();
			Path peak = folder.resolve("pids.peak");
			return Enforcement.measured(requested, "cgroup pids.max", Observer.HOST, number(folder.resolve("pids.max")),
					Files.exists(peak) ? number(peak) : null);
		}
		Controller.Hierarchy cpu = hierarchy(Controller.CPU);
		return Enforcement.measured(requested, cpu.unified() ? "cgroup cpu.max" : "cgroup cpu.cfs_quota_us",
				Observer.HOST, readCpus(cpu).share(), null);
	}

	private Controller.Hierarchy hierarchy(Controller controller) {
		Controller.Hierarchy hierarchy = this.folders.get(controller);
		if (hierarchy == null) {
			throw new IllegalStateException("There is no " + controller.key() + " here");
		}
		return hierarchy;
	}

	/**
	 * Counts the processes that the kernel killed here for want of memory.
	 * @return the count; of a group that is gone, what was counted last
	 */
	public long memoryKills() {
		Controller.Hierarchy memory = this.folders.get(Controller.MEMORY);
		return (memory == null) ? 0 : most(this.memoryKills, counter(
				memory.parent().resolve(memory.unified() ? "memory.events" : "memory.oom_control"), "oom_kill"));
	}

	/**
	 * Tells whether someone must look whether memory ran out: version 1 kills one process
	 * and leaves the others alone.
	 * @return whether the kernel does not kill all of it by itself
	 */
	public boolean killsOneByOne() {
		Controller.Hierarchy memory = this.folders.get(Controller.MEMORY);
		return memory != null && !memory.unified() && holds(Limit.MEMORY);
	}

	/**
	 * Counts how often a process or thread could not be started.
	 * @return the count; of a group that is gone, what was counted last
	 */
	public long processRefusals() {
		Controller.Hierarchy pids = this.folders.get(Controller.PIDS);
		return (pids == null) ? 0 : most(this.processRefusals, counter(pids.parent().resolve("pids.events"), "max"));
	}

	private static long most(AtomicLong counted, long now) {
		return counted.accumulateAndGet(now, Math::max);
	}

	private static long counter(Path file, String name) {
		try {
			for (String line : Files.readAllLines(file)) {
				if (line.startsWith(name + " ")) {
					return Long.parseLong(line.substring(name.length() + 1).trim());
				}
			}
		}
		catch (IOException | NumberFormatException ex) {
			logger.debug("{} cannot be read", file, ex);
		}
		return 0;
	}

	private long memoryInUse() throws IOException {
		Controller.Hierarchy memory = hierarchy(Controller.MEMORY);
		return number(memory.parent().resolve(memory.unified() ? "memory.current" : "memory.usage_in_bytes"));
	}

	/**
	 * Lists the processes in it.
	 * @return their ids; 0 is one that cannot be seen from here
	 * @throws IOException if they cannot be listed
	 */
	public List<Long> processes() throws IOException {
		List<Long> pids = new ArrayList<>();
		for (Path folder : paths()) {
			pids.addAll(processes(folder));
		}
		return pids.stream().distinct().toList();
	}

	private static List<Long> processes(Path folder) throws IOException {
		try {
			return Files.readAllLines(folder.resolve("cgroup.procs")).stream().map(Long::valueOf).toList();
		}
		catch (NoSuchFileException ex) {
			// A group that is gone has none
			return List.of();
		}
		catch (IOException ex) {
			if (Files.notExists(folder)) {
				return List.of();
			}
			throw ex;
		}
		catch (NumberFormatException ex) {
			throw new IOException(ex);
		}
	}

	/**
	 * Kills all processes in it, and lets no more begin.
	 * @return whether none is left
	 */
	public boolean end() {
		Controller.Hierarchy pids = this.folders.get(Controller.PIDS);
		if (pids != null) {
			try {
				write(pids.parent().resolve("pids.max"), "0");
			}
			catch (IOException ex) {
				logger.debug("No limit on processes while they are killed", ex);
			}
		}
		return kill();
	}

	/**
	 * Kills all processes in it.
	 * @return whether none is left
	 */
	public boolean kill() {
		for (Path folder : paths()) {
			killAll(folder);
		}
		return ProcessTree.killUntilNoneIsLeft(this::processes);
	}

	private static void killAll(Path folder) {
		Path all = folder.resolve("cgroup.kill");
		if (Files.exists(all)) {
			try {
				Files.writeString(all, "1");
			}
			catch (IOException ex) {
				logger.debug("{} cannot be written", all, ex);
			}
		}
	}

	/** Kills what is in it, and removes it if nothing is left. */
	@Override
	public void close() {
		if (end()) {
			paths().forEach(ControlGroup::remove);
		}
		else {
			logger.warn("Processes in {} cannot be killed", paths());
		}
	}

	/**
	 * Removes a group, and whatever still runs in it.
	 * @param folder its folder
	 */
	public static void remove(Path folder) {
		killAll(folder);
		if (!ProcessTree.killUntilNoneIsLeft(() -> processes(folder))) {
			logger.warn("Processes in {} cannot be killed", folder);
			return;
		}
		long deadline = System.nanoTime() + LONGEST_REMOVAL.toNanos();
		while (true) {
			try {
				Files.delete(folder);
				return;
			}
			catch (NoSuchFileException ex) {
				return;
			}
			catch (IOException ex) {
				// Busy until the last process has been buried
				if (System.nanoTime() > deadline) {
					logger.warn("The control group {} cannot be removed: {}", folder, ex.toString());
					return;
				}
				LockSupport.parkNanos(PAUSE);
			}
		}
	}

	private static long number(Path file) throws IOException {
		String text = text(file);
		try {
			return Long.parseLong(text);
		}
		catch (NumberFormatException ex) {
			throw new IOException(file + " is " + text, ex);
		}
	}

	private static String text(Path file) throws IOException {
		return Files.readString(file).trim();
	}

	private static void write(Path file, String value) throws IOException {
		Files.writeString(file, value);
	}

}
