/**
 * Measures toolruntime side by side with what a team would pick instead.
 */
@NullMarked
package io.toolruntime.benchmarks;

import org.jspecify.annotations.NullMarked;
