package io.toolruntime.builtin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.apache.poi.xslf.usermodel.SlideLayout;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFSlideLayout;
import org.apache.poi.xslf.usermodel.XSLFTextParagraph;
import org.apache.poi.xslf.usermodel.XSLFTextShape;

/** Makes presentations (OOXML) of slides with a title and points. */
final class PptxWriter implements DocumentWriter {

	private static final int MOST_SLIDES = 200;

	private static final int MOST_POINTS = 50;

	private static final int LONGEST = 5000;

	@Override
	public String description() {
		return "Writes a presentation (PPTX) of slides, each with a title and points.";
	}

	@Override
	public String extension() {
		return "pptx";
	}

	@Override
	public String mediaType() {
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
	}

	@Override
	public Schema input(Schema input) {
		Map<String, Object> slide = Schema.object()
			.required("title", Schema.text("Title of the slide", LONGEST))
			.optional("points",
					Schema.texts("Points; two spaces before one put it below the one before it", MOST_POINTS, LONGEST))
			.build();
		return input.required("slides", Schema.list("The slides", slide, MOST_SLIDES));
	}

	@Override
	public Arguments example() {
		return new Arguments(Map.<String, Object>of("slides",
				List.of(Map.<String, Object>of("title", "Report", "points", List.of("one", "  more of one", "two")))));
	}

	@Override
	public byte[] write(Arguments arguments, CallTime time) throws Failure, IOException {
		try (XMLSlideShow show = new XMLSlideShow()) {
			XSLFSlideLayout layout = show.getSlideMasters().get(0).getLayout(SlideLayout.TITLE_AND_CONTENT);
			for (Map<String, Object> slide : arguments.maps("slides")) {
				time.check();
				Arguments content = new Arguments(slide);
				append(show.createSlide(layout), content.text("title"), content.texts("points"));
			}
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			show.write(out);
			return out.toByteArray();
		}
	}

	private static void append(XSLFSlide slide, String title, List<String> points) {
		slide.getPlaceholder(0).setText(XmlText.clean(title));
		XSLFTextShape body = slide.getPlaceholder(1);
		body.clearText();
		for (String point : points) {
			XSLFTextParagraph paragraph = body.addNewTextParagraph();
			String text = point.stripLeading();
			paragraph.setIndentLevel(Math.min((point.length() - text.length()) / 2, 4));
			paragraph.addNewTextRun().setText(XmlText.clean(text));
		}
		if (points.isEmpty()) {
			slide.removeShape(body);
		}
	}

}
