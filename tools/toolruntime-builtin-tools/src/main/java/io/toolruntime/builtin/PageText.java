package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/**
 * What a person would read of a page: no scripts, no navigation, nothing that is hidden.
 *
 * @param title the page's title, may be empty
 * @param text the text, with headings and lists as in Markdown
 * @param links addresses that it links to, with their texts
 */
record PageText(String title, String text, Map<String, String> links) {

	private static final String NOT_READ = "script, style, noscript, template, iframe, object, embed, svg, canvas, nav,"
			+ " aside, footer, form, button, select, dialog, [hidden], [aria-hidden=true], [role=navigation],"
			+ " [role=banner]";

	private static final String MAIN = "main, article, [role=main]";

	private static final int MOST_LINKS = 200;

	/** Part of the page's text that what calls itself the main part has at least. */
	private static final double MAIN_PART = 0.3;

	/**
	 * Reads a page.
	 * @param html the page
	 * @param url where it came from, which links are relative to
	 * @return what is in it
	 */
	static PageText of(String html, String url) {
		Document document = Jsoup.parse(html, url);
		document.select(NOT_READ).remove();
		document.select("[style]").stream().filter(PageText::isHidden).forEach(Element::remove);
		Element body = document.body();
		Element main = body.select(MAIN).first();
		Element read = (main != null && main.text().length() > body.text().length() * MAIN_PART) ? main : body;
		Map<String, String> links = new LinkedHashMap<>();
		for (Element link : read.select("a[href]")) {
			String target = link.absUrl("href");
			if (links.size() < MOST_LINKS && (target.startsWith("http://") || target.startsWith("https://"))) {
				links.putIfAbsent(target, link.text());
			}
		}
		Writer writer = new Writer();
		read.traverse(writer);
		return new PageText(document.title(), writer.text(), links);
	}

	private static boolean isHidden(Element element) {
		String style = element.attr("style").toLowerCase(Locale.ROOT).replaceAll("\\s", "");
		return style.contains("display:none") || style.contains("visibility:hidden") || style.contains("font-size:0")
				|| style.contains("opacity:0;") || style.endsWith("opacity:0");
	}

	/** Writes text as it comes. */
	private static final class Writer implements NodeVisitor {

		private final StringBuilder text = new StringBuilder();

		private int preformatted;

		@Override
		public void head(Node node, int depth) {
			if (node instanceof TextNode content) {
				append(content);
			}
			else if (node instanceof Element element) {
				begin(element);
			}
		}

		private void append(TextNode content) {
			if (this.preformatted > 0) {
				this.text.append(content.getWholeText());
				return;
			}
			String words = content.getWholeText().replaceAll("\\s+", " ");
			boolean atStart = this.text.isEmpty() || Character.isWhitespace(this.text.charAt(this.text.length() - 1));
			this.text.append(atStart ? words.stripLeading() : words);
		}

		private void begin(Element element) {
			switch (element.normalName()) {
				case "h1", "h2", "h3", "h4", "h5", "h6" ->
					paragraph("#".repeat(element.normalName().charAt(1) - '0') + " ");
				case "li" -> line("- ");
				case "pre" -> {
					paragraph("");
					this.preformatted++;
				}
				case "br", "tr", "dt", "dd" -> line("");
				case "td", "th" -> cell();
				default -> {
					if (element.isBlock()) {
						paragraph("");
					}
				}
			}
		}

		@Override
		public void tail(Node node, int depth) {
			if (node instanceof Element element) {
				if (element.normalName().equals("pre")) {
					this.preformatted--;
				}
				if (element.isBlock() && !element.normalName().equals("li")
						&& !element.normalName().matches("t[rdh]")) {
					paragraph("");
				}
			}
		}

		private void cell() {
			if (!this.text.isEmpty() && this.text.charAt(this.text.length() - 1) != '\n') {
				this.text.append(" | ");
			}
		}

		private void line(String beginning) {
			if (!this.text.isEmpty() && this.text.charAt(this.text.length() - 1) != '\n') {
				this.text.append('\n');
			}
			this.text.append(beginning);
		}

		private void paragraph(String beginning) {
			// A paragraph in an item of a list begins where the item does
			if (!this.text.isEmpty() && !this.text.substring(Math.max(0, this.text.length() - 2)).equals("- ")) {
				line("");
				if (this.text.length() < 2 || this.text.charAt(this.text.length() - 2) != '\n') {
					this.text.append('\n');
				}
			}
			this.text.append(beginning);
		}

		String text() {
			List<String> lines = new ArrayList<>();
			this.text.toString().lines().map(String::stripTrailing).forEach(lines::add);
			return String.join("\n", lines).replaceAll("\n{3,}", "\n\n").strip();
		}

	}

}
