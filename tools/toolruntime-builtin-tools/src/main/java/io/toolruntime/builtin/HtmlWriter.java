package io.toolruntime.builtin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.safety.Cleaner;
import org.jsoup.safety.Safelist;

/**
 * Makes pages, of Markdown or HTML. Nothing in them runs, and they load nothing from
 * anywhere.
 */
final class HtmlWriter implements DocumentWriter {

	private static final String POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

	private static final String STYLE = """
			body { font: 16px/1.5 sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }
			table { border-collapse: collapse } td, th { border: 1px solid #999; padding: .2em .5em; text-align: left }
			pre, code { background: #f4f4f4 } pre { padding: .5em; overflow: auto } img { max-width: 100% }
			""";

	@Override
	public String description() {
		return "Writes a page of Markdown or HTML. Scripts, styles, forms and images from elsewhere are taken out of HTML.";
	}

	@Override
	public String extension() {
		return "html";
	}

	@Override
	public String mediaType() {
		return "text/html";
	}

	@Override
	public Schema input(Schema input) {
		return input.required("content", Schema.text("What is in it", LONGEST_TEXT))
			.optional("format",
					Map.<String, Object>of("type", "string", "enum", List.of("markdown", "html"), "description",
							"What the content is (default markdown)"))
			.optional("title", Schema.text("Title of the page", 500));
	}

	@Override
	public Arguments example() {
		return new Arguments(Map.<String, Object>of("content", "# Report\n\nAll is *well*.", "title", "Report"));
	}

	@Override
	public byte[] write(Arguments arguments, CallTime time) {
		String content = arguments.text("content");
		Document page = Document.createShell("");
		page.outputSettings().charset(StandardCharsets.UTF_8);
		page.head().appendElement("meta").attr("charset", "utf-8");
		page.head().appendElement("meta").attr("http-equiv", "Content-Security-Policy").attr("content", POLICY);
		String title = arguments.optionalText("title");
		page.title((title != null) ? title : "");
		page.head().appendElement("style").text(STYLE);
		if ("html".equals(arguments.optionalText("format"))) {
			Safelist kept = Safelist.relaxed()
				.removeProtocols("img", "src", "http", "https")
				.addProtocols("img", "src", "data")
				.addTags("hr", "section", "article", "figure", "figcaption", "header", "main", "mark", "s", "del",
						"ins");
			Document cleaned = new Cleaner(kept).clean(Jsoup.parse(content));
			page.body().insertChildren(0, cleaned.body().childNodesCopy());
		}
		else {
			Markdown.parse(content).forEach((block) -> append(page.body(), block));
		}
		page.select("a[href]").attr("rel", "noopener noreferrer nofollow");
		return ("<!doctype html>\n" + page.outerHtml() + "\n").getBytes(StandardCharsets.UTF_8);
	}

	private static void append(Element body, Markdown.Block block) {
		if (block instanceof Markdown.Heading heading) {
			append(body.appendElement("h" + heading.level()), heading.spans());
		}
		else if (block instanceof Markdown.Paragraph paragraph) {
			append(body.appendElement("p"), paragraph.spans());
		}
		else if (block instanceof Markdown.Item item) {
			append(list(body, item).appendElement("li"), item.spans());
		}
		else if (block instanceof Markdown.Quote quote) {
			append(body.appendElement("blockquote").appendElement("p"), quote.spans());
		}
		else if (block instanceof Markdown.Code code) {
			body.appendElement("pre").appendElement("code").text(code.text());
		}
		else if (block instanceof Markdown.Table table) {
			append(body.appendElement("table"), table);
		}
		else {
			body.appendElement("hr");
		}
	}

	/* Items that follow each other are in one list; deeper ones in a list of the last. */
	private static Element list(Element body, Markdown.Item item) {
		String tag = item.mark().equals("•") ? "ul" : "ol";
		Element list = body.lastElementChild();
		if (list == null
				|| !list.normalName().equals(tag) && (item.depth() == 0 || !list.normalName().matches("[uo]l"))) {
			list = body.appendElement(tag);
		}
		for (int depth = 0; depth < item.depth(); depth++) {
			Element last = list.lastElementChild();
			last = (last != null) ? last : list.appendElement("li");
			Element inner = last.lastElementChild();
			list = (inner != null && inner.normalName().matches("[uo]l")) ? inner : last.appendElement(tag);
		}
		return list;
	}

	private static void append(Element element, Markdown.Table table) {
		for (int i = 0; i < table.rows().size(); i++) {
			Element row = element.appendElement("tr");
			String cell = (i == 0) ? "th" : "td";
			table.rows().get(i).forEach((spans) -> append(row.appendElement(cell), spans));
		}
	}

	private static void append(Element element, List<Markdown.Span> spans) {
		for (Markdown.Span span : spans) {
			Element inner = element;
			inner = span.link().isEmpty() ? inner : inner.appendElement("a").attr("href", span.link());
			inner = span.strong() ? inner.appendElement("strong") : inner;
			inner = span.emphasised() ? inner.appendElement("em") : inner;
			inner = span.code() ? inner.appendElement("code") : inner;
			inner.appendText(span.text());
		}
	}

}
