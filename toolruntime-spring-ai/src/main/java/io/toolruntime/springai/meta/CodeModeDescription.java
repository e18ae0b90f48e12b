package io.toolruntime.springai.meta;

import java.util.Collection;
import java.util.List;

/**
 * Tells a model how to write code that calls tools, in a length that does not grow with
 * the tools there are.
 */
final class CodeModeDescription {

	/** The longest description, in characters. */
	static final int MAX_LENGTH = 1500;

	private static final String PYTHON = "python";

	private static final String TYPESCRIPT = "typescript";

	private final Collection<String> languages;

	private final String defaultLanguage;

	CodeModeDescription(Collection<String> languages, String defaultLanguage) {
		this.languages = languages;
		this.defaultLanguage = defaultLanguage;
	}

	/**
	 * Writes the description.
	 * @param namespaces the tools' namespaces, of which as many are named as fit
	 * @return at most {@link #MAX_LENGTH} characters
	 */
	String text(List<String> namespaces) {
		boolean python = this.languages.contains(PYTHON);
		boolean javascript = !python || this.languages.size() > 1;
		StringBuilder text = new StringBuilder("Runs code in a sandbox and returns its value and output. One execution "
				+ "can call many tools, loop over pages, filter and combine results: prefer it to many single calls, "
				+ "and return only what is needed.\n");
		text.append("Languages: ").append(languageList()).append(".\n");
		text.append("A tool such as orders:find_order is a function: ");
		if (javascript) {
			text.append("`await tools.orders.find_order({id: 1})` in ")
				.append(this.languages.contains(TYPESCRIPT) ? "JavaScript and TypeScript" : "JavaScript")
				.append(" (several at once with Promise.all)");
		}
		text.append((javascript && python) ? ", " : "");
		if (python) {
			text.append("`tools.orders.find_order(id=1)` in Python");
		}
		text.append(". Characters that no identifier may have become `_`.\n");
		text.append("To find tools, in the code: ");
		if (javascript) {
			text.append("`await gateway.searchTools(\"words\")` gives {tools: [{id, summary}]}, "
					+ "`await gateway.describeTool(id, \"schema\")` its arguments");
		}
		text.append((javascript && python) ? "; in Python " : "");
		if (python) {
			text.append("`gateway.search_tools(\"words\")` and `gateway.describe_tool(id, \"schema\")`");
		}
		text.append(".\nThe value is what the code ");
		text.append(javascript ? "`return`s" : "");
		text.append((javascript && python) ? ", or in Python " : "");
		text.append(python ? "has as its last expression" : "");
		text.append("; `input` is the input argument. A failed call throws ToolError with code and message. There is "
				+ "no network and no file of the host: only tools.");
		appendNamespaces(text, namespaces);
		return text.toString();
	}

	private String languageList() {
		StringBuilder list = new StringBuilder(this.defaultLanguage).append(" (default)");
		for (String language : this.languages) {
			if (!language.equals(this.defaultLanguage) && list.length() + language.length() < 120) {
				list.append(", ").append(language);
			}
		}
		return list.toString();
	}

	private static void appendNamespaces(StringBuilder text, List<String> namespaces) {
		String start = "\nNamespaces of tools: ";
		StringBuilder list = new StringBuilder();
		int named = 0;
		for (String namespace : namespaces) {
			String item = ((named > 0) ? ", " : "") + namespace;
			String rest = more(namespaces.size() - named - 1);
			if (text.length() + start.length() + list.length() + item.length() + rest.length() + 1 > MAX_LENGTH) {
				break;
			}
			list.append(item);
			named++;
		}
		if (named > 0) {
			text.append(start).append(list).append(more(namespaces.size() - named)).append('.');
		}
	}

	private static String more(int count) {
		return (count > 0) ? " and " + count + " more" : "";
	}

}
