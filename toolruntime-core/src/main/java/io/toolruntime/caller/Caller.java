package io.toolruntime.caller;

import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Who asked for an execution or a tool call. Identity comes from the application (a
 * security context, a token), never from a request's own arguments.
 *
 * @param name the caller's name, never empty
 * @param tenant the tenant, or {@code null} in an application without tenants
 * @param authorities what the caller may do, in the application's own terms
 */
public record Caller(String name, @Nullable String tenant, Set<String> authorities) {

	/** A caller that nobody identified. */
	public static final Caller ANONYMOUS = new Caller("anonymous", null, Set.of());

	public Caller {
		if (name.isBlank()) {
			throw new IllegalArgumentException("A caller needs a name; use Caller.ANONYMOUS when there is none");
		}
		authorities = Set.copyOf(authorities);
	}

	/**
	 * Creates a caller without tenant and authorities.
	 * @param name the caller's name
	 * @return the caller
	 */
	public static Caller named(String name) {
		return new Caller(name, null, Set.of());
	}

	/**
	 * Tells whether both names and tenants are equal: the same person or system, whatever
	 * authorities it has at the moment.
	 * @param other another caller
	 * @return whether both are the same
	 */
	public boolean isSameAs(Caller other) {
		return this.name.equals(other.name) && Objects.equals(this.tenant, other.tenant);
	}

}
