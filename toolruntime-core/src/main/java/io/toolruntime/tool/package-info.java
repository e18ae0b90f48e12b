/**
 * Tools: their descriptions, their catalog, and how one is run.
 */
@NullMarked
package io.toolruntime.tool;

import org.jspecify.annotations.NullMarked;
