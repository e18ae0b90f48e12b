package io.toolruntime.tool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds tools by the words of their name, namespace, title, tags, parameters and
 * description. A tool matches if one of the words does; more and better matches come
 * first.
 */
final class WordToolSearch implements ToolSearch {

	/** Beyond it, nobody describes a tool any more. */
	private static final int MAX_TEXT = 10_000;

	private static final int MAX_QUERY_WORDS = 32;

	private static final int EXACT = 100_000;

	@Override
	public Index index(List<ToolDescriptor> tools) {
		List<Entry> entries = tools.stream().map(Entry::of).toList();
		return (query) -> rank(entries, query);
	}

	private static List<ToolDescriptor> rank(List<Entry> entries, String query) {
		String whole = query.strip().toLowerCase(Locale.ROOT);
		List<String> words = words(query).stream().limit(MAX_QUERY_WORDS).toList();
		List<Match> matches = new ArrayList<>();
		for (Entry entry : entries) {
			int score = entry.score(whole, words);
			if (score > 0) {
				matches.add(new Match(entry.tool(), score));
			}
		}
		matches.sort(Comparator.comparingInt(Match::score).reversed().thenComparing((match) -> match.tool().id()));
		return matches.stream().map(Match::tool).toList();
	}

	/*
	 * "findOrder", "find_order" and "find order" are the same two words.
	 */
	private static Set<String> words(String text) {
		String separated = PlainText.abbreviate(text, MAX_TEXT).replaceAll("(\\p{Ll}|\\d)(\\p{Lu})", "$1 $2");
		Set<String> words = new LinkedHashSet<>();
		for (String word : separated.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
			if (!word.isEmpty()) {
				words.add(word);
			}
		}
		return words;
	}

	private record Match(ToolDescriptor tool, int score) {
	}

	private record Entry(ToolDescriptor tool, Set<String> name, Set<String> namespace, Set<String> tags,
			Set<String> parameters, Set<String> description) {

		static Entry of(ToolDescriptor tool) {
			String title = (tool.title() != null) ? tool.title() : "";
			return new Entry(tool, words(tool.id().name()), words(tool.id().namespace()),
					words(String.join(" ", tool.tags())), words(parameters(tool)),
					words(title + " " + tool.description()));
		}

		private static String parameters(ToolDescriptor tool) {
			return (tool.inputSchema().get("properties") instanceof Map<?, ?> properties)
					? String.join(" ", properties.keySet().stream().map(String::valueOf).toList()) : "";
		}

		int score(String whole, List<String> words) {
			ToolId id = this.tool.id();
			boolean exact = words.equals(List.copyOf(this.name)) || whole.equals(id.name().toLowerCase(Locale.ROOT))
					|| whole.equals(id.toString().toLowerCase(Locale.ROOT));
			int score = exact ? EXACT : 0;
			for (String word : words) {
				score += score(word, this.name, 100) + score(word, this.namespace, 50) + score(word, this.tags, 50)
						+ score(word, this.parameters, 20) + score(word, this.description, 10);
			}
			return score;
		}

		private static int score(String word, Set<String> field, int weight) {
			if (field.contains(word)) {
				return weight;
			}
			for (String candidate : field) {
				if (isAlike(word, candidate)) {
					return weight / 2;
				}
			}
			return 0;
		}

		/*
		 * "order" finds "orders" and "reorder", and "orders" finds "order"; "a" finds
		 * neither "day" nor "amount".
		 */
		private static boolean isAlike(String word, String candidate) {
			return (word.length() >= 3 && candidate.contains(word))
					|| (candidate.length() >= 4 && word.startsWith(candidate));
		}

	}

}
