package io.toolruntime.builtin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.apache.poi.xwpf.usermodel.Borders;
import org.apache.poi.xwpf.usermodel.BreakType;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFRun;
import org.apache.poi.xwpf.usermodel.XWPFTable;

/** Makes text documents (OOXML) of Markdown. */
final class DocxWriter implements DocumentWriter {

	private static final int[] HEADINGS = { 22, 17, 14, 12, 11, 11 };

	private static final int BODY = 11;

	private static final String MONOSPACED = "Courier New";

	private static final int INDENT = 360;

	@Override
	public String description() {
		return "Writes a text document (DOCX) of Markdown: headings, paragraphs, lists, tables and code.";
	}

	@Override
	public String extension() {
		return "docx";
	}

	@Override
	public String mediaType() {
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
	}

	@Override
	public Schema input(Schema input) {
		return input.required("content", Schema.text("What is in it, in Markdown", LONGEST_TEXT))
			.optional("title", Schema.text("Title of the document", 500));
	}

	@Override
	public Arguments example() {
		return new Arguments(Map.<String, Object>of("content", "# Report\n\nAll is **well**.", "title", "Report"));
	}

	@Override
	public byte[] write(Arguments arguments, CallTime time) throws Failure, IOException {
		try (XWPFDocument document = new XWPFDocument()) {
			String title = arguments.optionalText("title");
			if (title != null) {
				document.getProperties().getCoreProperties().setTitle(XmlText.clean(title));
			}
			for (Markdown.Block block : Markdown.parse(arguments.text("content"))) {
				time.check();
				append(document, block);
			}
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			document.write(out);
			return out.toByteArray();
		}
	}

	private static void append(XWPFDocument document, Markdown.Block block) {
		if (block instanceof Markdown.Heading heading) {
			XWPFParagraph paragraph = document.createParagraph();
			paragraph.setSpacingBefore(INDENT / 2);
			paragraph.setKeepNext(true);
			append(paragraph, heading.spans(), HEADINGS[heading.level() - 1], true);
		}
		else if (block instanceof Markdown.Paragraph text) {
			append(document.createParagraph(), text.spans(), BODY, false);
		}
		else if (block instanceof Markdown.Item item) {
			XWPFParagraph paragraph = document.createParagraph();
			paragraph.setIndentationLeft(INDENT * (item.depth() + 1));
			paragraph.setIndentationHanging(INDENT / 2);
			run(paragraph, item.mark() + " ", BODY);
			append(paragraph, item.spans(), BODY, false);
		}
		else if (block instanceof Markdown.Quote quote) {
			XWPFParagraph paragraph = document.createParagraph();
			paragraph.setIndentationLeft(INDENT);
			append(paragraph, quote.spans(), BODY, false);
		}
		else if (block instanceof Markdown.Code code) {
			append(document.createParagraph(), code);
		}
		else if (block instanceof Markdown.Table table && table.columns() > 0) {
			append(document.createTable(table.rows().size(), table.columns()), table);
		}
		else {
			document.createParagraph().setBorderBottom(Borders.SINGLE);
		}
	}

	private static void append(XWPFParagraph paragraph, Markdown.Code code) {
		String[] lines = code.text().split("\n", -1);
		for (int i = 0; i < lines.length; i++) {
			XWPFRun run = run(paragraph, lines[i], BODY - 2);
			run.setFontFamily(MONOSPACED);
			if (i < lines.length - 1) {
				run.addBreak(BreakType.TEXT_WRAPPING);
			}
		}
	}

	private static void append(XWPFTable table, Markdown.Table content) {
		for (int row = 0; row < content.rows().size(); row++) {
			List<List<Markdown.Span>> cells = content.rows().get(row);
			for (int column = 0; column < cells.size(); column++) {
				append(table.getRow(row).getCell(column).getParagraphs().get(0), cells.get(column), BODY, row == 0);
			}
		}
	}

	private static void append(XWPFParagraph paragraph, List<Markdown.Span> spans, int size, boolean strong) {
		for (Markdown.Span span : spans) {
			XWPFRun run = span.link().isEmpty() ? paragraph.createRun() : paragraph.createHyperlinkRun(span.link());
			run.setText(XmlText.clean(span.text()));
			run.setFontSize(size);
			run.setBold(strong || span.strong());
			run.setItalic(span.emphasised());
			if (span.code()) {
				run.setFontFamily(MONOSPACED);
			}
			if (!span.link().isEmpty()) {
				run.setColor("0563C1");
			}
		}
	}

	private static XWPFRun run(XWPFParagraph paragraph, String text, int size) {
		XWPFRun run = paragraph.createRun();
		run.setText(XmlText.clean(text));
		run.setFontSize(size);
		return run;
	}

}
