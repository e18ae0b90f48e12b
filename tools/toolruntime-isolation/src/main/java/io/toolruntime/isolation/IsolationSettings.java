package io.toolruntime.isolation;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What holds for all children of an application.
 *
 * @param maxChildren children at once
 * @param idle how long a child that nobody needs lives
 * @param maxCalls calls that a child serves before another takes its place
 * @param archive whether classes are put into an archive that later children start from
 * @param otherUser whether children run as another user where that is possible
 * @param jvmArguments arguments of the children's virtual machine
 * @param mdcKeys keys of the log's context that children get
 */
public record IsolationSettings(int maxChildren, Duration idle, int maxCalls, boolean archive, boolean otherUser,
		List<String> jvmArguments, Set<String> mdcKeys) {

	/** What holds where nobody says otherwise. */
	public static final IsolationSettings DEFAULTS = new IsolationSettings(16, Duration.ofSeconds(60), 1000, true, true,
			List.of(), Set.of("traceId", "spanId"));

	public IsolationSettings {
		if (maxChildren < 1 || maxCalls < 1 || idle.isNegative() || idle.isZero()) {
			throw new IllegalArgumentException("max-children, max-calls and idle of children must be more than 0");
		}
		jvmArguments = List.copyOf(jvmArguments);
		mdcKeys = Set.copyOf(mdcKeys);
	}

	/**
	 * Returns these with another idle time.
	 * @param idle how long a child that nobody needs lives
	 * @return the new settings
	 */
	public IsolationSettings withIdle(Duration idle) {
		return new IsolationSettings(this.maxChildren, idle, this.maxCalls, this.archive, this.otherUser,
				this.jvmArguments, this.mdcKeys);
	}

	/**
	 * Returns these with another number of children.
	 * @param maxChildren children at once
	 * @return the new settings
	 */
	public IsolationSettings withMaxChildren(int maxChildren) {
		return new IsolationSettings(maxChildren, this.idle, this.maxCalls, this.archive, this.otherUser,
				this.jvmArguments, this.mdcKeys);
	}

}
