package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Says where a search goes on. Only good for the very list it was made for: the same
 * query, by somebody who sees the same tools, before anything changed. Otherwise a page
 * could skip tools or repeat them.
 */
final class SearchCursor {

	private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\.([A-Za-z0-9_-]{16})");

	private final String version;

	private final String query;

	private final List<ToolDescriptor> found;

	private @Nullable String fingerprint;

	SearchCursor(String version, String query, List<ToolDescriptor> found) {
		this.version = version;
		this.query = query;
		this.found = found;
	}

	String at(int offset) {
		return offset + "." + fingerprint();
	}

	int offset(String cursor) {
		Matcher matcher = FORM.matcher(cursor);
		if (matcher.matches() && matcher.group(2).equals(fingerprint())) {
			int offset = Integer.parseInt(matcher.group(1));
			if (offset > 0 && offset < this.found.size()) {
				return offset;
			}
		}
		throw new IllegalArgumentException("cursor is not valid here: it was given for another query, or the tools have"
				+ " changed since. Search again without it");
	}

	private String fingerprint() {
		String fingerprint = this.fingerprint;
		if (fingerprint == null) {
			List<Object> parts = new ArrayList<>(List.of(this.version, this.query));
			this.found.forEach((tool) -> parts.add(tool.id()));
			fingerprint = Fingerprint.of(parts);
			this.fingerprint = fingerprint;
		}
		return fingerprint;
	}

}
