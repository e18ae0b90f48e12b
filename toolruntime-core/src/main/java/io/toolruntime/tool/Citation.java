package io.toolruntime.tool;

import org.jspecify.annotations.Nullable;

/**
 * Something that a tool drew on, as the tool tells it. What two tools say of the same
 * page or file is put together.
 *
 * @param id the number by which the tool's own text refers to it, or {@code null} if it
 * refers to it in no text yet; another is given to it if something else has that number
 * @param title a title, or {@code null}
 * @param url where it is: an address, or the path of a file
 * @param text an excerpt, or {@code null}
 */
public record Citation(@Nullable Integer id, @Nullable String title, String url, @Nullable String text) {

	/** Characters that an address may have. */
	public static final int MAX_URL = 4096;

	/** Characters that a title may have; the rest is cut off. */
	public static final int MAX_TITLE = 1000;

	/** Characters that an excerpt may have; the rest is cut off. */
	public static final int MAX_TEXT = 20_000;

	public Citation {
		if (url.isBlank() || url.length() > MAX_URL) {
			throw new IllegalArgumentException(
					"A source needs an address or a path of 1 to " + MAX_URL + " characters as its url");
		}
		if (id != null && id < 1) {
			throw new IllegalArgumentException("The id of a source is " + id + "; they are counted from 1");
		}
		url = PlainText.clean(url.strip());
		title = (title != null) ? PlainText.abbreviate(PlainText.clean(title), MAX_TITLE) : null;
		text = (text != null) ? PlainText.abbreviate(PlainText.withoutControls(PlainText.unicode(text)), MAX_TEXT)
				: null;
	}

	/**
	 * Creates one that gets its number when it is recorded.
	 * @param title a title, or {@code null}
	 * @param url where it is
	 * @param text an excerpt, or {@code null}
	 * @return the citation
	 */
	public static Citation of(@Nullable String title, String url, @Nullable String text) {
		return new Citation(null, title, url, text);
	}

}
