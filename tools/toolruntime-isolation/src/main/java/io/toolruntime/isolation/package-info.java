/** Isolation per tool: which tool runs where, and running those that run elsewhere. */
@NullMarked
package io.toolruntime.isolation;

import org.jspecify.annotations.NullMarked;
