/**
 * Meters of sandboxes and tool calls.
 */
@NullMarked
package io.toolruntime.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
