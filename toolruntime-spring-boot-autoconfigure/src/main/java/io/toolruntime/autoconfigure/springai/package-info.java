/**
 * Spring AI's tools in, and ours out.
 */
@NullMarked
package io.toolruntime.autoconfigure.springai;

import org.jspecify.annotations.NullMarked;
