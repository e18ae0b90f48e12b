package io.toolruntime.builtin;

import java.time.Duration;

import io.toolruntime.caller.Caller;

/**
 * What to search the web for.
 *
 * @param query words
 * @param maxResults how many results are wanted at most
 * @param timeout how long the answer is waited for
 * @param caller who asks
 */
public record WebSearchRequest(String query, int maxResults, Duration timeout, Caller caller) {

}
