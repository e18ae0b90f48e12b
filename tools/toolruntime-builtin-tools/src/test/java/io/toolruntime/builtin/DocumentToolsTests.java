package io.toolruntime.builtin;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

import javax.imageio.ImageIO;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xssf.usermodel.XSSFSheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.extractor.XWPFWordExtractor;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.toolruntime.builtin.BuiltinToolsProperties.DocumentKeys;

import static org.assertj.core.api.Assertions.assertThat;

/** Documents are written, and what is in them is what was given. */
@Tag("once")
@Timeout(120)
class DocumentToolsTests {

	private static final String MARKDOWN = """
			# Report <b>

			All is **well** and *good* – see [here](https://example.com/x?a=1&b=2).

			- one
			- two
			  - deeper

			| month | total |
			|---|---|
			| Мај | 12 € |

			```
			if (a < b) { }
			```
			> quoted
			---
			""";

	@TempDir
	private Path temp;

	private Path output;

	private TestTools tools;

	@BeforeEach
	void create() throws IOException {
		this.output = Files.createDirectory(this.temp.resolve("output"));
		this.tools = writing(null);
	}

	private TestTools writing(String maxFile) {
		return TestTools.in(null)
			.documents(new DocumentKeys(this.output.toString(), maxFile, null))
			.with("write_html", "write_png", "write_pdf", "write_docx", "write_pptx", "write_xlsx");
	}

	@AfterEach
	void close() {
		this.tools.close();
	}

	private byte[] written(TestTools.Result result) throws IOException {
		byte[] file = Files.readAllBytes(this.output.resolve(result.text("path")));
		assertThat(result.number("size")).isEqualTo(file.length);
		assertThat(result.text("sha256")).hasSize(64);
		return file;
	}

	@Test
	void aDocumentIsWrittenOnceAndWithItsEnding() throws IOException {
		TestTools.Result result = this.tools.call("write_html", "path", "a/report", "content", "x");
		assertThat(result.text("path")).isEqualTo("a/report.html");
		assertThat(result.text("media_type")).isEqualTo("text/html");
		assertThat(written(result)).isNotEmpty();
		assertThat(this.tools.failure("write_html", "path", "a/report.HTML", "content", "y")).isNull();
		assertThat(this.tools.failure("write_html", "path", "a/report.html", "content", "y")).hasMessage(
				"InvalidArgument: 'a/report.html' is there already." + " Write another name, or set overwrite to true");
		this.tools.call("write_html", "path", "a/report", "content", "second", "overwrite", true);
		assertThat(this.output.resolve("a/report.html")).content().contains("second");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../x", "/etc/x", "a/../../x", "link/x" })
	void nothingIsWrittenOutsideOfTheOutput(String path) throws IOException {
		Files.createSymbolicLink(this.output.resolve("link"), this.temp);
		assertThat(this.tools.refusal("write_html", "path", path, "content", "x"))
			.isEqualTo(CanonicalCode.PERMISSION_DENIED);
		assertThat(this.temp.resolve("x.html")).doesNotExist();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", ".", ".html", "a/.html" })
	void aDocumentHasAName(String path) {
		assertThat(this.tools.refusal("write_html", "path", path, "content", "x"))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

	@Test
	void aDocumentThatIsTooLargeIsNotWritten() throws IOException {
		try (TestTools small = writing("1KB")) {
			assertThat(small.refusal("write_html", "path", "x", "content", "x".repeat(1000)))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
			assertThat(this.output).isEmptyDirectory();
		}
	}

	@Test
	void aPageOfMarkdown() throws IOException {
		Document page = Jsoup.parse(new String(
				written(this.tools.call("write_html", "path", "x", "content", MARKDOWN, "title", "A <title>")),
				StandardCharsets.UTF_8));
		assertThat(page.title()).isEqualTo("A <title>");
		assertThat(page.select("h1").text()).isEqualTo("Report <b>");
		assertThat(page.select("b")).isEmpty();
		assertThat(page.select("p strong").text()).isEqualTo("well");
		assertThat(page.select("a").attr("href")).isEqualTo("https://example.com/x?a=1&b=2");
		assertThat(page.select("body > ul > li")).hasSize(2);
		assertThat(page.select("ul ul li").text()).isEqualTo("deeper");
		assertThat(page.select("td").eachText()).containsExactly("Мај", "12 €");
		assertThat(page.select("pre").text()).isEqualTo("if (a < b) { }");
		assertThat(page.select("meta[http-equiv]").attr("content")).startsWith("default-src 'none'");
	}

	@Test
	void nothingRunsInAPageAndNothingIsLoaded() throws IOException {
		String html = "<h1 onclick='x()'>Hi</h1><script>x()</script><img src='https://evil.test/x.png'>"
				+ "<img src='data:image/png;base64,AA=='><a href='javascript:x()'>a</a><iframe src='https://x'></iframe>"
				+ "<form action='https://x'><input></form><style>@import 'https://x'</style><svg onload='x()'/>"
				+ "<p style='background:url(https://x)'>p</p><meta http-equiv='refresh' content='0;url=https://x'>"
				+ "</body></html><script>x()</script>";
		Document page = Jsoup
			.parse(new String(written(this.tools.call("write_html", "path", "x", "content", html, "format", "html")),
					StandardCharsets.UTF_8));
		assertThat(page.body().select("script, iframe, form, input, style, svg, meta, [onclick], [style]")).isEmpty();
		assertThat(page.select("meta")).hasSize(2);
		assertThat(page.select("img[src]").eachAttr("src")).containsExactly("data:image/png;base64,AA==");
		assertThat(page.select("a[href]")).isEmpty();
		assertThat(page.select("h1").text()).isEqualTo("Hi");
	}

	@Test
	void anImageIsReadAndWrittenAnew() throws IOException {
		BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_ARGB);
		image.setRGB(1, 1, 0xff112233);
		ByteArrayOutputStream png = new ByteArrayOutputStream();
		ImageIO.write(image, "png", png);
		png.writeBytes("<script>something else</script>".getBytes(StandardCharsets.US_ASCII));
		byte[] file = written(this.tools.call("write_png", "path", "x", "content",
				Base64.getEncoder().encodeToString(png.toByteArray())));
		BufferedImage read = ImageIO.read(new ByteArrayInputStream(file));
		assertThat(read.getRGB(1, 1)).isEqualTo(0xff112233);
		assertThat(new String(file, StandardCharsets.ISO_8859_1)).doesNotContain("script");
	}

	@Test
	void whatIsNoImageIsNotWritten() throws IOException {
		assertThat(this.tools.failure("write_png", "path", "x", "content", "%%%"))
			.isInstanceOf(BuiltinToolException.class);
		assertThat(this.tools.refusal("write_png", "path", "x", "content",
				Base64.getEncoder().encodeToString("<svg/>".getBytes(StandardCharsets.US_ASCII))))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		byte[] half = Arrays.copyOf(bomb(10, 10), 40);
		assertThat(this.tools.refusal("write_png", "path", "x", "content", Base64.getEncoder().encodeToString(half)))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(this.output).isEmptyDirectory();
	}

	@Test
	void anImageThatWouldFillTheMemoryIsNotRead() {
		assertThat(this.tools.failure("write_png", "path", "x", "content",
				Base64.getEncoder().encodeToString(bomb(100_000, 100_000))))
			.hasMessageContaining("it has 10000000000 pixels, and may have 10000000");
	}

	/* A PNG that says it is of some size, and has nothing in it. */
	private static byte[] bomb(int width, int height) {
		java.nio.ByteBuffer header = java.nio.ByteBuffer.allocate(17);
		header.put("IHDR".getBytes(StandardCharsets.US_ASCII))
			.putInt(width)
			.putInt(height)
			.put(new byte[] { 8, 2, 0, 0, 0 });
		CRC32 crc = new CRC32();
		crc.update(header.array());
		return java.nio.ByteBuffer.allocate(8 + 4 + 17 + 4 + 12)
			.put(new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' })
			.putInt(13)
			.put(header.array())
			.putInt((int) crc.getValue())
			.putInt(0)
			.put("IDAT".getBytes(StandardCharsets.US_ASCII))
			.putInt(0x35af061e)
			.array();
	}

	@Test
	void aPdfOfMarkdown() throws IOException {
		byte[] file = written(this.tools.call("write_pdf", "path", "x", "content",
				MARKDOWN + "\n\nemoji 🙂 and 中文\n\n" + "many words ".repeat(3000), "title", "The title"));
		try (PDDocument document = Loader.loadPDF(file)) {
			String text = new PDFTextStripper().getText(document);
			assertThat(text).contains("Report <b>", "All is well and good – see here.", "• one", "Мај", "12 €",
					"if (a < b) { }", "emoji ? and ??");
			assertThat(document.getNumberOfPages()).isGreaterThan(5);
			assertThat(document.getDocumentInformation().getTitle()).isEqualTo("The title");
		}
	}

	@Test
	void anEmptyPdfHasAPage() throws IOException {
		try (PDDocument document = Loader.loadPDF(written(this.tools.call("write_pdf", "path", "x", "content", "")))) {
			assertThat(document.getNumberOfPages()).isOne();
		}
	}

	@Test
	void aPdfHasNoMoreThan500Pages() {
		assertThat(this.tools.failure("write_pdf", "path", "x", "content", "a\n\n".repeat(40_000)))
			.hasMessageContaining("more than 500 pages");
		assertThat(this.tools.failure("write_pdf", "path", "y", "content", "x".repeat(900_000))).isNull();
	}

	@Test
	void aTextDocumentOfMarkdown() throws IOException {
		byte[] file = written(this.tools.call("write_docx", "path", "x", "content", MARKDOWN + "\u0001", "title", "T"));
		try (XWPFDocument document = new XWPFDocument(new ByteArrayInputStream(file));
				XWPFWordExtractor text = new XWPFWordExtractor(document)) {
			assertThat(text.getText()).contains("Report <b>", "All is well and good", "• one", "Мај", "if (a < b) { }");
			assertThat(document.getTables()).hasSize(1);
			assertThat(document.getProperties().getCoreProperties().getTitle()).isEqualTo("T");
		}
	}

	@Test
	void aPresentation() throws IOException {
		byte[] file = written(this.tools.call("write_pptx", "path", "x", "slides",
				List.of(Map.<String, Object>of("title", "One & two", "points", List.of("first", "  deeper", "second")),
						Map.<String, Object>of("title", "Last"))));
		try (XMLSlideShow show = new XMLSlideShow(new ByteArrayInputStream(file))) {
			assertThat(show.getSlides()).hasSize(2);
			assertThat(show.getSlides().get(0).getTitle()).isEqualTo("One & two");
			assertThat(show.getSlides().get(0).getPlaceholder(1).getText()).isEqualTo("first\ndeeper\nsecond");
			assertThat(show.getSlides().get(0).getPlaceholder(1).getTextParagraphs().get(1).getIndentLevel()).isOne();
		}
	}

	@Test
	void aWorkbookWhoseTextsAreNoFormulas() throws IOException {
		byte[] file = written(this.tools.call("write_xlsx", "path", "x", "sheets", List.of(
				Map.<String, Object>of("name", "Sales", "rows",
						List.of(List.<Object>of("month", "total"),
								Arrays.<Object>asList("=HYPERLINK(\"https://evil.test\")", 12.5, true, null,
										9_007_199_254_740_993L))),
				Map.<String, Object>of("name", "Empty", "rows", List.of()))));
		try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file))) {
			XSSFSheet sheet = workbook.getSheet("Sales");
			Cell formula = sheet.getRow(1).getCell(0);
			assertThat(formula.getCellType()).isEqualTo(CellType.STRING);
			assertThat(formula.getStringCellValue()).startsWith("=HYPERLINK");
			assertThat(sheet.getRow(1).getCell(1).getNumericCellValue()).isEqualTo(12.5);
			assertThat(sheet.getRow(1).getCell(2).getBooleanCellValue()).isTrue();
			assertThat(sheet.getRow(1).getCell(3).getCellType()).isEqualTo(CellType.BLANK);
			assertThat(sheet.getRow(0).getCell(0).getCellStyle().getFont().getBold()).isTrue();
			assertThat(workbook.getNumberOfSheets()).isEqualTo(2);
		}
	}

	@Test
	void aNumberThatWouldLoseDigitsIsText() throws IOException {
		byte[] file = written(
				this.tools.call("write_xlsx", "path", "x", "sheets", List.of(Map.<String, Object>of("name", "A", "rows",
						List.of(List.<Object>of(12345678901234567L, 1234567890L)), "header", false))));
		try (XSSFWorkbook workbook = new XSSFWorkbook(new ByteArrayInputStream(file))) {
			assertThat(workbook.getSheet("A").getRow(0).getCell(0).getStringCellValue()).isEqualTo("12345678901234567");
			assertThat(workbook.getSheet("A").getRow(0).getCell(1).getNumericCellValue()).isEqualTo(1234567890);
		}
	}

	@Test
	void aWorkbookThatCannotBeIsRefused() {
		assertThat(this.tools.refusal("write_xlsx", "path", "x", "sheets", List.of()))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		for (String name : List.of("a/b", "'x", "")) {
			assertThat(this.tools.refusal("write_xlsx", "path", "x", "sheets",
					List.of(Map.<String, Object>of("name", name, "rows", List.of()))))
				.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		}
		assertThat(this.tools.refusal("write_xlsx", "path", "x", "sheets",
				List.of(Map.<String, Object>of("name", "a", "rows", List.of()),
						Map.<String, Object>of("name", "A", "rows", List.of()))))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(this.tools.refusal("write_xlsx", "path", "x", "sheets",
				List.of(Map.<String, Object>of("name", "a", "rows",
						java.util.Collections.nCopies(250_000, List.<Object>of())))))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
		assertThat(this.tools.refusal("write_xlsx", "path", "x", "sheets",
				List.of(Map.<String, Object>of("name", "a", "rows", List.of(List.<Object>of("x".repeat(40_000)))))))
			.isEqualTo(CanonicalCode.INVALID_ARGUMENT);
	}

}
