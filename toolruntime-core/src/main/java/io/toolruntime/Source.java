package io.toolruntime;

import org.jspecify.annotations.Nullable;

/**
 * Something that a tool drew on, for citation.
 *
 * @param id the id by which text refers to it
 * @param title a title, or {@code null}
 * @param url where it is, or {@code null}
 * @param text an excerpt, or {@code null}
 */
public record Source(String id, @Nullable String title, @Nullable String url, @Nullable String text) {
}
