/**
 * Limits of an execution, and the evidence of which of them were enforced.
 */
@NullMarked
package io.toolruntime.limit;

import org.jspecify.annotations.NullMarked;
