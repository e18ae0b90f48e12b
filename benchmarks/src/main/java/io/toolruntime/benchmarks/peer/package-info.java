/**
 * The ways of running code that are compared.
 */
@NullMarked
package io.toolruntime.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
