package io.toolruntime.builtin;

import java.util.ArrayList;
import java.util.List;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/**
 * The part of Markdown that documents are made of: headings, paragraphs, lists, tables,
 * code, quotes and rules; in lines, strong and emphasised text, code and links. Reads
 * each line once; what it does not know is text.
 */
final class Markdown {

	private static final Pattern HEADING = Pattern.compile("(#{1,6})\\s+(.*?)\\s*#*");

	private static final Pattern ITEM = Pattern.compile("(\\s*)([-*+]|\\d{1,9}[.)])\\s+(.*)");

	private static final Pattern RULE = Pattern.compile("\\s*(?:-{3,}|\\*{3,}|_{3,})\\s*");

	private static final Pattern TABLE_LINE = Pattern.compile("\\s*\\|?\\s*:?-+:?\\s*(?:\\|\\s*:?-+:?\\s*)*\\|?\\s*");

	private static final int LONGEST_LINK = 2000;

	private final List<Block> blocks = new ArrayList<>();

	private final StringBuilder paragraph = new StringBuilder();

	private Markdown() {
	}

	/**
	 * Reads a text.
	 * @param text the text
	 * @return its blocks
	 */
	static List<Block> parse(String text) {
		Markdown markdown = new Markdown();
		markdown.read(text.lines().toList());
		return markdown.blocks;
	}

	private void read(List<String> lines) {
		for (int i = 0; i < lines.size(); i++) {
			String line = lines.get(i);
			if (line.startsWith("```") || line.startsWith("~~~")) {
				i = code(lines, i);
			}
			else if (line.contains("|") && i + 1 < lines.size() && lines.get(i + 1).contains("-")
					&& TABLE_LINE.matcher(lines.get(i + 1)).matches()) {
				i = table(lines, i);
			}
			else {
				line(line);
			}
		}
		endParagraph();
	}

	private void line(String line) {
		Matcher heading = HEADING.matcher(line);
		Matcher item = ITEM.matcher(line);
		if (line.isBlank()) {
			endParagraph();
		}
		else if (heading.matches()) {
			add(new Heading(heading.group(1).length(), spans(heading.group(2))));
		}
		else if (RULE.matcher(line).matches()) {
			add(new Rule());
		}
		else if (item.matches()) {
			String mark = item.group(2);
			add(new Item(Math.min(item.group(1).length() / 2, 5), Character.isDigit(mark.charAt(0)) ? mark : "•",
					spans(item.group(3))));
		}
		else if (line.startsWith(">")) {
			add(new Quote(spans(line.substring(1).strip())));
		}
		else {
			this.paragraph.append(this.paragraph.isEmpty() ? "" : " ").append(line.strip());
		}
	}

	private void add(Block block) {
		endParagraph();
		this.blocks.add(block);
	}

	private void endParagraph() {
		if (!this.paragraph.isEmpty()) {
			this.blocks.add(new Paragraph(spans(this.paragraph.toString())));
			this.paragraph.setLength(0);
		}
	}

	private int code(List<String> lines, int at) {
		String fence = lines.get(at).substring(0, 3);
		StringBuilder code = new StringBuilder();
		int i = at + 1;
		while (i < lines.size() && !lines.get(i).startsWith(fence)) {
			code.append(code.isEmpty() ? "" : "\n").append(lines.get(i));
			i++;
		}
		add(new Code(code.toString()));
		return i;
	}

	private int table(List<String> lines, int at) {
		List<List<List<Span>>> rows = new ArrayList<>();
		rows.add(cells(lines.get(at)));
		int i = at + 2;
		while (i < lines.size() && lines.get(i).contains("|")) {
			rows.add(cells(lines.get(i)));
			i++;
		}
		add(new Table(rows));
		return i - 1;
	}

	private static List<List<Span>> cells(String line) {
		String row = line.strip();
		row = row.startsWith("|") ? row.substring(1) : row;
		row = row.endsWith("|") ? row.substring(0, row.length() - 1) : row;
		List<List<Span>> cells = new ArrayList<>();
		for (String cell : row.split("\\|", -1)) {
			cells.add(spans(cell.strip()));
		}
		return cells;
	}

	/**
	 * Reads what is in a line.
	 * @param text the line
	 * @return pieces that look alike
	 */
	static List<Span> spans(String text) {
		return new Line(text).read();
	}

	/**
	 * Returns the text of pieces.
	 * @param spans the pieces
	 * @return the text
	 */
	static String text(List<Span> spans) {
		StringBuilder text = new StringBuilder();
		spans.forEach((span) -> text.append(span.text()));
		return text.toString();
	}

	/** A line that is read. */
	private static final class Line {

		private final List<Span> spans = new ArrayList<>();

		private final StringBuilder plain = new StringBuilder();

		private final String text;

		/* Where each is for the last time: what comes later is not looked for. */
		private final int lastStars;

		private final int lastStar;

		private final int lastTick;

		private boolean strong;

		private boolean emphasised;

		Line(String text) {
			this.text = text;
			this.lastStars = text.lastIndexOf("**");
			this.lastStar = text.lastIndexOf('*');
			this.lastTick = text.lastIndexOf('`');
		}

		List<Span> read() {
			int i = 0;
			while (i < this.text.length()) {
				char c = this.text.charAt(i);
				if (c == '\\' && i + 1 < this.text.length()) {
					this.plain.append(this.text.charAt(i + 1));
					i += 2;
				}
				else if (this.text.startsWith("**", i)) {
					i = strong(i);
				}
				else if (c == '*' && (this.emphasised || emphasisBegins(i))) {
					end();
					this.emphasised = !this.emphasised;
					i++;
				}
				else if (c == '`' && this.lastTick > i) {
					i = code(i);
				}
				else if (c == '[') {
					i = link(i);
				}
				else {
					this.plain.append(c);
					i++;
				}
			}
			end();
			return this.spans;
		}

		private int strong(int at) {
			if (this.strong || this.lastStars > at + 1) {
				end();
				this.strong = !this.strong;
			}
			else {
				this.plain.append("**");
			}
			return at + 2;
		}

		private boolean emphasisBegins(int at) {
			return this.lastStar > at && !Character.isWhitespace(this.text.charAt(at + 1));
		}

		private int code(int at) {
			int close = this.text.indexOf('`', at + 1);
			end();
			this.spans.add(new Span(this.text.substring(at + 1, close), false, false, true, ""));
			return close + 1;
		}

		private int link(int at) {
			int most = Math.min(this.text.length(), at + LONGEST_LINK);
			int length = this.text.substring(at, most).indexOf("](");
			int middle = at + length;
			int close = (length > 0) ? closing(middle, most) : -1;
			String target = (close > 0) ? this.text.substring(middle + 2, close).strip() : "";
			if (!target.startsWith("https://") && !target.startsWith("http://")) {
				this.plain.append('[');
				return at + 1;
			}
			end();
			this.spans.add(new Span(this.text.substring(at + 1, middle), this.strong, this.emphasised, false, target));
			return close + 1;
		}

		private int closing(int from, int most) {
			int close = this.text.substring(from, most).indexOf(')');
			return (close > 0) ? from + close : -1;
		}

		private void end() {
			if (!this.plain.isEmpty()) {
				this.spans.add(new Span(this.plain.toString(), this.strong, this.emphasised, false, ""));
				this.plain.setLength(0);
			}
		}

	}

	/** A piece of a document. */
	sealed interface Block permits Heading, Paragraph, Item, Quote, Code, Table, Rule {

	}

	/**
	 * Text that looks alike.
	 *
	 * @param text the text
	 * @param strong whether it is strong
	 * @param emphasised whether it is emphasised
	 * @param code whether it is code
	 * @param link where it leads, an address of the web; empty if it is no link
	 */
	record Span(String text, boolean strong, boolean emphasised, boolean code, String link) {

	}

	/**
	 * A heading.
	 *
	 * @param level 1 to 6
	 * @param spans the text
	 */
	record Heading(int level, List<Span> spans) implements Block {

	}

	/**
	 * A paragraph.
	 *
	 * @param spans the text
	 */
	record Paragraph(List<Span> spans) implements Block {

	}

	/**
	 * An item of a list.
	 *
	 * @param depth lists that it is in, less one
	 * @param mark what stands before it
	 * @param spans the text
	 */
	record Item(int depth, String mark, List<Span> spans) implements Block {

	}

	/**
	 * A quotation.
	 *
	 * @param spans the text
	 */
	record Quote(List<Span> spans) implements Block {

	}

	/**
	 * Code.
	 *
	 * @param text the code
	 */
	record Code(String text) implements Block {

	}

	/**
	 * A table.
	 *
	 * @param rows cells of each row, the first row being headings
	 */
	record Table(List<List<List<Span>>> rows) implements Block {

		int columns() {
			return this.rows.stream().mapToInt(List::size).max().orElse(0);
		}

	}

	/** A line across. */
	record Rule() implements Block {

	}

}
