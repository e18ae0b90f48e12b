package io.toolruntime.tool;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** Tags as they are compared: lower case, dashes for spaces, bounded. */
final class Tags {

	private static final int MAX_TAGS = 20;

	private static final int MAX_LENGTH = 64;

	private Tags() {
	}

	static Set<String> normalise(Collection<String> tags) {
		Set<String> normalised = new LinkedHashSet<>();
		for (String tag : tags) {
			String clean = tag.trim().toLowerCase(Locale.ROOT).replaceAll("\\s+", "-").replaceAll("[^a-z0-9_.-]", "");
			if (!clean.isEmpty() && clean.length() <= MAX_LENGTH && normalised.size() < MAX_TAGS) {
				normalised.add(clean);
			}
		}
		return Collections.unmodifiableSet(normalised);
	}

}
