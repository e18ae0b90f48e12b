package io.toolruntime.builtin;

import java.time.Duration;

/**
 * What file tools are held to.
 *
 * @param roots the folders
 * @param maxFile bytes of a file that is read, written or searched
 * @param maxEntries entries that are visited when a tree is listed
 * @param maxResults matches of a search
 * @param maxFiles files that are searched
 * @param timeout how long a call may take
 */
record FileSettings(Roots roots, int maxFile, int maxEntries, int maxResults, int maxFiles, Duration timeout) {

}
