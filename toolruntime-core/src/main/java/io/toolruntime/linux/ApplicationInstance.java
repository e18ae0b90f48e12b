package io.toolruntime.linux;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name for this running application that tells, on the same machine, whether it still
 * runs: what it leaves when it is killed can be told from what is in use. A process is
 * known by its PID namespace, its id and when it began.
 */
public final class ApplicationInstance {

	/* PID namespace, process, its start, a random part. */
	private static final Pattern NAME = Pattern.compile("toolruntime-(\\d{1,18})-(\\d{1,18})-(\\d{1,18})-[0-9a-f]{8}");

	private final Proc proc;

	private final String name;

	private ApplicationInstance(Proc proc, String name) {
		this.proc = proc;
		this.name = name;
	}

	/**
	 * Names this application; each time it is called, anew.
	 * @param proc the processes
	 * @return this application
	 */
	public static ApplicationInstance create(Proc proc) {
		long pid = ProcessHandle.current().pid();
		return new ApplicationInstance(proc, "toolruntime-%s-%d-%d-%s".formatted(pidNamespace(proc), pid,
				proc.startTime(pid).orElse(0L), UUID.randomUUID().toString().substring(0, 8)));
	}

	private static String pidNamespace(Proc proc) {
		try {
			return proc.namespace(ProcessHandle.current().pid(), "pid").replaceAll("\\D", "");
		}
		catch (IOException ex) {
			return "0";
		}
	}

	/**
	 * Returns the name.
	 * @return lower case letters, digits and dashes
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Tells whether an application is dead.
	 * @param candidate a name
	 * @return whether it is the name of one that ran here and is gone. A name of another
	 * PID namespace says nothing about who lives there
	 */
	public boolean isDead(String candidate) {
		Matcher matcher = NAME.matcher(candidate);
		if (!matcher.matches() || !this.name.startsWith("toolruntime-" + matcher.group(1) + "-")) {
			return false;
		}
		if (candidate.equals(this.name) || !seesOthers()) {
			return false;
		}
		Optional<Long> started = this.proc.startTime(Long.parseLong(matcher.group(2)));
		return started.isEmpty() || started.get() != Long.parseLong(matcher.group(3));
	}

	/* Where processes of others are hidden, one that is not seen may be there. */
	private boolean seesOthers() {
		return this.proc.startTime(ProcessHandle.current().pid()).isPresent() && this.proc.startTime(1).isPresent();
	}

}
