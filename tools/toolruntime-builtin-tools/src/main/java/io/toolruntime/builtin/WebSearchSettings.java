package io.toolruntime.builtin;

import java.time.Duration;

/**
 * What searches of the web are held to.
 *
 * @param maxResults results at most
 * @param timeout how long a search may take
 */
record WebSearchSettings(int maxResults, Duration timeout) {

}
