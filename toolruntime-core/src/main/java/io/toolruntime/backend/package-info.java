/**
 * Backends: the ways of running code.
 */
@NullMarked
package io.toolruntime.backend;

import org.jspecify.annotations.NullMarked;
