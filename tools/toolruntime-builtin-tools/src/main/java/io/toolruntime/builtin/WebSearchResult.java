package io.toolruntime.builtin;

/**
 * A page that was found. All of it is untrusted text.
 *
 * @param title its title
 * @param url its address
 * @param snippet what it says about what was searched for
 */
public record WebSearchResult(String title, String url, String snippet) {

}
