package io.toolruntime.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Finds the addresses of a name. It is asked once for a connection, only for names that
 * are allowed, never for those that are pinned to an address; what it answers is checked
 * before it is used.
 */
@FunctionalInterface
public interface HostResolver {

	/**
	 * Finds the addresses of a name. May take its time: whoever waits gives up after the
	 * connect timeout.
	 * @param name a valid name of the DNS in lower case, without a trailing dot
	 * @return its addresses, the best first; empty if it has none
	 * @throws UnknownHostException if there is no such name, or nobody to ask
	 */
	List<InetAddress> resolve(String name) throws UnknownHostException;

	/**
	 * Returns the resolver of the Java runtime, {@link InetAddress#getAllByName}, with
	 * its cache.
	 * @return the resolver
	 */
	static HostResolver system() {
		return (name) -> List.of(InetAddress.getAllByName(name));
	}

}
