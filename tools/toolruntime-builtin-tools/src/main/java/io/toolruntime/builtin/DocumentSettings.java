package io.toolruntime.builtin;

import java.time.Duration;

/**
 * What documents are held to.
 *
 * @param output the folder that they are written to
 * @param maxFile bytes of a document
 * @param timeout how long writing one may take
 */
record DocumentSettings(Roots output, int maxFile, Duration timeout) {

}
