/**
 * What was measured, as JSON, tables and plots.
 */
@NullMarked
package io.toolruntime.benchmarks.report;

import org.jspecify.annotations.NullMarked;
