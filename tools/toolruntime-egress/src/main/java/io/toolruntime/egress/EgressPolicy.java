package io.toolruntime.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The hosts that may be reached. Nothing else may be, and a host only at a public address
 * unless its address is written here. Immutable.
 * <ul>
 * <li>{@code api.example.com}: this name;</li>
 * <li>{@code *.example.com}: the names below it, at any depth, and not itself;</li>
 * <li>{@code 203.0.113.7}, {@code [2001:db8::7]}: this address, also if it is not
 * public;</li>
 * <li>{@code *}: every public address, by whatever name;</li>
 * <li>each with a port, {@code api.example.com:443}, or else at every port;</li>
 * <li>{@code name=address}, {@code name:port=address}: this name, which is at this
 * address and never looked up. A name with several is at all of them.</li>
 * </ul>
 */
public final class EgressPolicy {

	private final List<String> entries;

	private final List<EgressRule> rules;

	private EgressPolicy(List<String> entries) {
		this.rules = entries.stream().map(EgressRule::of).toList();
		this.entries = List.copyOf(entries);
	}

	/**
	 * Creates one from configuration.
	 * @param entries what may be reached, in the forms above; none allows nothing
	 * @return the policy
	 * @throws IllegalArgumentException if one is in no form above; the message names it
	 */
	public static EgressPolicy of(Collection<String> entries) {
		return new EgressPolicy(entries.stream().toList());
	}

	/**
	 * Creates one from configuration.
	 * @param entries what may be reached, in the forms above; none allows nothing
	 * @return the policy
	 * @throws IllegalArgumentException if one is in no form above; the message names it
	 */
	public static EgressPolicy of(String... entries) {
		return new EgressPolicy(Arrays.asList(entries));
	}

	/**
	 * Returns what may be reached.
	 * @return the entries, as they were given
	 */
	public List<String> entries() {
		return this.entries;
	}

	/**
	 * Tells whether a target may be reached if it is at a public address.
	 * @param target where a connection is to go
	 * @return whether it may
	 */
	boolean allows(Target target) {
		return this.rules.stream().anyMatch((rule) -> rule.matches(target));
	}

	/**
	 * Returns the addresses of a target that the configuration itself names, public or
	 * not.
	 * @param target where a connection is to go
	 * @return the addresses; empty if the target may not be reached, or only at public
	 * addresses
	 */
	List<InetAddress> addresses(Target target) {
		return this.rules.stream()
			.filter((rule) -> rule.kind() == EgressRule.Kind.HOST && rule.matches(target))
			.map((rule) -> (rule.pin() != null) ? rule.pin() : target.host().address())
			.filter(Objects::nonNull)
			.distinct()
			.toList();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof EgressPolicy policy && this.rules.equals(policy.rules);
	}

	@Override
	public int hashCode() {
		return this.rules.hashCode();
	}

	@Override
	public String toString() {
		return "EgressPolicy" + this.entries;
	}

}
