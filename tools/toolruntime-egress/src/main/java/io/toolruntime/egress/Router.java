package io.toolruntime.egress;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds the addresses at which a target may be reached. */
final class Router {

	private final EgressPolicy policy;

	private final Lookups lookups;

	/**
	 * Creates it.
	 * @param policy what may be reached
	 * @param lookups finds the addresses of names
	 */
	Router(EgressPolicy policy, Lookups lookups) {
		this.policy = policy;
		this.lookups = lookups;
	}

	/**
	 * Finds the addresses of a target. What is not allowed is never looked up, because
	 * the look-up itself would tell somebody something.
	 * @param target where a connection is to go
	 * @param most how long it may take
	 * @return addresses that are allowed, at least one; nobody may look them up again
	 * @throws Refusal if there are none
	 */
	List<InetAddress> addresses(Target target, Duration most) throws Refusal {
		List<InetAddress> configured = this.policy.addresses(target);
		if (!configured.isEmpty()) {
			return configured;
		}
		if (!this.policy.allows(target)) {
			throw Refusal.notAllowed(target);
		}
		InetAddress literal = target.host().address();
		List<InetAddress> found = (literal != null) ? List.of(literal) : this.lookups.find(target, most);
		List<InetAddress> open = new ArrayList<>();
		List<String> forbidden = new ArrayList<>();
		for (InetAddress address : found) {
			String use = SpecialAddresses.use(address);
			if (use == null) {
				/* Without the name that it came with, and without a zone */
				open.add(AddressLiteral.address(address.getAddress()));
			}
			else {
				forbidden.add(address.getHostAddress() + " is not public (" + use + ")");
			}
		}
		if (open.isEmpty()) {
			throw Refusal.forbidden(target, target + " is at no public address: "
					+ String.join("; ", forbidden.subList(0, Math.min(forbidden.size(), 4))));
		}
		return open;
	}

}
