package io.toolruntime.limit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Which limits were enforced on an execution, by which mechanism, and seen by whom. Has
 * an entry for every {@link Limit}.
 */
public final class LimitsEnforced {

	private final Map<Limit, Enforcement> enforcements;

	private LimitsEnforced(Map<Limit, Enforcement> enforcements) {
		this.enforcements = Collections.unmodifiableMap(enforcements);
	}

	/**
	 * Starts from nothing enforced: what {@code limits} asks for is {@code not_enforced},
	 * the rest {@code not_requested}.
	 * @param limits the effective limits
	 * @return the start, to be completed by {@link #with}
	 */
	public static LimitsEnforced nothing(Limits limits) {
		Map<Limit, Enforcement> map = new EnumMap<>(Limit.class);
		for (Limit limit : Limit.values()) {
			Object requested = limits.value(limit);
			map.put(limit, (requested != null || !limit.isQuantity())
					? Enforcement.notEnforced(requested, "nothing enforces it") : Enforcement.notRequested());
		}
		return new LimitsEnforced(map);
	}

	/**
	 * Replaces one entry.
	 * @param limit which
	 * @param enforcement how it was held
	 * @return the new whole
	 */
	public LimitsEnforced with(Limit limit, Enforcement enforcement) {
		Map<Limit, Enforcement> map = new EnumMap<>(this.enforcements);
		map.put(limit, enforcement);
		return new LimitsEnforced(map);
	}

	/**
	 * Replaces several entries.
	 * @param entries how each was held
	 * @return the new whole
	 */
	public LimitsEnforced with(Map<Limit, Enforcement> entries) {
		Map<Limit, Enforcement> map = new EnumMap<>(this.enforcements);
		map.putAll(entries);
		return new LimitsEnforced(map);
	}

	/**
	 * Returns one entry.
	 * @param limit which
	 * @return how it was held
	 */
	public Enforcement get(Limit limit) {
		return Objects.requireNonNull(this.enforcements.get(limit));
	}

	/**
	 * Tells whether a limit held.
	 * @param limit which
	 * @return whether its status is {@code enforced}
	 */
	public boolean isEnforced(Limit limit) {
		return get(limit).status() == Enforcement.Status.ENFORCED;
	}

	/**
	 * Returns all entries by their names in JSON.
	 * @return the entries, in the order of {@link Limit}
	 */
	public Map<String, Enforcement> asMap() {
		Map<String, Enforcement> map = new LinkedHashMap<>();
		this.enforcements.forEach((limit, enforcement) -> map.put(limit.key(), enforcement));
		return map;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof LimitsEnforced that && this.enforcements.equals(that.enforcements);
	}

	@Override
	public int hashCode() {
		return this.enforcements.hashCode();
	}

	@Override
	public String toString() {
		return asMap().toString();
	}

}
