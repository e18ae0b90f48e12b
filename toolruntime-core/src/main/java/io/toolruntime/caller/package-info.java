/**
 * Who asked for an execution.
 */
@NullMarked
package io.toolruntime.caller;

import org.jspecify.annotations.NullMarked;
