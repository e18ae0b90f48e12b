package io.toolruntime.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.toolruntime.Source;
import io.toolruntime.tool.Citation;
import io.toolruntime.tool.ToolErrorCode;
import io.toolruntime.tool.ToolException;

/**
 * What the tools of one execution drew on. Ids are given here and nowhere else, under one
 * lock, so that calls that run at once get different ones for different sources and the
 * same for the same. Safe for use by several threads.
 */
final class CitedSources {

	private static final int MOST = 1000;

	private final Map<String, Integer> ids = new HashMap<>();

	private final Map<Integer, Source> sources = new TreeMap<>();

	private int last;

	/**
	 * Adds a source, or what is new of one that is there.
	 * @param citation what a tool says of it
	 * @return its id
	 * @throws ToolException if there are too many
	 */
	synchronized String add(Citation citation) {
		String key = key(citation.url());
		Integer known = this.ids.get(key);
		if (known != null) {
			this.sources.computeIfPresent(known, (id, source) -> merged(source, citation));
			return Integer.toString(known);
		}
		if (this.sources.size() >= MOST) {
			throw new ToolException(null, ToolErrorCode.OUTPUT_LIMIT,
					"The execution has " + MOST + " sources, and that is the most it can have");
		}
		int id = (citation.id() != null && citation.id() <= MOST && !this.sources.containsKey(citation.id()))
				? citation.id() : this.last + 1;
		this.last = Math.max(this.last, id);
		this.ids.put(key, id);
		this.sources.put(id, new Source(Integer.toString(id), citation.title(), citation.url(), citation.text()));
		return Integer.toString(id);
	}

	private static Source merged(Source source, Citation citation) {
		return new Source(source.id(), longest(source.title(), citation.title()), source.url(),
				longest(source.text(), citation.text()));
	}

	private static @Nullable String longest(@Nullable String one, @Nullable String other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return (other.length() > one.length()) ? other : one;
	}

	synchronized List<Source> list() {
		return new ArrayList<>(this.sources.values());
	}

	/**
	 * Tells sources apart: addresses in the form in which equal ones are written the
	 * same, and files by their paths.
	 * @param url an address or a path
	 * @return what equal ones share
	 */
	static String key(String url) {
		try {
			URI uri = new URI(url).normalize();
			if (uri.getScheme() != null && uri.getHost() != null) {
				return web(uri);
			}
			if (uri.getScheme() != null && !"file".equalsIgnoreCase(uri.getScheme())) {
				return uri.toString();
			}
			return local((uri.getScheme() != null && uri.getPath() != null) ? uri.getPath() : url);
		}
		catch (URISyntaxException ex) {
			return local(url);
		}
	}

	private static String web(URI uri) {
		String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
		String host = uri.getHost().toLowerCase(Locale.ROOT);
		boolean usual = uri.getPort() < 0 || (scheme.equals("http") && uri.getPort() == 80)
				|| (scheme.equals("https") && uri.getPort() == 443);
		String path = (uri.getRawPath() != null) ? uri.getRawPath() : "";
		while (path.endsWith("/")) {
			path = path.substring(0, path.length() - 1);
		}
		String query = (uri.getRawQuery() != null) ? "?" + uri.getRawQuery() : "";
		return scheme + "://" + host + (usual ? "" : ":" + uri.getPort()) + path + query;
	}

	private static String local(String path) {
		try {
			return "local:" + Path.of(path).normalize();
		}
		catch (InvalidPathException ex) {
			return "local:" + path;
		}
	}

}
