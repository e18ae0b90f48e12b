package io.toolruntime.builtin;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.Map;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Makes images of PNG that a caller has drawn. They are read, and written anew: what
 * comes out is an image and nothing else.
 */
final class PngWriter implements DocumentWriter {

	private static final byte[] SIGNATURE = { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

	private static final int LONGEST = 16 << 20;

	private static final long MOST_PIXELS = 10_000_000;

	@Override
	public String description() {
		return "Writes an image, given as PNG in base64, at most " + MOST_PIXELS
				+ " pixels. It is read and written anew, without what else is in it.";
	}

	@Override
	public String extension() {
		return "png";
	}

	@Override
	public String mediaType() {
		return "image/png";
	}

	@Override
	public Schema input(Schema input) {
		return input.required("content", Schema.text("The image, PNG in base64", LONGEST));
	}

	@Override
	public Arguments example() {
		return new Arguments(Map.<String, Object>of("content",
				"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="));
	}

	@Override
	public byte[] write(Arguments arguments, CallTime time) throws Failure {
		byte[] given;
		try {
			given = Base64.getMimeDecoder().decode(arguments.text("content"));
		}
		catch (IllegalArgumentException ex) {
			throw none("it is not base64");
		}
		if (given.length < SIGNATURE.length
				|| !Arrays.equals(given, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
			throw none("it does not begin like a PNG");
		}
		try {
			BufferedImage image = read(given);
			time.check();
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			if (!ImageIO.write(image, "png", out)) {
				throw none("its colours cannot be written");
			}
			return out.toByteArray();
		}
		catch (IOException | RuntimeException ex) {
			throw none("it cannot be read as an image");
		}
	}

	private static BufferedImage read(byte[] given) throws IOException, Failure {
		Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
		ImageReader reader = readers.next();
		try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(given))) {
			reader.setInput(in, true, true);
			long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
			if (pixels > MOST_PIXELS) {
				throw none("it has " + pixels + " pixels, and may have " + MOST_PIXELS);
			}
			return reader.read(0);
		}
		finally {
			reader.dispose();
		}
	}

	private static Failure none(String why) {
		return Failure.invalid("the content is no image that can be written: " + why, "Give a PNG in base64");
	}

}
