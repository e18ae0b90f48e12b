@NullMarked
package io.toolruntime.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
