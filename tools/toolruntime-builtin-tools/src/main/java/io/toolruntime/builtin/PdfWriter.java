package io.toolruntime.builtin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.jspecify.annotations.Nullable;

/** Makes PDF of Markdown: A4, one font, Latin, Greek and Cyrillic. */
final class PdfWriter implements DocumentWriter {

	private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

	@Override
	public String description() {
		return "Writes a PDF of Markdown: headings, paragraphs, lists, tables and code on pages of A4.";
	}

	@Override
	public String extension() {
		return "pdf";
	}

	@Override
	public String mediaType() {
		return "application/pdf";
	}

	@Override
	public Schema input(Schema input) {
		return input.required("content", Schema.text("What is in it, in Markdown", LONGEST_TEXT))
			.optional("title", Schema.text("Title of the document", 500));
	}

	@Override
	public Arguments example() {
		return new Arguments(Map.<String, Object>of("content", "# Report\n\n- one\n- two", "title", "Report"));
	}

	@Override
	public byte[] write(Arguments arguments, CallTime time) throws Failure, IOException {
		try (PDDocument document = new PDDocument(); InputStream font = PDDocument.class.getResourceAsStream(FONT)) {
			if (font == null) {
				throw Failure.internal("PDFBox has no font", "Use the version of PDFBox of this module", null);
			}
			String title = arguments.optionalText("title");
			if (title != null) {
				document.getDocumentInformation().setTitle(title);
			}
			try (Sheets sheets = new Sheets(document, PDType0Font.load(document, font), time)) {
				for (Markdown.Block block : Markdown.parse(arguments.text("content"))) {
					sheets.add(block);
				}
			}
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			document.save(out);
			return out.toByteArray();
		}
	}

	/** Pages that are filled from top to bottom. */
	private static final class Sheets implements AutoCloseable {

		private static final float MARGIN = 56;

		private static final float LEADING = 1.35f;

		private static final float BODY = 11;

		private static final float CODE = 9;

		private static final float[] HEADINGS = { 22, 17, 14, 12, 11, 11 };

		private static final float INDENT = 16;

		private static final int MOST = 500;

		private final Map<Integer, Float> widths = new HashMap<>();

		private final PDDocument document;

		private final PDFont font;

		private final CallTime time;

		private @Nullable PDPageContentStream page;

		private float top;

		private int count;

		Sheets(PDDocument document, PDFont font, CallTime time) {
			this.document = document;
			this.font = font;
			this.time = time;
		}

		void add(Markdown.Block block) throws Failure, IOException {
			if (block instanceof Markdown.Heading heading) {
				this.top -= BODY;
				text(Markdown.text(heading.spans()), HEADINGS[heading.level() - 1], 0, true);
			}
			else if (block instanceof Markdown.Paragraph paragraph) {
				text(Markdown.text(paragraph.spans()), BODY, 0, false);
			}
			else if (block instanceof Markdown.Item item) {
				text(item.mark() + " " + Markdown.text(item.spans()), BODY, INDENT * (item.depth() + 1), false);
				this.top += BODY / 2;
			}
			else if (block instanceof Markdown.Quote quote) {
				text(Markdown.text(quote.spans()), BODY, INDENT, false);
			}
			else if (block instanceof Markdown.Code code) {
				for (String line : code.text().split("\n", -1)) {
					text(line.isBlank() ? " " : line.replace("\t", "    "), CODE, INDENT, false);
					this.top += BODY / 2;
				}
			}
			else if (block instanceof Markdown.Table table) {
				table(table);
			}
			else {
				rule();
			}
			this.top -= BODY / 2;
		}

		private void table(Markdown.Table table) throws Failure, IOException {
			int columns = Math.max(1, table.columns());
			float width = (width() - 2 * MARGIN) / columns;
			for (int row = 0; row < table.rows().size(); row++) {
				List<List<String>> cells = new ArrayList<>();
				int lines = 1;
				for (List<Markdown.Span> cell : table.rows().get(row)) {
					List<String> wrapped = wrapped(Markdown.text(cell), CODE, width - 6);
					cells.add(wrapped);
					lines = Math.max(lines, wrapped.size());
				}
				for (int line = 0; line < lines; line++) {
					PDPageContentStream out = room(CODE * LEADING);
					for (int column = 0; column < cells.size(); column++) {
						if (line < cells.get(column).size()) {
							show(out, cells.get(column).get(line), CODE, MARGIN + column * width, row == 0);
						}
					}
				}
				this.top -= 2;
			}
		}

		private void rule() throws Failure, IOException {
			PDPageContentStream out = room(BODY);
			out.moveTo(MARGIN, this.top);
			out.lineTo(width() - MARGIN, this.top);
			out.stroke();
		}

		private void text(String text, float size, float indent, boolean strong) throws Failure, IOException {
			for (String line : wrapped(text, size, width() - 2 * MARGIN - indent)) {
				show(room(size * LEADING), line, size, MARGIN + indent, strong);
			}
			this.top -= BODY / 2;
		}

		private void show(PDPageContentStream out, String line, float size, float left, boolean strong)
				throws IOException {
			out.beginText();
			out.setFont(this.font, size);
			out.setRenderingMode(strong ? RenderingMode.FILL_STROKE : RenderingMode.FILL);
			out.setLineWidth(strong ? size / 40 : 1);
			out.newLineAtOffset(left, this.top);
			out.showText(line);
			out.endText();
		}

		private PDPageContentStream room(float height) throws Failure, IOException {
			this.time.check();
			this.top -= height;
			PDPageContentStream current = this.page;
			if (current == null || this.top < MARGIN) {
				finish();
				if (++this.count > MOST) {
					throw Failure.invalid("the document has more than " + MOST + " pages", "Write less, or several");
				}
				PDPage sheet = new PDPage(PDRectangle.A4);
				this.document.addPage(sheet);
				current = new PDPageContentStream(this.document, sheet);
				this.page = current;
				this.top = PDRectangle.A4.getHeight() - MARGIN - height;
			}
			return current;
		}

		private static float width() {
			return PDRectangle.A4.getWidth();
		}

		private List<String> wrapped(String text, float size, float most) {
			List<String> lines = new ArrayList<>();
			StringBuilder line = new StringBuilder();
			float used = 0;
			int lastSpace = -1;
			for (int codePoint : text.codePoints().toArray()) {
				int shown = shown(codePoint);
				line.appendCodePoint(shown);
				used += width(shown) * size;
				if (shown == ' ') {
					lastSpace = line.length() - 1;
				}
				if (used > most && line.length() > 1) {
					int cut = (lastSpace > 0) ? lastSpace : line.offsetByCodePoints(line.length(), -1);
					lines.add(line.substring(0, cut));
					String rest = line.substring((lastSpace > 0) ? cut + 1 : cut);
					line.setLength(0);
					line.append(rest);
					used = (float) rest.codePoints().mapToDouble((c) -> width(c) * size).sum();
					lastSpace = -1;
				}
			}
			lines.add(line.toString());
			return lines;
		}

		/* What the font has not is a question mark. */
		private int shown(int codePoint) {
			return (width(codePoint) >= 0) ? codePoint : '?';
		}

		private float width(int codePoint) {
			return this.widths.computeIfAbsent(codePoint, (key) -> {
				try {
					return Character.isISOControl(key) ? -1 : this.font.getStringWidth(Character.toString(key)) / 1000;
				}
				catch (IOException | IllegalArgumentException ex) {
					return -1f;
				}
			});
		}

		private void finish() throws IOException {
			if (this.page != null) {
				this.page.close();
				this.page = null;
			}
		}

		/** Ends the last page; a document has one at least. */
		@Override
		public void close() throws IOException {
			finish();
			if (this.document.getNumberOfPages() == 0) {
				this.document.addPage(new PDPage(PDRectangle.A4));
			}
		}

	}

}
