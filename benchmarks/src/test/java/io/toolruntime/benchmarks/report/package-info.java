@NullMarked
package io.toolruntime.benchmarks.report;

import org.jspecify.annotations.NullMarked;
